"""What speaks for a quote: how far it, its headings and its passage say what the question asks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.answers.confidence import Features, Merits
from knowledge.meaning import Likeness
from knowledge.meaning.table import Floats

HEADED = 0.7
"""What a word in the headings counts beside one in the quote."""
SAID = 0.5
"""The share from which a word counts as said."""
MANY_WORDS = 8
"""Content words of a question that says a good deal."""
FAR = 10
"""The sentence of a passage that counts as far from its beginning."""


@dataclass(frozen=True)
class Asked:
    """The words of a question, as (words): what each counts, whether it is a name, and how far it means the question's matter by
    itself, in 0..1; `certain` is how surely the question means a matter."""

    weights: Floats
    names: Floats
    pointing: Floats
    certain: float


@dataclass(frozen=True)
class Searched:
    """A passage searched for the words of a question. Shares are in 0..1, as (words) or (sentences, words): of each word that
    each sentence says, that the headings and that the whole passage say, and how far headings of other documents say it. By
    sentence, `likeness` is how like the question it is, `holds` and `fits` how far its quote and it hold the kinds of thing asked
    for. `relative` is the search's score as a share of its best hit's, `own` whether the passage is in the question's language."""

    sentence: Floats
    quote: Floats
    heading: Floats
    whole: Floats
    elsewhere: Floats
    likeness: Likeness
    holds: Floats
    fits: Floats
    relative: float
    own: bool

    @property
    def anywhere(self) -> Floats:
        """How far heading or passage say each word."""
        found: Floats = np.maximum(self.heading, self.whole)
        return found


def merits(asked: Asked, found: Sequence[Searched]) -> list[Floats]:
    """The `Merits` of the quote around each sentence of passages searched for a question, each as (sentences, merits)."""
    weights = asked.weights
    counts = [len(one.sentence) for one in found]
    owner, starts = np.repeat(np.arange(len(found)), counts), np.cumsum([0, *counts[:-1]])
    sentence, quote = (np.concatenate(part) for part in zip(*((one.sentence, one.quote) for one in found), strict=True))
    heading, anywhere = (
        np.stack(part)[owner] for part in zip(*((one.heading, one.anywhere) for one in found), strict=True)
    )
    holds = np.concatenate([one.holds for one in found])
    like = Likeness(*(np.concatenate(part) for part in zip(*(one.likeness for one in found), strict=True)))
    said = np.maximum(anywhere, asked.pointing * like.meant[:, None])
    unsaid = np.maximum(sentence, HEADED * heading)
    previous = np.vstack([np.zeros_like(weights), sentence[:-1]])
    previous[starts] = 0.0
    total = weights.sum()
    rows = Merits(
        **like._asdict(),
        relative=np.array([one.relative for one in found], np.float32)[owner],
        sentence=sentence @ weights / total,
        quoted=np.maximum(quote, HEADED * heading) @ weights / total,
        headed=heading @ weights / total,
        missing=((1 - said) * (said < SAID)) @ weights,
        unsaid=((1 - unsaid) * (unsaid < SAID)) @ weights,
        nameless=(anywhere < SAID) @ (weights * asked.names),
        holds=holds,
        before=np.maximum(sentence, previous) @ weights / total,
        place=((np.arange(len(owner)) - starts[owner]) / FAR).astype(np.float32),
    )
    return np.split(np.stack(rows, axis=1), starts[1:])


def features(asked: Asked, found: Searched, at: int, worth: Merits) -> Features:
    """The features of the quote around a sentence with these merits, its `lead` and `ahead` still 0."""
    weights, anywhere = asked.weights, found.anywhere
    # a sentence about the same matter says the words that stand for it, whichever it uses
    rarest = int(weights.argmax())
    said = max(float(anywhere[rarest]), float(asked.pointing[rarest] * found.likeness.meant[at]))
    moved = (anywhere < SAID) & (found.elsewhere >= SAID)
    shared = {name: float(value) for name, value in worth._asdict().items() if name in Features._fields}
    return Features(
        lead=0.0,
        ahead=0.0,
        rarest=said,
        fits=float(found.fits[at]),
        elsewhere=float((weights * moved).sum() / weights.sum()),
        own=float(found.own),
        certain=asked.certain,
        words=min(1.0, len(weights) / MANY_WORDS),
        **shared,
    )
