"""What speaks for a quote: how far it, its headings and its passage say what the question asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from knowledge.answers.confidence import Features
from knowledge.answers.told import Told
from knowledge.answers.wants import Want

HEADED = 0.7
"""What a word in the headings counts beside one in the quote."""
SAID = 0.5
"""The share from which a word counts as said."""


@dataclass(frozen=True)
class Searched:
    """Where the wants were looked for."""

    sentence: Told
    quote: Told
    heading: Told
    whole: Told


def features(
    wanted: Sequence[Want],
    searched: Searched,
    held: float,
    relative: float,
    meant: float,
    headed_elsewhere: Sequence[float],
    pointing: Sequence[float],
) -> Features:
    """The features of one quote; `headed_elsewhere` is how far each word stands in other documents' headings, `pointing` how
    far it means the question's matter by itself; `lead`, `ahead` and `meant_ahead` still 0."""
    weights = [want.weight for want in wanted]
    total = sum(weights)
    within = ((searched.sentence, searched.quote), (searched.quote, searched.whole))
    sentence, quote = ([want.share(text, whole) for want in wanted] for text, whole in within)
    heading, whole = ([want.share(text) for want in wanted] for text in (searched.heading, searched.whole))
    anywhere = [max(three) for three in zip(quote, heading, whole, strict=True)]
    quoted = [max(q, HEADED * h) for q, h in zip(quote, heading, strict=True)]
    elsewhere = [
        weight
        for weight, share, other in zip(weights, anywhere, headed_elsewhere, strict=True)
        if share < SAID <= other
    ]
    # a sentence about the same matter says the words that stand for it, whichever it uses
    said = [max(share, point * meant) for share, point in zip(anywhere, pointing, strict=True)]
    rarest = max(zip(weights, said, strict=True), key=lambda pair: pair[0])
    return Features(
        relative=relative,
        lead=0.0,
        ahead=0.0,
        sentence=sum(map(mul, weights, sentence)) / total,
        quoted=sum(map(mul, weights, quoted)) / total,
        headed=sum(map(mul, weights, heading)) / total,
        rarest=rarest[1],
        missing=sum(weight * (1 - share) for weight, share in zip(weights, said, strict=True) if share < SAID),
        nameless=sum(
            weight for want, weight, share in zip(wanted, weights, anywhere, strict=True) if want.name and share < SAID
        ),
        holds=held,
        meant=meant,
        meant_ahead=0.0,
        elsewhere=sum(elsewhere) / total,
    )
