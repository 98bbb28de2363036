"""Every benchmark can at least be started."""

import importlib

import numpy as np
import pytest

from tests.benchmarks.__main__ import PARTS
from tests.benchmarks.answering import batches
from tests.benchmarks.logistic import preferring


@pytest.mark.parametrize("part", PARTS)
def test_a_benchmark_says_how_it_is_used(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        importlib.import_module(f"tests.benchmarks.{part}").main(["--help"])
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out


def test_weights_are_fitted_that_put_what_is_right_first() -> None:
    draw = np.random.default_rng(1)
    rows = [draw.normal(size=(6, 3)) for _ in range(80)]
    telling = np.array([2.0, 0.0, -1.0])
    right = [one @ telling == (one @ telling).max() for one in rows]
    weights = preferring(rows, right, np.ones(len(rows)))
    hits = [good[int((one @ weights).argmax())] for one, good in zip(rows, right, strict=True)]
    assert np.mean(hits) > 0.95
    assert weights[0] > 0 > weights[2]
    assert abs(weights[1]) < weights[0] / 4


def test_pairs_come_in_batches_of_one_group_each_once_a_round() -> None:
    groups = ["de"] * 300 + ["th"] * 20
    found = batches(groups, np.random.default_rng(1))
    first = [next(found) for _ in range(2)]
    assert sorted(np.concatenate(first).tolist()) == list(range(320))
    assert all(len({groups[at] for at in batch}) == 1 for batch in first)
