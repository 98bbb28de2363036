"""A table of numbers, two to a byte, each row in a unit of its own: read sums of many rows differ little from the true ones."""

import numpy as np
from numpy.typing import NDArray

MOST = 7
"""The largest number that half a byte holds on either side of nought."""


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
