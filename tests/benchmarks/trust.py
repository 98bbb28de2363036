"""Fit how far the programme's answers can be trusted on the labelled questions that may be looked at.

    python -m tests.benchmarks.trust [--write]

Each third of the questions is rated with weights fitted on the others; `--write` stores weights fitted on all of them.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np

from bot.commands.evaluation import RIGHT
from knowledge.answers.trust import Signals
from tests.benchmarks.exam import Sitting, sittings
from tests.benchmarks.logistic import Floats, Limits, logistic, store

NEVER_AGAINST: Limits = (0.0, None)
NEVER_FOR: Limits = (None, 0.0)
UNTIMELY: Limits = (None, -3.5)
"""Few examples name a time at which the item is not, and what is at another time is not what was asked for."""
AGAINST = {"untimely": UNTIMELY, **dict.fromkeys(("unexplained", "hinted", "astray"), NEVER_FOR)}
LIMITS = [AGAINST.get(name, NEVER_AGAINST) for name in Signals._fields]


def rows(sat: Sequence[Sitting]) -> tuple[Floats, Floats]:
    """The signals of every programme answer, and whether it is right."""
    found = [(one.signals, one.marked.mark == RIGHT) for one in sat if one.signals is not None]
    return np.array([signals for signals, _ in found], dtype=float), np.array(
        [right for _, right in found], dtype=float
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    table, right = rows(list(sittings(held_out=False, trusting=True)))
    rated = np.zeros(len(right))
    for third in range(3):
        inside = np.arange(len(right)) % 3 == third
        weights, bias = logistic(table[~inside], right[~inside], np.ones((~inside).sum()), LIMITS)
        rated[inside] = 1 / (1 + np.exp(-(table[inside] @ weights + bias)))
    print(f"{len(right)} answers from the programme, {right.mean():.1%} right")
    for line in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        kept = rated >= line
        print(f"  line {line:.1f}: {kept.mean():6.1%} answered, {1 - right[kept].mean():6.1%} of them wrong")
    weights, bias = logistic(table, right, np.ones(len(right)), LIMITS)
    named = dict(zip(Signals._fields, map(float, weights), strict=True))
    print({"bias": round(bias, 2), **{name: round(value, 2) for name, value in named.items()}})
    if options.write:
        store("programme", named, bias, f"Fitted by tests/benchmarks/trust.py on {len(right)} answers.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
