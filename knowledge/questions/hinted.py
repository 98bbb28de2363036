"""Items that a question's words hint at without naming them: by what the programme tells of them, in any language."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.event import Event, Item, ItemKind, LocalizedText
from knowledge.glossary import Glossary
from knowledge.glossary.letters import fold, runs
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
ENOUGH = 0.45
"""So much of what is hinted must be told of an item."""
LEVEL = 0.93
"""Items hinted at by at least this share of the best one's are as likely meant."""
OF_KIND = 0.25
"""What it adds that the item is of a kind the question names."""


@dataclass(frozen=True)
class Hint:
    """Equally likely items, best first, how much of the words is told of them (0..1), and the words that are."""

    ids: tuple[str, ...]
    cover: float
    said: frozenset[str]


class Hinted:
    """Finds the items of one event by their descriptions."""

    def __init__(self, event: Event, glossary: Glossary) -> None:
        self._event, self._glossary = event, glossary.words

    def find(
        self, said: Sequence[str], language: str, kinds: Sequence[ItemKind] = (), venues: Iterable[str] = ()
    ) -> Hint | None:
        """The items that these folded words of a question hint at; None when none is told enough of them. Only items at
        `venues` count when any are named."""
        words = {word: self._tokens(word, language) for word in said if is_dense(word) or len(word) >= SHORTEST}
        if not words:
            return None
        places = set(venues)
        weights = {word: self._rarity(tokens) for word, tokens in words.items()}
        total = sum(weights.values())
        ranked = []
        for item, told in self._told:
            if item.cancelled or (places and item.venue not in places) or item.kind is ItemKind.TRANSFER:
                continue
            shares = {word: _share(tokens, told) for word, tokens in words.items()}
            cover = sum(weights[word] * share for word, share in shares.items()) / total
            bonus = OF_KIND if item.kind in kinds else 0.0
            ranked.append((cover + bonus, cover, item.id, frozenset(w for w, share in shares.items() if share >= 0.5)))
        ranked.sort(key=lambda one: (-one[0], one[2]))
        if not ranked or ranked[0][1] < ENOUGH:
            return None
        best = ranked[0]
        level = [one for one in ranked if one[0] >= LEVEL * best[0]]
        return Hint(tuple(one[2] for one in level), best[1], best[3])

    @cached_property
    def _told(self) -> Sequence[tuple[Item, Mapping[str, float]]]:
        return [(item, self._bag(item)) for item in self._event.items]

    @cached_property
    def _spread(self) -> Mapping[str, int]:
        """In how many items' descriptions each token stands."""
        return Counter(token for _, told in self._told for token in told)

    def _rarity(self, tokens: Mapping[str, float]) -> float:
        """How telling a word is: as much as its most common token that is told at all; what is told nowhere tells most."""
        count = max((self._spread.get(token, 0) for token in tokens), default=0)
        return math.log(1 + len(self._told) / (0.5 + count))

    def _bag(self, item: Item) -> Mapping[str, float]:
        venue = self._event.venues_by_id.get(item.venue)
        told: list[tuple[float, LocalizedText]] = [(TITLE, item.title), (SUMMARY, item.summary), (PLACE, item.room)]
        told += [(PLACE, venue.name)] if venue else []
        bag: dict[str, float] = defaultdict(float)
        for weight, text in told:
            for code, version in text.root.items():
                language = spoken(code or self._event.language)
                for _, run in runs(fold(version, language)):
                    for token, share in self._tokens(run, language, concepts=False).items():
                        bag[token] = max(bag[token], weight * share)
                for concept in self._concepts(version, language):
                    bag[concept] = max(bag[concept], weight)
        for speaker in item.speakers:
            bag.update({token: TITLE for _, run in runs(fold(speaker, "en")) for token in self._tokens(run, "en")})
        return bag

    def _tokens(self, word: str, language: str, *, concepts: bool = True) -> Mapping[str, float]:
        """What a word is looked up by, each with what it counts."""
        tokens = grams(word) if is_dense(word) else [stem(word, language)]
        found = dict.fromkeys(tokens, 1.0)
        return found | (dict.fromkeys(self._concepts(word, language), CONCEPT) if concepts else {})

    def _concepts(self, text: str, language: str) -> Iterable[str]:
        named = self._glossary.named(text, language)
        ids = (self._glossary.concepts[one.concept].id for one in named if one.weight >= NAMED)
        return {f"={one}" for one in ids if one not in generic()}


def _share(tokens: Mapping[str, float], told: Mapping[str, float]) -> float:
    """How much of a word is told: its meaning, or of a dense run the share of its grams."""
    meant = max((weight * told.get(token, 0.0) for token, weight in tokens.items() if token[0] == "="), default=0.0)
    own = [told.get(token, 0.0) for token in tokens if token[0] != "="]
    return max(meant, sum(own) / len(own) if own else 0.0)
