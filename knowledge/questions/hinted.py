"""Items, places and contacts that a question's words hint at without naming them: by what is told of them, in any language."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.event import Event, ItemKind, LocalizedText
from knowledge.glossary import Glossary
from knowledge.glossary.letters import runs
from knowledge.glossary.relations import generic
from knowledge.glossary.stems import stem
from knowledge.localize import spoken
from knowledge.questions.words import grams, is_dense

TITLE, SUMMARY, PLACE = 1.0, 0.7, 0.4
"""What a word counts that stands in an item's title, in what is told of it, or in the names of its place."""
CONCEPT = 0.85
"""What it counts that a word's meaning is told, beside the word itself."""
NAMED = 0.8
"""How surely a word must name a concept."""
SHORTEST = 3
"""Letters of a word that can hint at something."""
ENOUGH = 0.55
"""So much of what is hinted must be told of an item."""
LEVEL = 0.93
"""Items hinted at by at least this share of the best one's are as likely meant."""
MOST = 0.6
"""So much of what a name means must be said when the name itself is not."""
EMPTY: frozenset[str] = frozenset()
NO_AKIN: Mapping[str, float] = {}
AKIN = 0.8
"""What it counts that a thing is of the sort that the question speaks of, beside being told all its words."""
OF_KIND = 0.25
"""What it adds that the item is of a kind the question names."""


@dataclass(frozen=True)
class Hint:
    """Equally likely things, best first, how much of the words is told of them (0..1), and the words that are."""

    ids: tuple[str, ...]
    cover: float
    said: frozenset[str]


@dataclass(frozen=True)
class Described:
    """A thing with what is told of it, each text with what its words count; `names` are those of its people."""

    id: str
    told: Sequence[tuple[float, LocalizedText]]
    names: Sequence[str] = ()


def items_described(event: Event) -> list[Described]:
    """What the programme tells of its items; a ride or what is cancelled is never hinted at."""
    found = []
    for item in event.items:
        if item.cancelled or item.kind is ItemKind.TRANSFER:
            continue
        venue = event.venues_by_id.get(item.venue)
        told = [(TITLE, item.title), (SUMMARY, item.summary), (PLACE, item.room)]
        found.append(Described(item.id, [*told, *([(PLACE, venue.name)] if venue else [])], item.speakers))
    return found


def venues_described(event: Event) -> list[Described]:
    """The names of the places."""
    return [Described(venue.id, [(TITLE, venue.name)], venue.aliases) for venue in event.venues]


def contacts_described(event: Event) -> list[Described]:
    """The roles of the contacts."""
    return [Described(contact.id, [(TITLE, contact.role)]) for contact in event.contacts]


class Hinted:
    """Finds things by their descriptions; `language` is that of texts that name none."""

    def __init__(self, things: Sequence[Described], language: str, glossary: Glossary) -> None:
        self._things, self._language, self._glossary = things, language, glossary.words

    def find(
        self,
        said: Sequence[str],
        language: str,
        among: Collection[str] | None = None,
        favoured: Collection[str] = (),
        akin: Mapping[str, float] = NO_AKIN,
    ) -> Hint | None:
        """The things, of those `among` when given, that these folded words of a question hint at; None when none is told
        enough of them. `favoured` ones need less, and so do those that the question is `akin` to, by its meaning."""
        words = {word: self._tokens(word, language) for word in said if is_dense(word) or len(word) >= SHORTEST}
        if not words and not akin:
            return None
        weights = {word: self._rarity(tokens) for word, tokens in words.items()}
        total = sum(weights.values())
        ranked = []
        for thing, told in self._told:
            if among is not None and thing.id not in among:
                continue
            shares = {word: _share(tokens, told) for word, tokens in words.items()}
            cover = sum(weights[word] * share for word, share in shares.items()) / total if total else 0.0
            alike = AKIN * akin.get(thing.id, 0.0)
            bonus = OF_KIND if thing.id in favoured else 0.0
            said_of_it = frozenset(word for word, share in shares.items() if share >= 0.5)
            # Either tells enough; of several things those come first for which both speak.
            ranked.append((cover + alike + bonus, max(cover, alike), thing.id, said_of_it))
        ranked.sort(key=lambda one: (-one[0], one[2]))
        if not ranked or ranked[0][1] < ENOUGH:
            return None
        best = ranked[0]
        level = [one for one in ranked if one[0] >= LEVEL * best[0]]
        return Hint(tuple(one[2] for one in level), best[1], best[3])

    @cached_property
    def _told(self) -> Sequence[tuple[Described, Mapping[str, float]]]:
        return [(thing, self._bag(thing)) for thing in self._things]

    @cached_property
    def _spread(self) -> Mapping[str, int]:
        """In how many descriptions each token stands."""
        return Counter(token for _, told in self._told for token in told)

    def _rarity(self, tokens: Mapping[str, float]) -> float:
        """How telling a word is: as much as its most common token that is told at all; what is told nowhere tells most."""
        count = max((self._spread.get(token, 0) for token in tokens), default=0)
        return math.log(1 + len(self._told) / (0.5 + count))

    def _bag(self, thing: Described) -> Mapping[str, float]:
        bag: dict[str, float] = defaultdict(float)
        for weight, text in thing.told:
            for code, version in text.root.items():
                language = spoken(code or self._language)
                for _, run in runs(version, language):
                    for token, share in self._tokens(run, language, concepts=False).items():
                        bag[token] = max(bag[token], weight * share)
                for concept in self._concepts(version, language):
                    bag[concept] = max(bag[concept], weight)
        for name in thing.names:
            bag.update({token: TITLE for _, run in runs(name, "en") for token in self._tokens(run, "en")})
        return bag

    def _tokens(self, word: str, language: str, *, concepts: bool = True) -> Mapping[str, float]:
        """What a word is looked up by, each with what it counts."""
        tokens = grams(word) if is_dense(word) else [stem(word, language)]
        found = dict.fromkeys(tokens, 1.0)
        return found | (dict.fromkeys(self._concepts(word, language), CONCEPT) if concepts else {})

    def _concepts(self, text: str, language: str) -> Iterable[str]:
        return {f"={concept}" for concept, _ in _named(text, language, self._glossary)}


