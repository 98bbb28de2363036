"""The smallest finds in a text, each at its place."""

from dataclasses import dataclass

from knowledge.questions.when.clocks import Clock
from knowledge.questions.when.days import DayRef
from knowledge.questions.when.lexicon import Part


@dataclass(frozen=True, slots=True)
class Atom:
    """A day, a part of a day (or both: "tonight"), a clock time, a distance from now in minutes, or a mere number, at the
    half-open span `begin`:`stop` of the folded text."""

    begin: int
    stop: int
    day: DayRef | None = None
    part: Part | None = None
    clock: Clock | None = None
    ahead: int | None = None
    number: int | None = None

    @property
    def weak(self) -> bool:
        """A mere number: nothing by itself."""
        return self.number is not None

    def overlaps(self, other: "Atom") -> bool:
        return self.begin < other.stop and other.begin < self.stop
