"""Names found in a text by its rarest words, tolerant of typos, inflection, compounds and missing words."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from knowledge.questions.cues import cues
from knowledge.questions.words import features, grams, is_dense, words

GENERIC = 0.15
"""What an everyday word of a name ("the", "of", "how") weighs beside a word that tells names apart."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call something: `kind` and `id` say what, `text` is folded, in `language` ("" when in none). A `whole` name
    is only meant when all of it is said."""

    kind: str
    id: str
    text: str
    language: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or gram of the question at `begin`:`stop`."""

    text: str
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class Found:
    """A name that the text seems to mention. `weight` is the rarity it shares with the text, `cover` in 0..1 the share of
    the name that the text says, `spans` where."""

    name: Name
    weight: float
    cover: float
    spans: tuple[tuple[int, int], ...]

    @property
    def rank(self) -> float:
        """What orders candidates: what is shared counts, what the text leaves out costs a little."""
        missing = self.weight / self.cover - self.weight if self.cover else 0.0
        return self.weight - 0.12 * missing


def pieces(folded: str) -> list[Piece]:
    """The words of a folded text; dense runs as their grams."""
    found: list[Piece] = []
    for word in words(folded):
        if not word.dense:
            found.append(Piece(word.text, word.begin, word.stop))
            continue
        parts = grams(word.text)
        found.extend(Piece(part, word.begin + i, word.begin + i + len(part)) for i, part in enumerate(parts))
    return found


class NameIndex:
    """An inverted index over names; a text is looked up in a few milliseconds among thousands."""

    def __init__(self, names: Sequence[Name]) -> None:
        self.names = tuple(names)
        self._features = [set(features(name.text)) for name in self.names]
        self._postings = _postings(self._features)
        self._vocabulary = tuple(self._postings)
        self._rarity = self._weigh()
        self._alike: dict[str, list[tuple[str, float]]] = {}

    def find(self, asked: Sequence[Piece], k: int = 12) -> list[Found]:
        """The names that share most with the pieces, best first, at most k of each kind."""
        if not self.names or not asked:
            return []
        shares = self._shares(asked)
        total = sum((share for _, share in shares), np.zeros(len(self.names)))
        scored = total - 0.12 * (self._totals - total)
        found: list[Found] = []
        for rows in self._rows_by_kind.values():
            hits = rows[total[rows] > 0]
            best = hits[np.argsort(-scored[hits], kind="stable")][:k]
            found.extend(self._found(int(row), total, shares, asked) for row in best)
        return sorted(found, key=lambda one: -one.rank)

    @cached_property
    def _totals(self) -> Floats:
        return np.array([sum(self._rarity[f] for f in own) or 1.0 for own in self._features])

    @cached_property
    def _rows_by_kind(self) -> Mapping[str, NDArray[np.int64]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(self.names):
            rows[name.kind].append(row)
        return {kind: np.array(listed) for kind, listed in rows.items()}

    @cached_property
    def _by_trigram(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self._vocabulary):
            if not is_dense(word):
                for part in _trigrams(word):
                    found[part].append(at)
        return {part: tuple(listed) for part, listed in found.items()}

    def _weigh(self) -> dict[str, float]:
        """Rarity among the things named, not among their names in nine languages."""
        things = len({(name.kind, name.id) for name in self.names}) or 1
        weights: dict[str, float] = {}
        for feature, rows in self._postings.items():
            named = len({(self.names[row].kind, self.names[row].id) for row in rows.tolist()})
            weights[feature] = math.log(1 + things / named) * (0.5 if is_dense(feature) else 1.0)
            if self._generic(feature, rows):
                weights[feature] *= GENERIC
        return weights

    def _generic(self, feature: str, rows: NDArray[np.int64]) -> bool:
        if is_dense(feature):
            return False
        languages = {self.names[row].language for row in rows[:3].tolist()}
        return any(cues(code).is_light(feature) for code in languages if code)

    def _shares(self, asked: Sequence[Piece]) -> list[tuple[int, Floats]]:
        found = []
        for at, piece in enumerate(asked):
            variants = self._variants(piece.text)
            if not variants:
                continue
            share = np.zeros(len(self.names))
            for feature, likeness in variants:
                rows = self._postings[feature]
                share[rows] = np.maximum(share[rows], likeness * self._rarity[feature])
            found.append((at, share))
        return found

    def _found(self, row: int, total: Floats, shares: Sequence[tuple[int, Floats]], asked: Sequence[Piece]) -> Found:
        spans = tuple((asked[at].begin, asked[at].stop) for at, share in shares if share[row] > 0)
        weight = float(min(total[row], self._totals[row]))
        return Found(self.names[row], weight, weight / float(self._totals[row]), spans)

    def _variants(self, word: str) -> list[tuple[str, float]]:
        """The words of names that this word may stand for, with how alike they are."""
        if word not in self._alike:
            if len(self._alike) > 20_000:
                self._alike.clear()
            self._alike[word] = self._look_up(word)
        return self._alike[word]

    def _look_up(self, word: str) -> list[tuple[str, float]]:
        own = [(word, 1.0)] if word in self._postings else []
        if is_dense(word) or len(word) < 4:
            return own
        shared = Counter(at for part in _trigrams(word) for at in self._by_trigram.get(part, ()))
        near = [self._vocabulary[at] for at, _ in shared.most_common(60)]
        alike = [
            (other, score) for other in near if other != word and (score := likeness(word, other, known=bool(own)))
        ]
        return own + alike


def _postings(listed: Sequence[set[str]]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, own in enumerate(listed):
        for feature in own:
            rows[feature].append(row)
    return {feature: np.array(found) for feature, found in rows.items()}


def _trigrams(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def likeness(word: str, other: str, *, known: bool = False) -> float:
    """How surely `word` is a typo, an inflected form or a compound of `other`, in 0..1; 0 when it is not.

    A `known` word, one that some name has as it stands, is not taken for a typo of another.
    """
    short, long = sorted((len(word), len(other)))
    prefix = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), short)
    if prefix >= 4 and prefix >= 0.7 * long:
        return 0.9
    if not known and short >= 4:
        distance = OSA.distance(word, other, score_cutoff=2)
        if (distance == 1 and (short >= 5 or short == long)) or (distance == 2 and short >= 8):
            return 0.95 - 0.1 * distance
    if prefix >= 5 and prefix >= 0.6 * short:
        return 0.55 + 0.3 * prefix / long
    if prefix >= 4 and (prefix >= short - 1 or long - prefix <= 4):
        return 0.65
    if len(word) <= len(other) + 3 and len(word) >= 5 and word[: max(5, len(word) - 4)] in other:
        return 0.6
    if short >= 5 and (word in other or other in word):
        return 0.65
    return 0.0
