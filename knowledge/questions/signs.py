"""What rules find in a question, by name, for the meaning model; and a question with its names masked."""

from collections.abc import Collection, Iterable, Sequence

from knowledge.meaning.features import MASKS, mask
from knowledge.questions.intent import Intent
from knowledge.questions.spotting import Span


def signs(cued: Iterable[str], rule: Intent, named: Collection[str]) -> list[str]:
    """The cues found, the intent that rules alone read, and which kinds of name or time stand in the text."""
    kinds = [f"has.{kind}" for kind in MASKS if kind in named] or ["has.nothing"]
    return [*(f"cue.{name}" for name in cued), f"rule.{rule.kind.value}.{rule.aspect.value}", *kinds]


def masked(text: str, spans: Iterable[tuple[Span, str]]) -> str:
    """The text with each of the spans, the longest first where they meet, as one mask of its kind."""
    taken: list[tuple[Span, str]] = []
    for span, kind in sorted(spans, key=lambda pair: pair[0][0] - pair[0][1]):
        if all(span[1] <= begin or stop <= span[0] for (begin, stop), _ in taken):
            taken.append((span, kind))
    return "".join(_pieces(text, sorted(taken)))


def _pieces(text: str, taken: Sequence[tuple[Span, str]]) -> Iterable[str]:
    at = 0
    for (begin, stop), kind in taken:
        yield text[at:begin]
        yield f" {mask(kind)} "
        at = stop
    yield text[at:]
