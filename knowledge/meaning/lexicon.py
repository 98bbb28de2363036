"""Texts compared word by word: for each word of a question, the word of a sentence that is most alike (late interaction)."""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.meaning.features import Hashes, Word
from knowledge.meaning.packed import stepped, unstepped
from knowledge.meaning.table import Floats, Table

ALIKE = 0.5
"""Words so alike mean the same; being more alike tells of spelling."""
ROOM = 1_024
"""Words for which there is room at first."""
NOTHING: Word = ()
"""Stands where there is no word: unlike all."""


class AskedWords(NamedTuple):
    """The words of a question: each as (rank) numbers of length 1, and the share of the question that it counts."""

    vectors: Floats
    weights: Floats

    @classmethod
    def of(cls, words: Sequence[Word], table: Table) -> "AskedWords":
        """A word counts what the table has learnt that it tells, and once."""
        sums = table.sums(_bags(dict.fromkeys(words)))
        lengths = np.linalg.norm(sums, axis=1) + 1e-9
        return cls(sums / lengths[:, None], lengths / max(float(lengths.sum()), 1e-9))


class Worded(NamedTuple):
    """The words of sentences below one heading, by their numbers in a lexicon: those of the heading, then those of one sentence after
    another, each part beginning at its place in `starts` with one word at least."""

    numbers: NDArray[np.int32]
    starts: NDArray[np.int32]


class Lexicon:
    """Every word of the texts read, kept once; several threads may use it."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._numbers: dict[int, int] = {hash(NOTHING): 0}
        self._rows = np.zeros((ROOM, table.rank), np.int8)
        self._lock = Lock()

    def worded(self, heading: Sequence[Word], sentences: Sequence[Sequence[Word]]) -> Worded:
        """The words taken in, as far as they are new."""
        parts = [part or [NOTHING] for part in (heading, *sentences)]
        starts = np.cumsum([0, *map(len, parts[:-1])], dtype=np.int32)
        return Worded(self._taken_in([word for part in parts for word in part]), starts)

    def told(self, asked: AskedWords, texts: Sequence[Worded]) -> Floats:
        """For the sentences of all these texts in turn: how alike the words of the question are to their nearest in the sentence with
        its heading, on average, in -1..`ALIKE`."""
        numbers = np.concatenate([text.numbers for text in texts])
        sizes = [len(text.starts) for text in texts]
        words = np.cumsum([0, *(len(text.numbers) for text in texts)])[:-1]
        starts = np.concatenate([text.starts for text in texts]) + np.repeat(words, sizes)
        best = np.maximum.reduceat(asked.vectors @ self._vectors(numbers).T, starts, axis=1)
        heads = np.cumsum([0, *sizes[:-1]])
        below = np.ones(len(starts), np.bool_)
        below[heads] = False
        best = np.maximum(best, np.repeat(best[:, heads], sizes, axis=1))[:, below]
        found: Floats = asked.weights @ np.minimum(best, np.float32(ALIKE))
        return found

    def _taken_in(self, words: Sequence[Word]) -> NDArray[np.int32]:
        """The number of each word; a new one gets the next."""
        keys = list(map(hash, words))  # of whole numbers: the words themselves would take many times the room
        with self._lock:
            new = {key: word for key, word in zip(keys, words, strict=True) if key not in self._numbers}
            if new:
                begin, end = len(self._numbers), len(self._numbers) + len(new)
                if end > len(self._rows):
                    grown = np.zeros((2 * end, self._table.rank), np.int8)  # what is not written yet takes no memory
                    grown[:begin] = self._rows[:begin]
                    self._rows = grown
                self._rows[begin:end] = stepped(self._table.gists(_bags(new.values())))
                self._numbers.update(zip(new, range(begin, end), strict=True))
            return np.array([self._numbers[key] for key in keys], np.int32)

    def _vectors(self, numbers: NDArray[np.int32]) -> Floats:
        """The words of these numbers, each in about length 1, as (words, rank)."""
        return unstepped(self._rows[numbers])


def _bags(words: Iterable[Word]) -> list[Hashes]:
    """Each word as a table reads it."""
    return [np.unique(np.array(word, np.uint32)) for word in words]
