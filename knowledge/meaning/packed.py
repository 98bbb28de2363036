"""Numbers kept small: a table's two to a byte, each row in a unit of its own, so that sums of many rows differ little from the true
ones; and those of -1..1 one to a byte."""

import numpy as np
from numpy.typing import NDArray

MOST = 7
"""The largest number that half a byte holds on either side of nought."""
STEPS = 127
"""A number of -1..1 is kept in so many steps."""
BLOCK = 1_024
"""Rows made whole numbers again at a time: more would leave the caches, which takes several times as long."""

Steps = NDArray[np.int8]


def packed(table: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """The (rows, columns) table, columns even, as bytes (rows, columns / 2) and the unit of each row."""
    units = (np.abs(table).max(axis=1) / MOST).astype(np.float16)
    whole = np.where(units > 0, units, 1).astype(np.float32)
    steps = (np.clip(np.round(table / whole[:, None]), -MOST, MOST) + MOST + 1).astype(np.uint8)
    half = table.shape[1] // 2
    rows: NDArray[np.uint8] = (steps[:, :half] | steps[:, half:] << 4).astype(np.uint8)
    return rows, units


def added(rows: NDArray[np.uint8], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sums of these rows, each weighted as in a row of `weights`, (sums, rows) with the rows' units in it; as (sums, columns)."""
    halves = np.concatenate((rows & 15, rows >> 4), axis=1).astype(np.float32)
    total: NDArray[np.float32] = weights @ halves - np.float32(MOST + 1) * weights.sum(axis=1, keepdims=True)
    return total


def stepped(rows: NDArray[np.float32]) -> Steps:
    """Numbers of -1..1 in steps."""
    return np.round(rows * STEPS).astype(np.int8)


def unstepped(rows: Steps) -> NDArray[np.float32]:
    """The numbers again."""
    return rows.astype(np.float32) * np.float32(1 / STEPS)


def dots(rows: Steps, vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The dot product of each of many rows in steps, (rows, rank), with a vector of (rank) numbers."""
    found = np.empty(len(rows), np.float32)
    for at in range(0, len(rows), BLOCK):
        found[at : at + BLOCK] = rows[at : at + BLOCK].astype(np.float32) @ vector
    return found * np.float32(1 / STEPS)
