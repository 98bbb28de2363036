"""A line of a benchmark's table."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What was measured, what was asked, what was reached, and whether that is enough."""

    what: str
    asked: str
    reached: str
    good: bool


def table(results: Sequence[Result]) -> str:
    """The lines below each other."""
    width, middle = (max(len(getattr(one, name)) for one in results) for name in ("what", "asked"))
    lines = [f"\n{'':{width}}    {'asked':{middle}} reached"]
    lines += [f"{one.what:{width}}  {'+' if one.good else '-'} {one.asked:{middle}} {one.reached}" for one in results]
    return "\n".join(lines)
