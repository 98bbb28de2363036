"""How likely a quoted passage answers the question: a logistic model over what speaks for the passage."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from knowledge.meaning.table import Floats

MEANT = 0.5
"""From so far on a sentence may answer that shares no word with the question."""
FARTHEST = 4.0
"""So far ahead nothing is gained by being farther."""
AHEAD = 0.03
"""The same for words alike: the one page about a place is farther ahead whatever is asked about it."""
ALONE = 3.0
"""How far ahead the only passage found counts."""
COEFFICIENTS = Path(__file__).parent / "confidence.toml"


class Merits(NamedTuple):
    """What speaks for quoting a passage around one of its sentences rather than around another, each a number for every
    sentence. `sentence`, `quoted` and `headed` are the shares of the question's content words that the sentence, its quote with
    the headings, and the headings alone say, `before` that of the sentence and the one before it; `missing` is the weight of
    the words that stand nowhere in the passage, `unsaid` of those that neither sentence nor headings say, `nameless` of names
    among the missing; `meant` is how far the sentence speaks of the matter that the question means, `near` how alike they are
    as wholes and `worded` word by word; `holds` is how far its quote holds the kinds of thing asked for; `relative` is the
    search's score as a share of its best hit's, `place` how far the sentence is from the passage's beginning."""

    near: Floats
    meant: Floats
    worded: Floats
    relative: Floats
    sentence: Floats
    quoted: Floats
    headed: Floats
    missing: Floats
    unsaid: Floats
    nameless: Floats
    holds: Floats
    before: Floats
    place: Floats


class Features(NamedTuple):
    """What speaks for a quote being right, all in 0..1 but `lead`, `nameless`, `near`, `worded` and `ahead`. `lead` is how far
    its merits are ahead of all other passages', at most `FARTHEST`, `ahead` how far it is so in what is `worded` alike, at most
    `AHEAD`; `rarest` is how far the most telling word is said anywhere in the passage; `elsewhere` the share of the question's
    words that stand nowhere in the passage but in the headings of another document, which may be what is asked about; `fits`
    how far the sentence itself holds the kinds of thing asked for, 0 when none is; `own` whether it is in the question's
    language, `certain` how surely the question means a matter, `words` how many content words it has. The others are as in
    `Merits`."""

    lead: float
    relative: float
    sentence: float
    quoted: float
    headed: float
    rarest: float
    nameless: float
    holds: float
    fits: float
    meant: float
    near: float
    worded: float
    ahead: float
    elsewhere: float
    own: float
    certain: float
    words: float


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    return tomllib.loads(COEFFICIENTS.read_text(encoding="utf-8"))


@cache
def coefficients(section: str) -> Mapping[str, float]:
    """The weights of one model, as `tests/benchmarks` found them, with its "bias" when it has one."""
    return {name: float(value) for name, value in _table()[section].items()}


@lru_cache(maxsize=1)
def default_line() -> float:
    """The confidence from which on an answer is given instead of handed over."""
    return float(_table()["line"])


@lru_cache(maxsize=1)
def merit_weights() -> Floats:
    """What each of the `Merits` counts."""
    weights = coefficients("merits")
    return np.array([weights[name] for name in Merits._fields], np.float32)


def confidence(features: Features) -> float:
    """The probability, 0..1, that the quote answers; none when it says nothing of what was asked, whatever stands behind."""
    if not (features.sentence or features.quoted or features.rarest or features.meant > MEANT):
        return 0.0
    return likelihood("weights", features._asdict())


def likelihood(section: str, evidence: Mapping[str, float]) -> float:
    """The probability, 0..1, that one logistic model gives to evidence of these names."""
    weights = coefficients(section)
    total = weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
