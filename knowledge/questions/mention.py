"""Which item, venue, person, delegation, room, track or kind of a programme a text speaks of."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.event import Event, Item, ItemKind, LocalizedText
from knowledge.localize import LANGUAGES, spoken
from knowledge.questions.cues import SORTS, cues
from knowledge.questions.names import Found, Name, NameIndex, Piece, pieces
from knowledge.questions.words import fold, is_dense

Span = tuple[int, int]
NEAR = 0.87
"""Candidates whose rank is at least this share of the best one's are as likely meant."""


ALL = 0.8
"""So much is said of a name that is said as a whole, typos and endings allowed."""
EQUAL, FULL = 0.985, 0.93
"""The same when the best one's name is said in full: only its equals are as likely."""


MUCH = 0.5
"""So much of the name of another thing must be said."""
SEVERAL = 3
"""So many different things of one kind are looked for in one text."""
SHARED = 0.34
"""Two things are different when their names share less than this part of the text said for them."""
MANY_IN_ONE = frozenset({"item", "venue"})
"""Kinds of which one question often names two: from a place to another, a bus after a dinner."""


@dataclass(frozen=True)
class Group:
    """What one stretch of the text may mean: equally likely ids, best first, and where it stands."""

    ids: tuple[str, ...]
    cover: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Mentions:
    """What a text speaks of, by kind, best first; several ids of one kind are equally likely. `spans` is the text said
    for it, `titles` the spans that say a name in full. `groups` tells apart the different things of a kind that different
    stretches of the text name; the first is what the other fields tell."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cover: dict[str, float] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    titles: tuple[Span, ...] = ()
    groups: dict[str, tuple[Group, ...]] = field(default_factory=dict)

    def of(self, kind: str) -> tuple[str, ...]:
        """The ids of this kind, () when none is mentioned."""
        return self.ids.get(kind, ())

    def without(self, kinds: Collection[str]) -> "Mentions":
        """The same without what is mentioned of these kinds."""
        if not set(kinds) & set(self.ids):
            return self
        kept = [kind for kind in self.ids if kind not in kinds]
        return Mentions(
            ids={kind: self.ids[kind] for kind in kept},
            cover={kind: self.cover[kind] for kind in kept},
            weight={kind: self.weight[kind] for kind in kept},
            spans={kind: self.spans[kind] for kind in kept},
            titles=self.titles,
            groups={kind: listed for kind, listed in self.groups.items() if kind not in kinds},
        )

    def with_hint(self, kind: str, ids: tuple[str, ...], cover: float, spans: tuple[Span, ...] = ()) -> "Mentions":
        """The mentions with things of a kind that the words hint at without naming them."""
        return replace(
            self,
            ids={**self.ids, kind: ids},
            cover={**self.cover, kind: cover},
            weight={**self.weight, kind: self.weight.get(kind, 0.0)},
            groups={**self.groups, kind: (Group(ids, cover, spans),)},
        )

    def only_first_within(self, taken: Sequence[Span]) -> "Mentions":
        """The same without further things of a kind that are said by nothing outside of these spans."""
        groups = {
            kind: tuple(one for at, one in enumerate(listed) if at == 0 or not all(within(s, taken) for s in one.spans))
            for kind, listed in self.groups.items()
        }
        return replace(self, groups=groups)

    def beside(self, kind: str, group: Group) -> "Mentions":
        """The mentions with another thing of a kind that is mentioned already."""
        return replace(self, groups={**self.groups, kind: (*self.groups.get(kind, ()), group)})

    def said(self) -> tuple[Span, ...]:
        """Every span of the text that says a name or a part of it."""
        return tuple(span for listed in self.groups.values() for group in listed for span in group.spans)

    def every(self, kind: str) -> tuple[str, ...]:
        """The ids of all the different things of this kind: the likeliest, and those of whose name much is said."""
        groups = self.groups.get(kind, ())
        sure = [group for at, group in enumerate(groups) if at == 0 or group.cover >= MUCH]
        return tuple(dict.fromkeys(key for group in sure for key in group.ids))


class Mentioned:
    """Finds what of one event a text mentions."""

    def __init__(self, event: Event) -> None:
        self._kinds = {item.id: item.kind for item in event.items}
        self._index = NameIndex(tuple(dict.fromkeys(_names(event))))
        self._looked_up = lru_cache(maxsize=64)(lambda folded: self._index.find(pieces(folded)))

    def find(self, folded: str, kinds: frozenset[ItemKind] = frozenset(), extra: Sequence[Piece] = ()) -> Mentions:
        """What the folded text mentions; `kinds` are the item kinds it names ("bus", "concert"), `extra` the same
        question's words in other languages, at the spans of the words they stand for."""
        found = self._looked_up(folded) if not extra else self._index.find([*pieces(folded), *extra])
        by_kind: dict[str, list[Found]] = {}
        for one in found:
            by_kind.setdefault(one.name.kind, []).append(one)
        places = _regions(folded, [one for kind in ("room", "venue") for one in by_kind.get(kind, ())])
        by_kind["item"] = [one for one in by_kind.get("item", ()) if not _part_of(one, places)]
        several = {kind: self._several(kind, listed, kinds) for kind, listed in by_kind.items()}
        chosen = {kind: found[0] for kind, found in several.items() if found}
        return Mentions(
            ids={kind: tuple(dict.fromkeys(one.name.id for one in listed)) for kind, listed in chosen.items()},
            cover={kind: listed[0].cover for kind, listed in chosen.items()},
            weight={kind: listed[0].weight for kind, listed in chosen.items()},
            spans={kind: merged(span for one in listed for span in one.spans) for kind, listed in chosen.items()},
            titles=_full(folded, [one for listed in chosen.values() for one in listed]),
            groups={kind: tuple(map(_group, found)) for kind, found in several.items() if found},
        )

    def _several(self, kind: str, listed: Sequence[Found], kinds: frozenset[ItemKind]) -> list[list[Found]]:
        """The likeliest, then the likeliest of what other stretches of the text say."""
        found: list[list[Found]] = []
        while len(found) < SEVERAL and (chosen := self._choose(kind, listed, kinds)):
            if kind == "venue":
                chosen = [one for one in chosen if not _apart(one.spans, chosen[0].spans)]
            found.append(chosen)
            if kind not in MANY_IN_ONE:
                break
            taken = merged(span for one in chosen for span in one.spans)
            listed = [one for one in listed if _apart(one.spans, taken) and (kind == "venue" or one.cover >= 0.5)]
        return found

    def _choose(self, kind: str, listed: Sequence[Found], kinds: frozenset[ItemKind]) -> list[Found]:
        sure = _prefer_whole([one for one in listed if _sure(one)])
        if not sure:
            return []
        ranked = sorted(((self._rank(one, kinds), one) for one in sure), key=lambda pair: -pair[0])
        best, first = ranked[0]
        near = EQUAL if first.cover >= FULL else NEAR
        return [one for rank, one in ranked if rank >= near * best]

    def _rank(self, found: Found, kinds: frozenset[ItemKind]) -> float:
        """A word for the item's kind counts like a word of its title; a transfer is only meant when one is named."""
        own = self._kinds.get(found.name.id) if found.name.kind == "item" else None
        if own in kinds:
            return found.rank * 1.15 + 0.8
        if own is ItemKind.TRANSFER and ItemKind.TRANSFER not in kinds:
            return found.rank * 0.8
        return found.rank


