"""The meaning model: a linear classifier of low rank over hashed features, one for all nine languages.

It was fitted by `tests/benchmarks/meaning.py` on example questions about events of many kinds. Labels without a colon are
questions about a programme ("when", "where.meeting"); the others, as "hotel:checkout", are matters that pages answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.mapped import mapped
from knowledge.meaning.features import Hashes, features
from knowledge.meaning.packed import added

WEIGHTS = Path(__file__).parent / "weights.npz"
TABLE = "table.npy"
"""The file beside the weights that holds their table, apart so that only the rows that are used need be in memory."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Meaning:
    """How likely a text means each of the labels: `shares` sum to 1, in the order of `labels`."""

    labels: tuple[str, ...]
    shares: Floats

    @cached_property
    def by_label(self) -> Mapping[str, float]:
        """The share of each label."""
        return dict(zip(self.labels, map(float, self.shares), strict=True))

    def best(self) -> tuple[str, float]:
        """The likeliest label and its share."""
        return max(self.by_label.items(), key=lambda pair: pair[1])

    def blended(self, other: "Meaning") -> "Meaning":
        """Half of each."""
        return Meaning(self.labels, ((self.shares + other.shares) / 2).astype(np.float32))

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


@dataclass(frozen=True, eq=False)
class Meanings:
    """The fitted model. `terms` are the sorted hashes of the known features, row i of `table` their `rank` numbers, packed, in
    units of `units`[i]; `head` is (rank, labels), `bias` (labels)."""

    labels: tuple[str, ...]
    terms: Hashes
    table: NDArray[np.uint8]
    units: NDArray[np.float16]
    head: Floats
    bias: Floats
    glossary: Glossary

    @classmethod
    def load(cls, glossary: Glossary, path: Path = WEIGHTS) -> Self:
        """The model as it was fitted; `glossary` is one without an event's names."""
        with np.load(path, allow_pickle=False) as held:
            return cls(
                tuple(map(str, held["labels"])),
                held["terms"],
                mapped(path.with_name(TABLE)),
                held["units"],
                held["head"].astype(np.float32),
                held["bias"].astype(np.float32),
                glossary,
            )

    def of(self, text: str, language: str, signs: Iterable[str] = ()) -> Meaning:
        """What the text means; names may be masked with `features.mask`, `signs` name what rules found in it."""
        return self._meant(self._rows(features(text, language, self.glossary, signs)))

    def word(self, text: str, language: str) -> Meaning:
        """What a word means by itself; the same word is read once."""
        return self._word(text, language)

    @cached_property
    def _word(self) -> Callable[[str, str], Meaning]:
        return lru_cache(maxsize=5_000)(self.of)

    def statements(self, texts: Sequence[str], heading: str, language: str) -> NDArray[np.float16]:
        """The `Meaning.matters` of sentences of a page, as (2, sentences, matters): of each alone, and below its heading."""
        above, *rows = (self._rows(features(text, language, self.glossary)) for text in (heading, *texts))
        sums = self._sums([*rows, *(np.union1d(above, one) for one in rows)])
        roots = np.sqrt(self._shares(sums)[:, _of_pages(self.labels)])
        return roots.astype(np.float16).reshape(2, len(texts), -1)

    def _meant(self, rows: NDArray[np.int64]) -> Meaning:
        return Meaning(self.labels, self._shares(self._sums([rows]))[0])

    def _sums(self, texts: Sequence[NDArray[np.int64]]) -> Floats:
        """The numbers of each text's features added up, as (texts, rank)."""
        return np.stack(
            [added(self.table[rows], self.units[rows]) / np.sqrt(np.float32(max(len(rows), 1))) for rows in texts]
        )

    def _shares(self, sums: Floats) -> Floats:
        """How likely each text means each label, as (texts, labels)."""
        logits = sums @ self.head + self.bias
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Floats = (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)
        return shares

    def _rows(self, hashes: Hashes) -> NDArray[np.int64]:
        at = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        known: NDArray[np.int64] = at[self.terms[at] == hashes]
        return known


@cache
def _of_pages(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which labels are matters that pages answer."""
    return np.array([":" in label for label in labels])
