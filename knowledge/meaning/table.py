"""What each feature means, as it was fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.mapped import mapped
from knowledge.meaning.features import Hashes
from knowledge.meaning.packed import added

Floats = NDArray[np.float32]


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

    @property
    def rank(self) -> int:
        """How many numbers stand for a feature."""
        return 2 * int(self.rows.shape[1])

    def sums(self, bags: Sequence[Hashes]) -> Floats:
        """What each bag of features means, as (bags, rank)."""
        found = np.zeros((len(bags), self.rank), np.float32)
        for row, at in zip(found, map(self._known, bags), strict=True):
            row[:] = added(self.rows[at], self.units[at]) / np.sqrt(np.float32(max(len(at), 1)))
        return found

    def gists(self, bags: Sequence[Hashes]) -> Floats:
        """The same in length 1."""
        sums = self.sums(bags)
        found: Floats = (sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
        return found

    def _known(self, hashes: Hashes) -> NDArray[np.int64]:
        at = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        known: NDArray[np.int64] = at[self.terms[at] == hashes]
        return known


def table_of(path: Path) -> Path:
    """The file of the table that belongs to the weights in this one."""
    return path.with_suffix(".npy")
