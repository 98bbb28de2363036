"""What speaks for a quote: how far it, its headings and its passage say what the question asks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.answers.confidence import Features, Merits
from knowledge.answers.prepared import Floats

HEADED = 0.7
"""What a word in the headings counts beside one in the quote."""
SAID = 0.5
"""The share from which a word counts as said."""
MANY_WORDS = 8
"""Content words of a question that says a good deal."""
FAR = 10
"""The sentence of a passage that counts as far from its beginning."""


@dataclass(frozen=True)
class Searched:
    """A passage searched for the words of a question. Shares are in 0..1, as (words) or (sentences, words): of each word that
    each sentence says, that the headings and that the whole passage say, and how far headings of other documents say it;
    `weights` are what the words count, `names` which are names, `pointing` how far each means the question's matter by itself.
    By sentence, `meant` and `near` are how far it speaks of the matter meant and how alike it is to the question, `holds` and `fits`
    how far its quote and it hold the kinds of thing asked for. `relative` is the search's score as a share of its best hit's, `own`
    whether the passage is in the question's language, `certain` how surely the question means a matter."""

    weights: Floats
    names: Floats
    pointing: Floats
    sentence: Floats
    quote: Floats
    heading: Floats
    whole: Floats
    elsewhere: Floats
    meant: Floats
    near: Floats
    holds: Floats
    fits: Floats
    relative: float
    own: bool
    certain: float

    @property
    def anywhere(self) -> Floats:
        """How far heading or passage say each word."""
        found: Floats = np.maximum(self.heading, self.whole)
        return found


def merits(found: Sequence[Searched]) -> list[Floats]:
    """The `Merits` of the quote around each sentence of passages searched for one question, each as (sentences, merits)."""
    weights, names = found[0].weights, found[0].names
    counts = [len(one.sentence) for one in found]
    owner, starts = np.repeat(np.arange(len(found)), counts), np.cumsum([0, *counts[:-1]])
    sentence, quote = (np.concatenate(part) for part in zip(*((one.sentence, one.quote) for one in found), strict=True))
    heading, anywhere = (
        np.stack(part)[owner] for part in zip(*((one.heading, one.anywhere) for one in found), strict=True)
    )
    meant, near, holds = (
        np.concatenate(part) for part in zip(*((one.meant, one.near, one.holds) for one in found), strict=True)
    )
    said = np.maximum(anywhere, found[0].pointing * meant[:, None])
    unsaid = np.maximum(sentence, HEADED * heading)
    previous = np.vstack([np.zeros_like(weights), sentence[:-1]])
    previous[starts] = 0.0
    total = weights.sum()
    rows = Merits(
        near=near,
        meant=meant,
        relative=np.array([one.relative for one in found], np.float32)[owner],
        sentence=sentence @ weights / total,
        quoted=np.maximum(quote, HEADED * heading) @ weights / total,
        headed=heading @ weights / total,
        missing=((1 - said) * (said < SAID)) @ weights,
        unsaid=((1 - unsaid) * (unsaid < SAID)) @ weights,
        nameless=(anywhere < SAID) @ (weights * names),
        holds=holds,
        before=np.maximum(sentence, previous) @ weights / total,
        place=((np.arange(len(owner)) - starts[owner]) / FAR).astype(np.float32),
    )
    return np.split(np.stack(rows, axis=1), starts[1:])


def features(found: Searched, at: int) -> Features:
    """The features of the quote around a sentence, its `lead` still 0."""
    weights = found.weights
    total = float(weights.sum())
    anywhere = found.anywhere
    nowhere = anywhere < SAID
    # a sentence about the same matter says the words that stand for it, whichever it uses
    rarest = int(weights.argmax())
    said = max(float(anywhere[rarest]), float(found.pointing[rarest] * found.meant[at]))
    return Features(
        lead=0.0,
        relative=found.relative,
        sentence=float(found.sentence[at] @ weights) / total,
        quoted=float(np.maximum(found.quote[at], HEADED * found.heading) @ weights) / total,
        headed=float(found.heading @ weights) / total,
        rarest=said,
        nameless=float(found.names @ (weights * nowhere)),
        holds=float(found.holds[at]),
        fits=float(found.fits[at]),
        meant=float(found.meant[at]),
        near=float(found.near[at]),
        elsewhere=float((weights * (nowhere & (found.elsewhere >= SAID))).sum()) / total,
        own=float(found.own),
        certain=found.certain,
        words=min(1.0, len(weights) / MANY_WORDS),
    )
