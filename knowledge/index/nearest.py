"""Which passages lie nearest to a question's vector."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

import numpy as np

from knowledge.index.lexical import Floats


class Place(NamedTuple):
    """A passage by its segment's number and its row there."""

    segment: int
    row: int


class Shelved(NamedTuple):
    """The vectors of one segment; row i is passage i, and only the rows of `alive` count."""

    segment: int
    vectors: Floats
    alive: frozenset[int]


class Nearest(Protocol):
    """An index of vectors."""

    def keep(self, shelves: Iterable[Shelved]) -> None:
        """Hold these vectors and no others from now on."""

    def near(self, vector: Floats, count: int) -> Mapping[Place, float]:
        """The cosine of about the `count` nearest passages."""


class Exact:
    """Every vector compared: exact, and quick enough for tens of thousands."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._vectors: Floats = np.zeros((0, 0), np.float32)

    def keep(self, shelves: Iterable[Shelved]) -> None:
        """Hold these vectors and no others from now on."""
        listed = [shelf for shelf in shelves if shelf.alive]
        self._places = [Place(shelf.segment, row) for shelf in listed for row in sorted(shelf.alive)]
        rows = [shelf.vectors[sorted(shelf.alive)] for shelf in listed]
        self._vectors = np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)

    def near(self, vector: Floats, count: int) -> Mapping[Place, float]:
        """The cosine of the `count` nearest passages."""
        if not self._places:
            return {}
        cosines = self._vectors @ vector
        top = np.argpartition(-cosines, count)[:count] if len(cosines) > count else np.arange(len(cosines))
        return {self._places[row]: float(cosines[row]) for row in top}
