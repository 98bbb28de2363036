"""Latent semantic space: TF-IDF over character n-grams, reduced by a truncated SVD of parallel texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.index.lexical import Floats, Ints
from knowledge.index.tokens import Terms, gram_terms

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

DIMENSIONS = 200
FEATURES = 30_000
"""N-grams kept at most, the most frequent first; those of a single row say nothing about others."""

SAMPLE = 6_000
"""Rows that are fitted at most: beyond, the directions hardly move and the time grows."""

OVERSAMPLING, ITERATIONS = 10, 2
"""Further directions and passes, for accuracy of the leading ones."""

NEUTRAL = ""
"""Texts of all languages are folded alike here, so that a vector needs no language."""


@dataclass(frozen=True)
class LatentSpace:
    """`terms` is sorted; `rarity` is the idf of each; `directions` holds a row for each. Vectors are float32 of unit
    length, or zero when nothing is known of a text."""

    terms: Terms
    rarity: Floats
    directions: NDArray[np.float16]

    @classmethod
    def fit(cls, rows: Sequence[str], dimensions: int = DIMENSIONS) -> "LatentSpace":
        """The space of these rows, each of which says one thing in all the languages it is known in."""
        bags = [gram_terms(row, NEUTRAL) for row in rows[:: max(1, -(-len(rows) // SAMPLE))]]
        terms = _frequent(bags)
        wanted = min(dimensions, len(bags) - 1, len(terms) - 1)
        if wanted < 1:
            return cls(terms[:0], np.zeros(0, np.float32), np.zeros((0, 1), np.float16))
        rarity, directions = _decomposed([_columns(bag, terms) for bag in bags], len(terms), wanted)
        return cls(terms, rarity, directions)

    def vectors(self, texts: Iterable[str]) -> Floats:
        """One row a text."""
        found = [self.vector(text) for text in texts]
        return np.stack(found) if found else np.zeros((0, self.directions.shape[1]), np.float32)

    def vector(self, text: str) -> Floats:
        """The text's place in the space."""
        columns, counts = _columns(gram_terms(text, NEUTRAL), self.terms)
        if not len(columns):
            return np.zeros(self.directions.shape[1], np.float32)
        vector: Floats = _weighted(columns, counts, self.rarity) @ self.directions[columns].astype(np.float32)
        return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-9))


def _frequent(bags: Sequence[Terms]) -> Terms:
    """The n-grams of two rows or more, sorted by hash."""
    held = [np.unique(bag) for bag in bags]
    terms, rows = np.unique(np.concatenate(held) if held else np.zeros(0, np.uint32), return_counts=True)
    terms, rows = terms[rows > 1], rows[rows > 1]
    return np.sort(terms[np.argsort(-rows, kind="stable")[:FEATURES]])


def _columns(bag: Terms, terms: Terms) -> tuple[Ints, Floats]:
    """The columns of the bag's terms that are known, with their counts."""
    if not len(terms):
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    distinct, counts = np.unique(bag, return_counts=True)
    at = np.minimum(np.searchsorted(terms, distinct), len(terms) - 1)
    known = terms[at] == distinct
    return at[known], counts[known].astype(np.float32)


def _decomposed(
    bags: Sequence[tuple[Ints, Floats]], features: int, dimensions: int
) -> tuple[Floats, NDArray[np.float16]]:
    """The idf of each column and its row of the truncated SVD, by randomized subspace iteration (Halko, Martinsson and
    Tropp 2011). scikit-learn's TruncatedSVD does the same, but takes two seconds to import, and the first answer waits
    for it."""
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    starts = np.cumsum([0, *(len(columns) for columns, _ in bags)])
    columns = np.concatenate([columns for columns, _ in bags])
    rarity = (1 + np.log((1 + len(bags)) / (1 + np.bincount(columns, minlength=features)))).astype(np.float32)
    weights = [_weighted(found, counts, rarity) for found, counts in bags]
    matrix = csr_matrix((np.concatenate(weights), columns, starts), (len(bags), features))
    # The dense matrices are small: several threads would mostly wait for each other.
    with threadpool_limits(1):
        return rarity, _leading(matrix, dimensions)


def _leading(matrix: "csr_matrix", dimensions: int) -> NDArray[np.float16]:
    """The leading right singular vectors, as columns."""
    # Only the side of the rows is made orthogonal: the other is many times longer, and follows from it.
    basis = matrix @ np.random.default_rng(0).standard_normal((matrix.shape[1], dimensions + OVERSAMPLING), np.float32)
    for _ in range(ITERATIONS):
        basis = matrix @ (matrix.T @ np.linalg.qr(basis)[0])
    reduced = matrix.T @ np.linalg.qr(basis)[0]
    squares, turn = np.linalg.eigh(reduced.T @ reduced)
    leading = np.argsort(-squares)[:dimensions]
    directions = (reduced @ turn[:, leading]) / np.sqrt(np.maximum(squares[leading], 1e-12))
    return np.ascontiguousarray(directions, np.float16)


def _weighted(columns: Ints, counts: Floats, rarity: Floats) -> Floats:
    """A text's TF-IDF weights, of unit length."""
    weights: Floats = ((1 + np.log(counts)) * rarity[columns]).astype(np.float32)
    return weights / np.float32(max(float(np.linalg.norm(weights)), 1e-9))