class Meant:
    """Finds things whose names mean what a text says: "l'ancienne douane" is the Old Customs House."""

    def __init__(self, things: Sequence[Described], language: str, glossary: Glossary) -> None:
        self._things, self._language, self._glossary = things, language, glossary.words

    def find(
        self, folded: str, language: str, taken: Sequence[tuple[int, int]] = (), but: Collection[str] = ()
    ) -> Hint | None:
        """The one thing, none of those in `but`, most of whose name's concepts the folded text names, outside of the spans
        `taken`; None when there is none, or several. `said` are the words that name them."""
        named = {
            concept: said
            for concept, said in _named(folded, language, self._glossary)
            if not any(begin <= (at := folded.find(said)) and at + len(said) <= stop for begin, stop in taken)
        }
        found: dict[str, tuple[float, frozenset[str]]] = {}
        for key, concepts in self._names:
            shared = concepts & named.keys()
            if key not in but and shared and len(shared) >= MOST * len(concepts):
                weight = sum(self._rarity[concept] for concept in shared)
                found[key] = max(found.get(key, (0.0, EMPTY)), (weight, frozenset(named[c] for c in shared)))
        ranked = sorted(((weight, key, said) for key, (weight, said) in found.items()), key=lambda one: -one[0])
        if not ranked or (len(ranked) > 1 and ranked[1][0] >= LEVEL * ranked[0][0]):
            return None
        return Hint((ranked[0][1],), MOST, ranked[0][2])

    @cached_property
    def _names(self) -> Sequence[tuple[str, frozenset[str]]]:
        return [
            (thing.id, concepts)
            for thing in self._things
            for weight, text in thing.told
            for code, version in text.root.items()
            if weight == TITLE
            and (concepts := frozenset(c for c, _ in _named(version, spoken(code or self._language), self._glossary)))
        ]

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        spread = Counter(
            concept for concepts in {(k, c) for k, names in self._names for c in names} for concept in concepts[1:]
        )
        return {concept: math.log(1 + len(self._things) / (0.5 + count)) for concept, count in spread.items()}


def _named(text: str, language: str, glossary: Glossary) -> list[tuple[str, str]]:
    """The telling concepts that a text names, with its words for them."""
    named = [(glossary.concepts[one.concept].id, one) for one in glossary.named(text, language)]
    return [(concept, one.said) for concept, one in named if one.weight >= NAMED and concept not in generic()]


def _share(tokens: Mapping[str, float], told: Mapping[str, float]) -> float:
    """How much of a word is told: its meaning, or of a dense run the share of its grams."""
    meant = max((weight * told.get(token, 0.0) for token, weight in tokens.items() if token[0] == "="), default=0.0)
    own = [told.get(token, 0.0) for token in tokens if token[0] != "="]
    return max(meant, sum(own) / len(own) if own else 0.0)
