"""Every benchmark can at least be started."""

import importlib
from itertools import pairwise

import numpy as np
import pytest

from knowledge.meaning.features import Hashes
from tests.benchmarks.__main__ import PARTS
from tests.benchmarks.answering import NEIGHBOURS, TOGETHER, Pair, batches
from tests.benchmarks.learning import fit, matrix
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


def test_pairs_that_stand_together_are_told_apart_together() -> None:
    groups = ["de"] * (4 * TOGETHER)
    batch = sorted(next(batches(groups, np.random.default_rng(1))).tolist())
    beside = sum(one + 1 == other for one, other in pairwise(batch))
    assert beside >= len(batch) * (NEIGHBOURS - 2) / NEIGHBOURS
    assert batch[-1] - batch[0] > 2 * len(batch)


def test_questions_are_likened_to_what_they_seek_and_not_told_from_others_that_seek_it() -> None:
    draw = np.random.default_rng(1)
    topics = [np.unique(draw.integers(0, 2**32, 30, dtype=np.uint32)) for _ in range(8)]

    def bag(topic: int) -> Hashes:
        return np.sort(draw.choice(topics[topic], 12, replace=False))

    alike = [Pair(bag(one % 8), topics[one % 8], "de", one % 8) for one in range(256)]
    labelled = [bag(one % 8) for one in range(256)]
    marks, weights = np.arange(256) % 2, np.ones(256, np.float32)
    model = fit(labelled, marks, weights, ["a", "b"], 8, alike)
    asked, sought = (model.gists(matrix(side, model.terms)) for side in ([bag(n) for n in range(8)], topics))
    likeness = asked @ sought.T
    assert (likeness.argmax(axis=1) == np.arange(8)).all()
    assert float(np.diag(likeness).min()) > 0.6
