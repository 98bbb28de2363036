"""The cues of a question that count: not those within a title, a time or a name."""

from collections.abc import Mapping, Sequence

from knowledge.questions.cues import cues
from knowledge.questions.leftover import ABOUT_WORDS
from knowledge.questions.mention import FULL, Mentions, merged, within
from knowledge.questions.model import TimeExpression
from knowledge.questions.spans import meets
from knowledge.questions.spotting import Span
from knowledge.questions.words import fold, words

KIND_GROUPS = ("kind.", "named.")
PART, WHOLE = 0.6, 0.88
"""So much of a place's name is said when a longer or the same stretch of text is that name, and no kind of item."""
ASKING = ("agenda", "list")
"""Cues whose first words are no words for kinds: "show me my Thursday" asks for no show."""
BESIDE = 1
"""Characters between a time and the word that says "from then on"."""
NUMBERED = ("entrance", "which", "where")
"""Cues that may ask for a number: in Chinese that is asked for as a day is."""
UNACCENTED: Mapping[str, frozenset[str]] = {"fr": frozenset({"ou"})}
"""Words that are others than the cues which differ from them by an accent alone."""
SILENT = frozenset(
    {
        "filler",
        "light",
        "mine",
        "follow",
        "which",
        "onwards",
        "until",
        "exists",
        "event",
        "first",
        "second",
        "third",
        "last",
    }
)
"""Cues that alone do not tell what is asked."""


def cued(folded: str, language: str) -> dict[str, Sequence[Span]]:
    """The language's own cues; the English ones where it finds none of its own, as people mix."""
    found: dict[str, Sequence[Span]] = dict(cues(language).find(folded))
    numbered = [span for name in NUMBERED for span in found.get(name, ())]
    dated = [span for span in found.get("when", ()) if not _within_longer(span, numbered)]
    found = {name: dated if name == "when" else spans for name, spans in found.items() if name != "when" or dated}
    telling = [name for name in found if name not in SILENT and name not in ABOUT_WORDS]
    if language != "en" and not telling:
        found |= {name: spans for name, spans in cues("en").find(folded).items() if name not in found}
    return found


def spelled(found: Mapping[str, Sequence[Span]], text: str, language: str) -> dict[str, Sequence[Span]]:
    """The cues without those that are other words when written without their accents, where the text writes accents: the
    French for "or" is not the one for "where"."""
    bare = UNACCENTED.get(language)
    if bare is None or text.casefold() == fold(text):
        return dict(found)
    kept = {name: [(a, b) for a, b in spans if text[a:b].casefold() not in bare] for name, spans in found.items()}
    return {name: spans for name, spans in kept.items() if spans}


def _within_longer(span: Span, others: Sequence[Span]) -> bool:
    """Whether it is but a part of one of the others: the Chinese for "which gate" begins like that for "which day"."""
    return any(a <= span[0] and span[1] <= b and b - a > span[1] - span[0] for a, b in others)


def unfounded(
    folded: str,
    language: str,
    mentions: Mentions,
    found: Mapping[str, Sequence[Span]],
    times: Sequence[TimeExpression],
) -> list[str]:
    """The kinds of mention that rest on nothing but cues, times, small words, or the words of another name said in full; a
    place also when only a part of what is said for an item sounds like it."""
    own = cues(language)
    taken = [(t.begin, t.stop) for t in times]
    cued = [name for name in found if not name.startswith(KIND_GROUPS) and name not in ABOUT_WORDS]
    taken += [span for name in cued for span in found[name]]
    taken += [(w.begin, w.stop) for w in words(folded) if not w.dense and own.is_light(w.text)]
    taken = list(merged(taken))
    kinds = sorted(mentions.ids, key=lambda kind: -mentions.cover[kind])
    weak = []
    for kind in kinds:
        if (
            all(_part_of(span, times) for span in mentions.spans[kind])
            or (
                not _inside_any(mentions.spans[kind], mentions.titles)
                and all(within(s, taken) for s in mentions.spans[kind])
            )
            or (kind == "item" and mentions.cover[kind] < FULL and _named_elsewhere(mentions, taken))
            or (kind == "venue" and mentions.cover[kind] < FULL and _within_item(mentions))
        ):
            weak.append(kind)
    return weak


def _within_item(mentions: Mentions) -> bool:
    items, places = mentions.spans.get("item", ()), mentions.spans["venue"]
    said = [sum(stop - begin for begin, stop in spans) for spans in (items, places)]
    return (
        said[0] > said[1]
        and mentions.weight["item"] > mentions.weight["venue"]
        and all(within(s, items) for s in places)
    )


def beside(spans: Sequence[Span], times: Sequence[TimeExpression]) -> Sequence[Span]:
    """Those that stand right before, right after or within a time."""
    said = [(time.begin, time.stop) for time in times]
    return [span for span in spans if meets(span, said, BESIDE)]


def _part_of(span: Span, times: Sequence[TimeExpression]) -> bool:
    """Whether it is but a part of a time ("lunch" in "after lunch")."""
    return any(t.begin <= span[0] and span[1] <= t.stop and t.stop - t.begin > span[1] - span[0] for t in times)


def _inside_any(spans: Sequence[Span], regions: Sequence[Span]) -> bool:
    return any(within(span, regions) for span in spans)


def _named_elsewhere(mentions: Mentions, taken: Sequence[Span]) -> bool:
    """Whether a room, track or person said in full accounts for all that is said of an item."""
    full = [s for k in ("room", "track", "person") if mentions.cover.get(k, 0.0) >= FULL for s in mentions.spans[k]]
    return bool(full) and all(within(span, [*full, *taken]) for span in mentions.spans["item"])


def outside(
    found: Mapping[str, Sequence[Span]], titles: Sequence[Span], times: Sequence[TimeExpression]
) -> dict[str, Sequence[Span]]:
    """The cues that are not part of a title, nor of a time ("after lunch" as a time of day)."""
    taken = [*titles, *((t.begin, t.stop) for t in times)]
    kept = {
        name: [
            span
            for span in spans
            if name in ABOUT_WORDS
            or not within(span, titles if name == "now" or name.startswith(KIND_GROUPS) else taken)
        ]
        for name, spans in found.items()
    }
    return {name: spans for name, spans in kept.items() if spans}


def without_kinds_of_names(found: Mapping[str, Sequence[Span]], mentions: Mentions) -> dict[str, Sequence[Span]]:
    """Without the words for kinds that are but a part of a name: a concert hall is no concert."""
    groups = [group for kind in ("venue", "contact") for group in mentions.groups.get(kind, ()) if group.cover >= PART]
    names = [(min(group.spans)[0], max(group.spans, key=lambda span: span[1])[1]) for group in groups if group.spans]
    whole = {name for name, group in zip(names, (g for g in groups if g.spans), strict=True) if group.cover >= WHOLE}

    asking = {span[0]: span for name in ASKING for span in found.get(name, ())}

    def own(span: Span) -> bool:
        opening = [asking[span[0]]] if span[0] in asking else []
        around = [one for one in (*names, *opening) if within(span, [one])]
        return not any(one in whole or one[1] - one[0] > span[1] - span[0] + 1 for one in around)

    kept = {
        name: [span for span in spans if own(span)] if name.startswith("kind.") else list(spans)
        for name, spans in found.items()
    }
    return {name: spans for name, spans in kept.items() if spans}
