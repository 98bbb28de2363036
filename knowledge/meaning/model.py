"""The meaning model: a linear classifier of low rank over hashed features, one for all nine languages.

It was fitted by `tests/benchmarks/meaning.py` on example questions about events of many kinds. Labels without a colon are
questions about a programme ("when", "where.meeting"); the others, as "hotel:checkout", are matters that pages answer. A second
classifier tells which sort of programme item a text speaks of ("show.concert"), whether or not it calls it by its title. A table of
its own tells how alike a question is to a sentence or an item, learnt from questions with sentences that answer them and with items
that they describe, in other words; one table for all of it is worse at each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.mapped import mapped
from knowledge.meaning.features import Hashes, features
from knowledge.meaning.packed import added

WORDINGS, SORTS, LIKENESS = (Path(__file__).parent / f"{name}.npz" for name in ("wordings", "sorts", "likeness"))
"""What was fitted, each with its table beside it."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Meaning:
    """How likely a text means each of the labels: `shares` sum to 1, in the order of `labels`. `sorts` are how likely it speaks
    of each sort of programme item, the rest to 1 being that it speaks of none. `gist` is the text as (rank) numbers of length 1:
    the dot product of two texts' is how alike they are, finer than by what labels they share."""

    labels: tuple[str, ...]
    shares: Floats
    sorts: Floats
    gist: Floats

    @cached_property
    def by_label(self) -> Mapping[str, float]:
        """The share of each label."""
        return dict(zip(self.labels, map(float, self.shares), strict=True))

    def best(self) -> tuple[str, float]:
        """The likeliest label and its share."""
        return max(self.by_label.items(), key=lambda pair: pair[1])

    def blended(self, shares: Floats) -> "Meaning":
        """Half of these shares and half of its own, the sorts and the gist as they are here."""
        return Meaning(self.labels, ((self.shares + shares) / 2).astype(np.float32), self.sorts, self.gist)

    @cached_property
    def matters(self) -> Floats:
        """The square roots of the shares of the matters that pages answer: the dot product of two texts' is how far they speak
        of the same matter, in 0..1."""
        found: Floats = np.sqrt(self.shares[_of_pages(self.labels)])
        return found

    @cached_property
    def programme(self) -> float:
        """How likely the programme is asked about, and no matter that pages answer."""
        return max(0.0, 1.0 - float(self.shares[_of_pages(self.labels)].sum()))


class Statements(NamedTuple):
    """What sentences of a page are about: `matters` are (2, sentences, matters) `Meaning.matters`, of each alone and below its
    heading, `gists` are (sentences, rank) of each below its heading."""

    matters: NDArray[np.float16]
    gists: NDArray[np.float16]


class Thing(NamedTuple):
    """Something of a programme: how likely it is of each sort, as `Meaning.sorts`, and its `Meaning.gist`."""

    sorts: Floats
    gist: Floats


