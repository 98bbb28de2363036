"""How likely a quoted passage answers the question: a logistic model over what speaks for the passage."""

import math
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

MEANT = 0.5
"""From so far on a sentence may answer that shares no word with the question."""
COEFFICIENTS = Path(__file__).parent / "confidence.toml"


class Features(NamedTuple):
    """What speaks for a quote, all in 0..1 but `missing`, `nameless`, `ahead` and `meant_ahead`. `relative` is the search's score as a share of its best
    hit's, `lead` how far it is ahead of all others, and `ahead` the same, below 0 too, of how well the best
    sentence answers; `sentence`, `quoted` and `headed` are the shares of the question's content words that the best
    sentence, the quote with its headings, and the headings alone say; `rarest` that of the most telling word, anywhere in
    the passage; `missing` the weight of the words that stand nowhere in it, `nameless` that of names among them; `holds` how far the quote holds the kinds of
    thing asked for; `meant` how far the best sentence, alone or with its headings, speaks of the matter that the question means,
    `meant_ahead` how far it is ahead of all others in that; `elsewhere` is the share of the question's words that stand nowhere in
    the passage but in the headings of another document, which may be what is asked about."""

    relative: float
    lead: float
    ahead: float
    sentence: float
    quoted: float
    headed: float
    rarest: float
    missing: float
    nameless: float
    holds: float
    meant: float
    meant_ahead: float
    elsewhere: float


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
    """The probability, 0..1, that the quote answers; none when it says nothing of what was asked, whatever stands behind."""
    if not (features.sentence or features.quoted or features.rarest or features.meant > MEANT):
        return 0.0
    weights = coefficients()
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in features._asdict().items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
