"""What each feature means, as it was fitted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.mapped import mapped
from knowledge.meaning.features import Hashes
from knowledge.meaning.packed import added

Floats = NDArray[np.float32]
AT_ONCE = 500
"""Features looked up at once: about the fastest of 100 to 5,000."""


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
        parts = [self._sums(part) for part in _parted(bags)]
        return np.concatenate(parts) if parts else np.zeros((0, self.rank), np.float32)

    def _sums(self, bags: Sequence[Hashes]) -> Floats:
        """The same of a few bags, looked up at once."""
        hashes = np.concatenate(bags)
        owners = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
        at = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        known = self.terms[at] == hashes
        at, owners = at[known], owners[known]
        weights = np.zeros((len(bags), len(at)), np.float32)
        weights[owners, np.arange(len(at))] = self.units[at]
        sizes = np.sqrt(np.maximum(np.bincount(owners, minlength=len(bags)), 1)).astype(np.float32)
        found: Floats = added(self.rows[at], weights) / sizes[:, None]
        return found

    def gists(self, bags: Sequence[Hashes]) -> Floats:
        """The same in length 1."""
        sums = self.sums(bags)
        found: Floats = (sums / (np.linalg.norm(sums, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
        return found


def _parted(bags: Sequence[Hashes]) -> Iterator[Sequence[Hashes]]:
    """The bags in turn, so many together as have `AT_ONCE` features: what is worked out for more would leave the caches."""
    first, held = 0, 0
    for at, bag in enumerate(bags):
        if at > first and held + len(bag) > AT_ONCE:
            yield bags[first:at]
            first, held = at, 0
        held += len(bag)
    if bags:
        yield bags[first:]


def table_of(path: Path) -> Path:
    """The file of the table that belongs to the weights in this one."""
    return path.with_suffix(".npy")
