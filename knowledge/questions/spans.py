"""How stretches of a text lie to each other."""

from collections.abc import Iterable, Sequence

from knowledge.questions.spotting import Span

SHORTEST = 2
"""Characters of a word that can tell where someone sets out: in Chinese two say a place."""
ARTICLE = 6
"""Characters, an article perhaps, between the word "after" and what it is about."""


def meets(span: Span, others: Iterable[Span], apart: int = 0) -> bool:
    """Whether it overlaps one of the others, or lies no more than so many characters beside it."""
    return any(span[0] <= stop + apart and begin <= span[1] + apart for begin, stop in others)


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether it shares a character with one of the others."""
    return any(span[0] < stop and begin < span[1] for begin, stop in others)


def touches(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether words of some length in `spans` meet any of the others."""
    return any(meets(span, others) for span in spans if span[1] - span[0] >= SHORTEST)


def near(span: Span, others: Sequence[Span]) -> bool:
    """Whether it meets one of the others but for an article."""
    return meets(span, others, ARTICLE)
