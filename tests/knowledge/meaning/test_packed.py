"""Numbers two to a byte add up to what the whole numbers do, nearly."""

import numpy as np

from knowledge.meaning.packed import BLOCK, MOST, STEPS, added, dots, packed, stepped, unstepped

TABLE = np.random.default_rng(3).normal(0, 0.4, (500, 32)).astype(np.float32)


def test_the_sum_of_packed_rows_is_near_the_true_one() -> None:
    rows, units = packed(TABLE)
    assert (rows.shape, rows.dtype, units.shape) == ((500, 16), np.uint8, (500,))
    chosen = np.arange(0, 500, 5)
    off = added(rows[chosen], units[chosen].astype(np.float32)[None]) - TABLE[chosen].sum(axis=0)
    step = np.abs(TABLE).max() / MOST
    assert np.abs(off).max() < 4 * step / 2 / np.sqrt(3) * np.sqrt(len(chosen))  # four deviations of the rounding


def test_single_rows_are_true_to_half_a_step_of_their_own() -> None:
    rows, units = packed(TABLE)
    chosen = np.arange(0, 500, 50)
    off = added(rows[chosen], np.diag(units[chosen].astype(np.float32))) - TABLE[chosen]
    assert (np.abs(off).max(axis=1) <= np.abs(TABLE[chosen]).max(axis=1) / MOST * 0.51).all()


def test_rows_of_nought_and_no_rows_add_up_to_nought() -> None:
    rows, units = packed(np.zeros((3, 8), np.float32))
    assert not added(rows, units.astype(np.float32)[None]).any()
    assert added(rows[:0], np.zeros((2, 0), np.float32)).shape == (2, 8)
    assert not added(rows[:0], np.zeros((2, 0), np.float32)).any()


def test_numbers_in_steps_are_multiplied_as_the_whole_ones_are() -> None:
    rows = TABLE / np.linalg.norm(TABLE, axis=1, keepdims=True)
    many = np.tile(rows, (5, 1))
    kept = stepped(many)
    assert (kept.dtype, kept.shape) == (np.int8, many.shape)
    assert np.abs(unstepped(kept) - many).max() <= 0.5 / STEPS + 1e-6
    assert len(many) > BLOCK
    assert np.abs(dots(kept, rows[7]) - many @ rows[7]).max() < 0.02
    assert dots(kept[:0], rows[7]).shape == (0,)