@dataclass(frozen=True, eq=False)
class Table:
    """What each feature means: `terms` are the sorted hashes of the known features, row i of `rows` their `rank` numbers, packed, in
    units of `units`[i]."""

    terms: Hashes
    rows: NDArray[np.uint8]
    units: NDArray[np.float16]

    @classmethod
    def load(cls, path: Path) -> Self:
        """The table as it was fitted; its rows are a file beside the others, so that only those that are used need be in memory."""
        with np.load(path, allow_pickle=False) as held:
            return cls(held["terms"], mapped(table_of(path)), held["units"])

    def sums(self, bags: Sequence[Hashes]) -> Floats:
        """What each bag of features means, as (bags, rank)."""
        return np.stack(
            [
                added(self.rows[at], self.units[at]) / np.sqrt(np.float32(max(len(at), 1)))
                for at in map(self._known, bags)
            ]
        )

    def gists(self, bags: Sequence[Hashes]) -> Floats:
        """The same in length 1."""
        sums = self.sums(bags)
        found: Floats = (sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
        return found

    def _known(self, hashes: Hashes) -> NDArray[np.int64]:
        at = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        known: NDArray[np.int64] = at[self.terms[at] == hashes]
        return known


@dataclass(frozen=True, eq=False)
class Weights:
    """A fitted classifier: `head` is (rank, labels), `bias` (labels)."""

    labels: tuple[str, ...]
    table: Table
    head: Floats
    bias: Floats

    @classmethod
    def load(cls, path: Path) -> Self:
        """The classifier as it was fitted."""
        with np.load(path, allow_pickle=False) as held:
            labels, head, bias = tuple(map(str, held["labels"])), held["head"], held["bias"]
        return cls(labels, Table.load(path), head.astype(np.float32), bias.astype(np.float32))

    def shares(self, bags: Sequence[Hashes]) -> Floats:
        """How likely each bag of features means each label, as (bags, labels)."""
        logits = self.table.sums(bags) @ self.head + self.bias
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Floats = (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)
        return found


@dataclass(frozen=True, eq=False)
class Meanings:
    """The fitted model: what a text asks or tells; of which sort of programme item it speaks, the last sort being none; and to what
    else it is alike."""

    wordings: Weights
    sorts: Weights
    likeness: Table
    glossary: Glossary

    @classmethod
    def load(cls, glossary: Glossary) -> Self:
        """The model as it was fitted; `glossary` is one without an event's names."""
        return cls(Weights.load(WORDINGS), Weights.load(SORTS), Table.load(LIKENESS), glossary)

    @property
    def labels(self) -> tuple[str, ...]:
        """What a text may mean."""
        return self.wordings.labels

    def of(self, text: str, language: str, signs: Iterable[str] = ()) -> Meaning:
        """What the text means; names may be masked with `features.mask`, `signs` name what rules found in it."""
        bag = [features(text, language, self.glossary, signs)]
        shares, sorts, gists = self.wordings.shares(bag), self.sorts.shares(bag), self.likeness.gists(bag)
        return Meaning(self.labels, shares[0], sorts[0, :-1], gists[0])

    def shares(self, text: str, language: str, signs: Iterable[str] = ()) -> Floats:
        """The `Meaning.shares` of a text alone."""
        found: Floats = self.wordings.shares([features(text, language, self.glossary, signs)])[0]
        return found

    def matters(self, text: str, language: str) -> Floats:
        """The `Meaning.matters` of a word or a name alone; the same text is read once."""
        return self._matters(text, language)

    @cached_property
    def _matters(self) -> Callable[[str, str], Floats]:
        def read(text: str, language: str) -> Floats:
            found: Floats = np.sqrt(self.shares(text, language)[_of_pages(self.labels)])
            return found

        return lru_cache(maxsize=5_000)(read)

    def statements(self, texts: Sequence[str], heading: str, language: str) -> Statements:
        """What the sentences of a page are about."""
        above, *bags = (features(text, language, self.glossary) for text in (heading, *texts))
        below = [np.union1d(above, one) for one in bags]
        shares = self.wordings.shares([*bags, *below])
        matters = np.sqrt(shares[:, _of_pages(self.labels)]).reshape(2, len(texts), -1)
        return Statements(matters.astype(np.float16), self.likeness.gists(below).astype(np.float16))

    def thing(self, texts: Mapping[str, str]) -> Thing:
        """Something of a programme of which these texts tell, by language; the same texts are read once, though the programme around
        them changes."""
        return self._thing(tuple(texts.items()))

    @cached_property
    def _thing(self) -> Callable[[tuple[tuple[str, str], ...]], Thing]:
        def read(texts: tuple[tuple[str, str], ...]) -> Thing:
            bags = [features(text, language, self.glossary) for language, text in texts]
            gist = self.likeness.gists(bags).mean(axis=0)
            return Thing(self.sorts.shares(bags)[:, :-1].mean(axis=0), gist / (np.linalg.norm(gist) + 1e-9))

        return lru_cache(maxsize=10_000)(read)


def table_of(path: Path) -> Path:
    """The file of the table that belongs to the weights in this one."""
    return path.with_suffix(".npy")


@cache
def _of_pages(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which labels are matters that pages answer."""
    return np.array([":" in label for label in labels])
