"""Joining atoms to phrases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from knowledge.questions.when.atoms import Atom
from knowledge.questions.when.clocks import bare_clock
from knowledge.questions.when.days import Dated
from knowledge.questions.when.phrases import Joints, Phrase, Point


def phrases(text: str, atoms: Iterable[Atom], joints: Joints) -> Iterator[Phrase]:
    """The phrases of a text from its atoms in order; bare numbers that no span made into hours are left out."""
    current: _Growing | None = None
    for atom in atoms:
        if current and current.take(text, atom, joints):
            continue
        if current:
            yield from current.done(text, joints)
        current = _Growing([atom], _point(atom))
    if current:
        yield from current.done(text, joints)


@dataclass
class _Growing:
    """A phrase that may still take what follows."""

    atoms: list[Atom]
    point: Point
    until: Point | None = None

    def take(self, text: str, atom: Atom, joints: Joints) -> bool:
        """Whether the atom belongs to the phrase, which then has it."""
        last, point = self.atoms[-1], _point(atom)
        if atom.ahead is not None or last.ahead is not None:
            return False
        if self._ends_with(point) and joints.spanned(text, self.atoms[0], last, atom):
            self.until = point
        elif self.point.weak or not joints.glued(text, last, atom) or not self._join(point):
            return False
        self.atoms.append(atom)
        return True

    def _ends_with(self, point: Point) -> bool:
        return self.until is None and self.point.ends_like(point)

    def _join(self, point: Point) -> bool:
        """Whether the point went into the last end of the phrase."""
        joined = (self.until or self.point).joined(point)
        if joined is None:
            return False
        if self.until is None:
            self.point = joined
        else:
            self.until = joined
        return True

    def done(self, text: str, joints: Joints) -> Iterator[Phrase]:
        """The phrase, or nothing when only numbers were found."""
        first, last = self.atoms[0], self.atoms[-1]
        whole = Phrase(first.begin, last.stop, self.point, self.until, first.ahead)
        if first.ahead is not None:
            yield whole
        elif self.until is None:
            if not (point := replace(self.point, number=None)).weak:
                yield self._trimmed(replace(whole, point=point))
        elif ends := self._ends(self.until, text, joints):
            yield replace(whole, point=ends[0], until=ends[1])
        else:
            yield from (Phrase(a.begin, a.stop, _point(a)) for a in self.atoms if not a.weak)

    def _trimmed(self, phrase: Phrase) -> Phrase:
        strong = [atom for atom in self.atoms if not atom.weak]
        return replace(phrase, begin=strong[0].begin, stop=strong[-1].stop)

    def _ends(self, other: Point, text: str, joints: Joints) -> tuple[Point, Point] | None:
        """Both ends with bare numbers read as what the other end is; None when nothing says that they are times."""
        one = self.point
        opened = joints.closed(text, self.atoms[-1]) or any(joints.opened(text, a) for a in self.atoms if a.weak)
        if one.number is not None and other.day and isinstance(other.day, Dated) and not other.clock:
            return replace(one, number=None, day=replace(other.day, day=one.number, swapped=None)), other
        if not (opened or one.clock or other.clock or (one.number is None and other.number is None)):
            return None
        one, other = _timed(one), _timed(other)
        if one.day and other.day is None and other.clock is None and other.part is None:
            return None
        return one, other


def _timed(point: Point) -> Point:
    """The point with a bare number read as an hour."""
    if point.number is not None:
        return replace(point, number=None, clock=bare_clock(point.number))
    return point


def _point(atom: Atom) -> Point:
    return Point(atom.day, atom.part, atom.clock, atom.number)
