"""A text as a question about one event: its kind, the times it names, what it mentions, and the words left over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.event import Event, ItemKind
from knowledge.glossary import Glossary
from knowledge.questions.cues import Span, cues
from knowledge.questions.intent import Aspect, Intent, Signs, intent
from knowledge.questions.mention import FULL, Mentioned, Mentions, merged
from knowledge.questions.model import QuestionKind, TimeExpression
from knowledge.questions.names import Piece
from knowledge.questions.when import find_times
from knowledge.questions.words import HANGUL, features, fold, is_dense, words

KIND_CUES = {f"{group}.{kind.value}": kind for group in ("kind", "named") for kind in ItemKind}
"""Words for all items of a kind ("meal"), and for one sort of them ("breakfast")."""


KIND_GROUPS = ("kind.", "named.")
SURE = 0.9
"""Words carried with less are guesses."""
SILENT = frozenset(
    {"filler", "light", "mine", "follow", "which", "exists", "event", "first", "second", "third", "last"}
)
"""Cues that alone do not tell what is asked."""


@dataclass(frozen=True)
class Question:
    """A question as understood. `left` are its content words that neither a cue, a time nor a mention explains;
    `content` are all its content words but cues and times, names included."""

    text: str
    language: str
    intent: Intent
    mentions: Mentions
    cues: Mapping[str, Sequence[Span]]
    times: tuple[TimeExpression, ...] = ()
    kinds: tuple[ItemKind, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def kind(self) -> QuestionKind:
        return self.intent.kind

    @property
    def aspect(self) -> Aspect:
        return self.intent.aspect

    def has(self, *names: str) -> bool:
        """Whether any of these cues is in the text."""
        return any(name in self.cues for name in names)


class Reader:
    """Reads questions about one event."""

    def __init__(self, event: Event, glossary: Glossary | None = None) -> None:
        self._event, self._glossary = event, glossary
        self._mentioned = Mentioned(event)
        self._days = event.days()
        self._targets = frozenset(event.languages)

    def asks(self, text: str, language: str) -> bool:
        """Whether a cleaned text holds a cue of a question outside of titles."""
        folded = fold(text)
        found = _outside(_cues(folded, language), self._mentioned.find(folded).titles, ())
        return any(not name.startswith(KIND_GROUPS) and name not in SILENT for name in found)

    def titles(self, text: str) -> tuple[Span, ...]:
        """The spans of a cleaned text that say a name of the event in full: they tell nothing about its language."""
        return self._mentioned.find(fold(text)).titles

    def read(self, text: str, language: str, now: datetime) -> Question:
        """The cleaned text, asked in `language` at `now`, understood; never raises for a text."""
        folded = fold(text)
        found = _cues(folded, language)
        kinds = {kind for name, kind in KIND_CUES.items() if name in found}
        times = find_times(text, language, self._event.local(now), self._days)
        mentions = self._mentions(text, folded, language, frozenset(kinds), found, times)
        times = tuple(t for t in times if not _inside((t.begin, t.stop), mentions.titles))
        found = _outside(found, mentions.titles, times)
        mentions = mentions.without(_unfounded(folded, language, mentions, found, times))
        kinds = {kind for kind in kinds if f"kind.{kind.value}" in found}
        signs = _signs(found, mentions, bool(kinds), bool(times))
        left = _left(folded, language, found, mentions, times)
        return Question(text, language, intent(signs), mentions, found, times, tuple(sorted(kinds)), left)

    def _mentions(
        self,
        text: str,
        folded: str,
        language: str,
        kinds: frozenset[ItemKind],
        found: Mapping[str, Sequence[Span]],
        times: Sequence[TimeExpression],
    ) -> Mentions:
        """What the text mentions in its own words; when it mentions nothing so, in the words carried over."""
        mentions = self._mentioned.find(folded, kinds)
        if self._glossary is None or language in self._targets or set(mentions.ids) - {"event"}:
            return mentions
        taken = [(t.begin, t.stop) for t in times]
        taken += [span for name, spans in found.items() if not name.startswith(KIND_GROUPS) for span in spans]
        carried = self._glossary.carry(text, language, self._targets)
        sure = [one for listed in carried.values() for one in listed if one.weight >= SURE]
        extra = [piece for one in sure for piece in _pieces(one.said, one.terms, folded)]
        extra = [piece for piece in extra if not _inside((piece.begin, piece.stop), merged(taken))]
        return self._mentioned.find(folded, kinds, extra) if extra else mentions


def _pieces(said: str, terms: Sequence[str], folded: str) -> Iterable[Piece]:
    begin = folded.find(fold(said))
    if begin >= 0:
        for term in terms:
            yield from (Piece(feature, begin, begin + len(said)) for feature in features(fold(term)))


def _cues(folded: str, language: str) -> dict[str, Sequence[Span]]:
    """The language's own cues; the English ones where it finds none of its own, as people mix."""
    found: dict[str, Sequence[Span]] = dict(cues(language).find(folded))
    telling = [name for name in found if name not in SILENT]
    if language != "en" and not telling:
        found |= {name: spans for name, spans in cues("en").find(folded).items() if name not in found}
    return found