def _group(found: Sequence[Found]) -> Group:
    ids = tuple(dict.fromkeys(one.name.id for one in found))
    return Group(ids, found[0].cover, merged(span for one in found for span in one.spans))


def _apart(spans: Sequence[Span], taken: Sequence[Span]) -> bool:
    own = sum(stop - begin for begin, stop in spans)
    shared = sum(max(0, min(stop, e) - max(begin, b)) for begin, stop in spans for b, e in taken)
    return shared < SHARED * own


def _prefer_whole(found: list[Found]) -> list[Found]:
    """Without the names said in part, where another is said in full and shares about as much with the text."""
    whole = max((one.rank for one in found if one.cover >= FULL), default=None)
    return found if whole is None else [one for one in found if one.cover >= FULL or one.rank > 1.3 * whole]


def _sure(found: Found) -> bool:
    """Whether enough of the name is said, of its weight and of its words."""
    if found.name.whole:
        return found.cover >= ALL
    if is_dense(found.name.text):
        said = sum(stop - begin for begin, stop in merged(found.spans))
        return found.cover >= 0.5 or (said >= 3 and found.cover >= 0.2) or (said >= 2 and found.cover >= 0.3)
    if found.name.kind == "venue":
        return found.cover >= 0.35
    if found.name.kind in {"person", "delegation", "room", "track", "contact"}:
        return found.cover >= 0.45
    return found.cover >= 0.5 or (found.cover >= 0.12 and found.weight >= 1.8)


