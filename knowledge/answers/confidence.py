"""How likely a quoted passage answers the question: a logistic model over what speaks for the passage."""

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

COEFFICIENTS = Path(__file__).parent / "confidence.toml"


class Features(NamedTuple):
    """What speaks for a quote. `score` is the search's, `relative` its share of the best hit's; `quoted` and `covered` in
    0..1 are the shares of the question's content words in the quote and in the whole passage with its headings; `missing`
    counts those that stand nowhere in it; `holds` is 1.0 when it holds the kind of thing asked for; `words` are counted."""

    score: float
    relative: float
    quoted: float
    covered: float
    missing: float
    holds: float
    words: float


@lru_cache(maxsize=1)
def coefficients() -> Mapping[str, float]:
    """The weights of the features and the "bias", as `tests/benchmarks/calibration.py` found them."""
    table = tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return {name: float(value) for name, value in table["weights"].items()}


@lru_cache(maxsize=1)
def default_line() -> float:
    """The confidence from which on an answer is given instead of handed over."""
    return float(tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))["line"])


def confidence(features: Features) -> float:
    """The probability, 0..1, that the quote answers."""
    weights = coefficients()
    total = weights["bias"] + sum(weights[name] * value for name, value in features._asdict().items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