def _unfounded(
    folded: str,
    language: str,
    mentions: Mentions,
    found: Mapping[str, Sequence[Span]],
    times: Sequence[TimeExpression],
) -> list[str]:
    """The kinds of mention that rest on nothing but cues, times, small words, or the words of another name said in full."""
    own = cues(language)
    taken = [(t.begin, t.stop) for t in times]
    taken += [span for name, spans in found.items() if not name.startswith(KIND_GROUPS) for span in spans]
    taken += [(w.begin, w.stop) for w in words(folded) if not w.dense and own.is_light(w.text)]
    taken = list(merged(taken))
    kinds = sorted(mentions.ids, key=lambda kind: -mentions.cover[kind])
    weak = []
    for kind in kinds:
        if (
            not _inside_any(mentions.spans[kind], mentions.titles)
            and all(_inside(s, taken) for s in mentions.spans[kind])
        ) or (kind == "item" and mentions.cover[kind] < FULL and _named_elsewhere(mentions, taken)):
            weak.append(kind)
    return weak


def _inside_any(spans: Sequence[Span], regions: Sequence[Span]) -> bool:
    return any(_inside(span, regions) for span in spans)


def _named_elsewhere(mentions: Mentions, taken: Sequence[Span]) -> bool:
    """Whether a room, track or person said in full accounts for all that is said of an item."""
    full = [s for k in ("room", "track", "person") if mentions.cover.get(k, 0.0) >= FULL for s in mentions.spans[k]]
    return bool(full) and all(_inside(span, [*full, *taken]) for span in mentions.spans["item"])


def _inside(span: Span, regions: Sequence[Span]) -> bool:
    return any(begin <= span[0] and span[1] <= stop for begin, stop in regions)


def _outside(
    found: Mapping[str, Sequence[Span]], titles: Sequence[Span], times: Sequence[TimeExpression]
) -> dict[str, Sequence[Span]]:
    """The cues that are not part of a title, nor of a time ("after lunch" as a time of day)."""
    taken = [*titles, *((t.begin, t.stop) for t in times)]
    kept = {
        name: [
            span
            for span in spans
            if not _inside(span, titles if name == "now" or name.startswith(KIND_GROUPS) else taken)
        ]
        for name, spans in found.items()
    }
    return {name: spans for name, spans in kept.items() if spans}


def _signs(found: Mapping[str, Sequence[Span]], mentions: Mentions, kinds: bool, timed: bool) -> Signs:
    return Signs(
        found,
        item=bool(mentions.of("item")),
        venue=bool(mentions.of("venue")),
        person=bool(mentions.of("person")),
        room=bool(mentions.of("room")),
        kinds=kinds,
        timed=timed,
        event=bool(mentions.of("event")) or "event" in found,
        transfer="kind.transfer" in found,
    )


def _left(
    folded: str, language: str, found: Mapping[str, Sequence[Span]], mentions: Mentions, times: Sequence[TimeExpression]
) -> tuple[str, ...]:
    """The content words that nothing explains; of a dense script, runs of two characters or more."""
    explained = [False] * len(folded)
    for begin, stop in (
        *(
            span
            for name, spans in found.items()
            for span in spans
            if name not in {"exists", "price", "why"} and not name.startswith("named.")
        ),
        *mentions.said(),
        *mentions.titles,
        *((t.begin, t.stop) for t in times),
    ):
        explained[begin:stop] = [True] * (stop - begin)
    return tuple(dict.fromkeys(_unexplained(folded, language, explained)))


def _unexplained(folded: str, language: str, explained: Sequence[bool]) -> Iterable[str]:
    own, english = cues(language), cues("en")
    for word in words(folded):
        open_at = [i for i in range(word.begin, word.stop) if not explained[i]]
        if HANGUL[0] <= word.text[0] <= HANGUL[-1] and explained[word.begin]:
            continue  # what follows an explained stem is its ending
        if is_dense(word.text):
            text = "".join(folded[i] for i in open_at)
            if len(text) >= 2 and not own.is_light(text):
                yield text
        elif len(open_at) == len(word.text) >= 3 and not (own.is_light(word.text) or english.is_light(word.text)):
            yield word.text