def _regions(folded: str, found: Iterable[Found]) -> list[Span]:
    """Where the text says the whole name of a place."""
    return [(begin, stop) for one in found if one.cover >= FULL for begin, stop in _full(folded, [one])]


def _part_of(found: Found, places: Sequence[Span]) -> bool:
    """Whether what is said of a name is but a part of a place's name ("concert" in "concert hall")."""
    if not found.spans:
        return False
    begin, stop = min(s for s, _ in found.spans), max(e for _, e in found.spans)
    return any(first <= begin and stop <= last and stop - begin < last - first for first, last in places)


def _full(folded: str, found: Iterable[Found]) -> tuple[Span, ...]:
    """The regions of the text that say a whole name, typos allowed."""
    spans = []
    for one in found:
        if one.cover < (0.75 if is_dense(one.name.text) else 0.6) or not one.spans:
            continue
        begin, stop = min(s for s, _ in one.spans), max(e for _, e in one.spans)
        if fuzz.ratio(folded[begin:stop], one.name.text) >= 84:
            spans.append((begin, stop))
    return merged(spans)


def within(span: Span, regions: Iterable[Span]) -> bool:
    """Whether one of the regions holds the whole span."""
    return any(begin <= span[0] and span[1] <= stop for begin, stop in regions)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for begin, stop in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return tuple(merged)


def _names(event: Event) -> Iterable[Name]:
    for item in event.items:
        yield from _localized("item", item.id, item.title, event.language)
        yield from _sorts(item, event.language)
        yield from (Name("person", speaker, fold(speaker)) for speaker in item.speakers)
        if item.track:
            yield Name("track", item.track, fold(item.track), event.language)
        if item.room:
            room = item.room.best("en")
            yield from (Name("room", room, fold(text)) for text in _short_too(item.room.all()))
    for venue in event.venues:
        yield from _localized("venue", venue.id, venue.name, event.language)
        yield from (Name("venue", venue.id, fold(alias)) for alias in venue.aliases)
    for delegation in event.delegations:
        yield from _localized("delegation", delegation.id, delegation.name, event.language)
        yield from _localized("delegation", delegation.id, delegation.city, event.language)
    for contact in event.contacts:
        yield from _localized("contact", contact.id, contact.role, event.language)
    yield from _localized("event", event.id, event.name, event.language)


def _sorts(item: Item, language: str) -> Iterable[Name]:
    """What people call an item beside its title: a lunch "Mittag" or "午饭", in every language."""
    titles = [(spoken(code or language), fold(text)) for code, text in item.title.root.items()]
    votes = Counter(sort for code, title in titles if (sort := _sort(item.kind, title, code)))
    for sort, _ in votes.most_common(1):
        yield from (
            Name("item", item.id, fold(said), code, whole=True) for code in LANGUAGES for said in cues(code).sorts[sort]
        )


def _sort(kind: ItemKind, title: str, language: str) -> str:
    """The sort of its kind that a title says at greatest length, "" when it says none."""
    own = cues(language)
    found = {
        sort: max(
            (stop - begin for begin, stop in map(re.Match.span, own.patterns[SORTS + sort].finditer(title))), default=0
        )
        for sort in own.sorts
        if sort.startswith(f"{kind.value}.")
    }
    best = max(found, key=lambda sort: found[sort], default="")
    return best if best and found[best] else ""


def _short_too(texts: Iterable[str]) -> Iterable[str]:
    """The names of a room, and what people call it: "Hall B" for "Hall B, 2F"."""
    return dict.fromkeys(name for text in texts for name in (text, text.split(",")[0].strip()) if name)


def _localized(kind: str, key: str, text: LocalizedText, language: str) -> Iterable[Name]:
    seen: set[str] = set()
    for code, version in text.root.items():
        folded = fold(version)
        if folded and folded not in seen:
            seen.add(folded)
            yield Name(kind, key, folded, code or language)
