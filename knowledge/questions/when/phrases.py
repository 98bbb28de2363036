"""Atoms that stand together are one phrase: "on Wednesday" + "afternoon" + "from 2" to "4"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.questions.when.atoms import Atom
from knowledge.questions.when.clocks import Clock
from knowledge.questions.when.days import Dated, DayRef, Weekday
from knowledge.questions.when.lexicon import Lexicon, Part, lexicon
from knowledge.questions.when.rules import LETTER, folded

WHOLE = "(?!(?<=[a-zα-ω])[a-zα-ω])"
"""Not in the middle of a word."""


@dataclass(frozen=True, slots=True)
class Point:
    """A day, a part of it, a time in it; as far as said."""

    day: DayRef | None = None
    part: Part | None = None
    clock: Clock | None = None
    number: int | None = None

    def joined(self, other: "Point") -> "Point | None":
        """Both as one; None when they say the same kind of thing twice."""
        if isinstance(self.day, Weekday) and isinstance(other.day, Dated):
            return replace(self, day=None).joined(other)
        if isinstance(self.day, Dated) and isinstance(other.day, Weekday):
            return self.joined(replace(other, day=None))
        mine, its = (self.day, self.part, self._time), (other.day, other.part, other._time)
        if any(a is not None and b is not None for a, b in zip(mine, its, strict=True)):
            return None
        return Point(
            self.day or other.day,
            self.part or other.part,
            self.clock or other.clock,
            other.number if self.number is None else self.number,
        )

    @property
    def _time(self) -> Clock | int | None:
        return self.number if self.clock is None else self.clock

    def ends_like(self, end: "Point") -> bool:
        """Whether a span from here may end there: with a day, or with a time when this has one, too."""
        if self._time is not None and (end._time is not None or end.part is Part.NOON):
            return True
        return end.day is not None or (self.part is not None and end.part is not None)

    @property
    def weak(self) -> bool:
        return self.day is None and self.part is None and self.clock is None


@dataclass(frozen=True, slots=True)
class Phrase:
    """One expression over `begin`:`stop`: a point, or the span from it `until` another, or so many minutes `ahead` of now."""

    begin: int
    stop: int
    point: Point
    until: Point | None = None
    ahead: int | None = None


class Joints:
    """The words between atoms, in one language and English."""

    def __init__(self, tables: Sequence[Lexicon]) -> None:
        self._glue = re.compile(rf"(?: |{_any(tables, 'glue')})*")
        self._to = re.compile(rf"(?: |{_any(tables, 'glue')})*{_any(tables, 'to')}{WHOLE}(?: |{_any(tables, 'glue')})*")
        self._both = re.compile(
            rf"(?: |{_any(tables, 'glue')})*{_any(tables, 'both')}{WHOLE}(?: |{_any(tables, 'glue')})*"
        )
        self._before = re.compile(rf"(?<![{LETTER}]){_any(tables, 'before')} ?$|^{_any(tables, 'before')} ?$")
        self._between = re.compile(rf"{_any(tables, 'between')} ?(?:{_any(tables, 'glue')} ?)?$")
        self._within = re.compile(rf" ?{_any(tables, 'within')}")

    def glued(self, text: str, one: Atom, other: Atom) -> bool:
        """Whether nothing but filling stands between them."""
        return bool(self._glue.fullmatch(text, one.stop, other.begin))

    def spanned(self, text: str, first: Atom, one: Atom, other: Atom) -> bool:
        """Whether a span leads from one to the other; `first` is where the phrase began."""
        to = self._to.match(text, one.stop, other.stop)
        # "à" of "de 9h à 11h" belongs to the second time as well: the word may reach into the atom.
        if to and to.end() >= other.begin:
            return True
        if not self._both.fullmatch(text, one.stop, other.begin):
            return False
        return bool(
            (one.day and other.day)
            or self._between.search(text, 0, first.begin)
            or self._between.search(text, first.begin, one.begin)
            or self._within.match(text, other.stop)
        )

    def opened(self, text: str, atom: Atom) -> bool:
        """Whether a word right before the atom opens a span."""
        return bool(self._before.search(text, max(0, atom.begin - 12), atom.begin))

    def closed(self, text: str, atom: Atom) -> bool:
        """Whether a word right after the atom ends a span."""
        return bool(self._within.match(text, atom.stop))


@lru_cache(maxsize=16)
def joints(language: str) -> Joints:
    return Joints([lexicon(one) for one in dict.fromkeys((language, "en"))])


def _any(tables: Sequence[Lexicon], name: str) -> str:
    """The tables' patterns as one; between letters in languages with spaces."""
    each = (f"(?:{folded(getattr(table, name))})" for table in tables)
    return f"(?:{'|'.join(each)})"
