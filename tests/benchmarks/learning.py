"""A classifier of low rank over bags of features, fitted on labelled examples and, at the same time, on pairs of texts that are to
be alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.meaning.features import Hashes
from knowledge.meaning.table import Floats
from tests.benchmarks.answering import TOGETHER, Pair, batches

EPOCHS, BATCH, RATE = 10, 256, 0.08
DROPPED = 0.5
"""The share of a text's features that each pass leaves out: typos and other words will."""
DECAY = 1e-6
SEED = 7
RARE = 4
"""A feature must stand in so many texts to be learnt."""
SHARPNESS = 10.0
"""What the likeness of two texts, -1..1, counts among that of all that are told apart."""
ALIKE = 8.0
"""What a batch of pairs counts beside a batch of examples."""
EVERY = 1
"""Batches of examples to one of pairs."""


@dataclass(frozen=True)
class Fitted:
    """`terms` are the sorted hashes of the known features, `table` is (features, rank), `head` (rank, labels), `bias` (labels)."""

    labels: tuple[str, ...]
    terms: Hashes
    table: Floats
    head: Floats
    bias: Floats

    def logits(self, rows: csr_matrix) -> Floats:
        return (rows @ self.table) @ self.head + self.bias

    def gists(self, rows: csr_matrix) -> Floats:
        """The rows as numbers of length 1."""
        return _unit(rows @ self.table)[0]


def matrix(bags: Sequence[Hashes], terms: Hashes) -> csr_matrix:
    """One row a bag, its known features each 1 / sqrt(their number)."""
    columns, starts, values = [], [0], []
    for bag in bags:
        at = np.minimum(np.searchsorted(terms, bag), len(terms) - 1)
        known = at[terms[at] == bag]
        columns.append(known)
        starts.append(starts[-1] + len(known))
        values.append(np.full(len(known), 1 / np.sqrt(max(len(known), 1)), np.float32))
    return csr_matrix(
        (np.concatenate(values), np.concatenate(columns), np.array(starts)), shape=(len(bags), len(terms))
    )


def fit(
    bags: Sequence[Hashes],
    marks: NDArray[np.int64],
    weights: Floats,
    labels: Sequence[str],
    rank: int,
    alike: Sequence[Pair] = (),
) -> Fitted:
    """Softmax regression of low rank by Adagrad, each bag counted by its weight; `alike` are pairs that the same table must tell
    from others of their group by their likeness."""
    draw = np.random.default_rng(SEED)
    every = [*bags, *(pair.one for pair in alike), *(pair.other for pair in alike)]
    found, counts = np.unique(np.concatenate(every), return_counts=True)
    learner = _Learner.fresh(found[counts >= RARE], labels, rank, draw)
    rows = matrix(bags, learner.terms)
    ones, others = (
        (matrix(side, learner.terms) for side in zip(*((p.one, p.other) for p in alike), strict=True))
        if alike
        else (None, None)
    )
    together = batches([pair.group for pair in alike], draw)
    sought = np.array([pair.sought for pair in alike])
    step = 0
    for epoch in range(EPOCHS):
        learner.rate = RATE * (1 - epoch / EPOCHS) + 0.005
        order = draw.permutation(rows.shape[0])
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            learner.classify(rows[chosen], marks[chosen], weights[chosen])
            step += 1
            if ones is not None and step % EVERY == 0:
                chosen = next(together)
                learner.liken(ones[chosen], others[chosen], sought[chosen])
    return Fitted(tuple(labels), learner.terms, learner.table, learner.head, learner.bias)


@dataclass
class _Learner:
    """What is being learnt, with the sums of squares of all its gradients."""

    terms: Hashes
    table: Floats
    head: Floats
    bias: Floats
    squares: list[Floats]
    draw: np.random.Generator
    rate: float = RATE

    @classmethod
    def fresh(cls, terms: Hashes, labels: Sequence[str], rank: int, draw: np.random.Generator) -> "_Learner":
        table = draw.normal(0, 0.1, (len(terms), rank)).astype(np.float32)
        head = draw.normal(0, 0.3, (rank, len(labels))).astype(np.float32)
        bias = np.zeros(len(labels), np.float32)
        return cls(
            terms, table, head, bias, [np.full(one.shape, 1e-3, np.float32) for one in (table, head, bias)], draw
        )

    def classify(self, whole: csr_matrix, marks: NDArray[np.int64], weights: Floats) -> None:
        """One step towards the labels of these rows."""
        used, batch = self._dropped(whole)
        hidden = batch @ self.table[used]
        slope = _softmax(hidden @ self.head + self.bias)
        slope[np.arange(len(marks)), marks] -= 1
        slope *= (weights / len(marks) * BATCH / 32)[:, None]
        back = batch.T @ (slope @ self.head.T) + DECAY * self.table[used]
        self._step(self.table, used, back, 0)
        self._step(self.head, slice(None), hidden.T @ slope + DECAY * self.head, 1)
        self._step(self.bias, slice(None), slope.sum(axis=0), 2)

    def liken(self, whole: csr_matrix, rendered: csr_matrix, sought: NDArray[np.int64]) -> None:
        """One step towards each row being more like its partner than like those of rows that seek something else, either way."""
        (used, one), (known, other) = self._dropped(whole), self._dropped(rendered)
        (left, lengths), (right, widths) = _unit(one @ self.table[used]), _unit(other @ self.table[known])
        likeness = left @ right.T * SHARPNESS
        likeness[(sought[:, None] == sought) & ~np.eye(len(sought), dtype=bool)] = -np.inf
        slope = (_softmax(likeness) + _softmax(likeness.T).T) / 2
        slope[np.arange(len(slope)), np.arange(len(slope))] -= 1
        slope *= ALIKE * SHARPNESS / TOGETHER
        for batch, at, own, length, back in (
            (one, used, left, lengths, slope @ right),
            (other, known, right, widths, slope.T @ left),
        ):
            along = (back - (back * own).sum(axis=1, keepdims=True) * own) / length
            self._step(self.table, at, batch.T @ along, 0)

    def _dropped(self, whole: csr_matrix) -> tuple[NDArray[np.int64], csr_matrix]:
        """The numbers of the features in use, and the rows over these with some left out."""
        kept = (self.draw.random(len(whole.data)) >= DROPPED).astype(np.float32) / (1 - DROPPED)
        used, columns = np.unique(whole.indices, return_inverse=True)
        return used, csr_matrix((whole.data * kept, columns, whole.indptr), shape=(whole.shape[0], len(used)))

    def _step(self, values: Floats, at: NDArray[np.int64] | slice, gradient: Floats, number: int) -> None:
        square = self.squares[number]
        square[at] += gradient * gradient
        values[at] -= self.rate * gradient / np.sqrt(square[at])


def _softmax(logits: Floats) -> Floats:
    shares: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def _unit(rows: Floats) -> tuple[Floats, Floats]:
    """The rows in length 1, and their lengths."""
    lengths: Floats = np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
    return rows / lengths, lengths
