"""BM25 over hashed terms: immutable postings, scored with numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index.tokens import Terms

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

SATURATION = 1.0
LENGTH_SHARE = 0.75
"""BM25's k1 and b."""

RARITY_POWER = 1.5
"""Rare terms count for more than in plain BM25, since the many n-grams of a rare word stand beside those of common ones."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Which rows hold which terms. `terms` is sorted and unique; the postings of terms[i] are
    rows[starts[i]:starts[i+1]], with their counts; `lengths` counts the terms of every row."""

    terms: Terms
    starts: Ints
    rows: NDArray[np.int32]
    counts: NDArray[np.uint8]
    lengths: Floats

    @classmethod
    def of(cls, texts: Sequence[Terms]) -> "Postings":
        """The postings of one bag of terms a row."""
        unique = [np.unique(terms, return_counts=True) for terms in texts]
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(terms) for terms, _ in unique])
        terms = np.concatenate([terms for terms, _ in unique]) if unique else np.zeros(0, np.uint32)
        counts = (
            np.concatenate([np.minimum(c, 255).astype(np.uint8) for _, c in unique])
            if unique
            else np.zeros(0, np.uint8)
        )
        order = np.argsort(terms, kind="stable")
        terms = terms[order]
        distinct, starts = np.unique(terms, return_index=True)
        lengths = np.array([len(terms) for terms in texts], dtype=np.float32)
        return cls(distinct, np.append(starts, len(terms)).astype(np.int64), rows[order], counts[order], lengths)

    def frequencies(self, terms: Terms) -> Ints:
        """In how many rows each of these terms stands."""
        at = self._find(terms)
        return np.where(at >= 0, self.starts[at + 1] - self.starts[at], 0)

    def scores(self, terms: Terms, weights: Floats, queries: Ints, count: int, mean_length: float) -> Floats:
        """BM25 of every row for `count` queries at once, as (queries, rows): term i, with its weight (idf included),
        belongs to query queries[i]."""
        size = len(self.lengths)
        at = self._find(terms)
        known = np.flatnonzero(at >= 0)
        begins, spans = self.starts[at[known]], self.starts[at[known] + 1] - self.starts[at[known]]
        if not len(known):
            return np.zeros((count, size), np.float32)
        stops = np.cumsum(spans)
        places = np.arange(stops[-1]) + np.repeat(begins - stops + spans, spans)
        rows, counts = self.rows[places], self.counts[places].astype(np.float32)
        penalty = (SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * self.lengths / max(mean_length, 1.0))).astype(
            np.float32
        )
        values = np.repeat(weights[known], spans) * counts / (counts + penalty[rows])
        cells = np.repeat(queries[known] * size, spans) + rows
        return np.bincount(cells, values, minlength=count * size).reshape(count, size).astype(np.float32)

    def _find(self, terms: Terms) -> Ints:
        """The place of each term, -1 for terms that stand nowhere."""
        if not len(self.terms):
            return np.full(len(terms), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        return np.where(self.terms[at] == terms, at, -1)


def inverse_frequency(frequencies: Ints, rows: int) -> Floats:
    """How telling each term is among so many rows: BM25's idf, positive for every frequency, raised to a power."""
    idf: Floats = np.log1p((rows - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
    return idf**RARITY_POWER
