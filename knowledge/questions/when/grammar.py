"""One language's rules, compiled: folded text in, atoms of time out."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from knowledge.questions.when.atoms import Atom
from knowledge.questions.when.clocks import spoken_clock
from knowledge.questions.when.days import Dated, DayRef, Nth, Relative, Week, Weekday
from knowledge.questions.when.lexicon import Lexicon, Part, guest, lexicon
from knowledge.questions.when.rules import LETTER, Rules, folded
from knowledge.questions.when.slots import slots_of, with_tails

Slots = Mapping[str, int]
BUDDHIST_ERA = 543
"""Thailand counts its years from so long before our era."""

DayRule = Callable[[Slots], DayRef | None]


class Grammar:
    """Finds atoms: days, parts of the day, clock times, distances from now, and numbers that may turn out to be hours
    (only in the text's own language: "ten" is a Turkish ending)."""

    def __init__(self, said: Lexicon, own: bool = True) -> None:
        self._own = own
        slots = with_tails(slots_of(said), said.tails)
        edges = _edges(said)
        self._days = Rules(_day_rules(said), slots, edges)
        self._parts = Rules(_part_rules(said), slots, _compound_edges(said, edges))
        self._clocks = Rules([(rule.say, rule) for rule in said.clocks], slots, edges)
        self._offsets = Rules(_offset_rules(said), slots, edges)
        self._numbers = Rules([("{hour}", None)], slots, edges)
        self._numbered = re.compile(rf"{edges[0]}(?:{folded(said.numbered)})[ .:#-]*$")

    def atoms(self, text: str) -> Iterator[Atom]:
        """Everything in folded text that may be a part of a time expression; finds of different kinds may overlap."""
        for begin, stop, build, slots in self._days.find(text):
            if day := build(slots):
                yield Atom(begin, stop, day=day)
        for begin, stop, (part, today), _ in self._parts.find(text):
            yield Atom(begin, stop, part=part, day=Relative(0) if today else None)
        for begin, stop, rule, slots in self._clocks.find(text):
            yield Atom(begin, stop, clock=spoken_clock(rule, slots))
        for begin, stop, minutes, slots in self._offsets.find(text):
            yield Atom(begin, stop, ahead=minutes * slots.get("number", 1))
        for begin, stop, _, slots in self._numbers.find(text) if self._own else ():
            yield Atom(begin, stop, number=slots["hour"])

    def names(self, text: str, atom: Atom) -> bool:
        """Whether the number that the atom begins with is a name: a room, a line, a channel."""
        return text[atom.begin].isdigit() and bool(self._numbered.search(text, max(0, atom.begin - 24), atom.begin))


@lru_cache(maxsize=16)
def grammars(language: str) -> tuple[Grammar, ...]:
    """What reads a text of this language of ours: its own grammar, then English, which anyone may fall into."""
    return (Grammar(lexicon(language)), *([_guest()] if language != "en" else []))


@lru_cache(maxsize=1)
def _guest() -> Grammar:
    return Grammar(guest("en"), own=False)


def _edges(said: Lexicon) -> tuple[str, str]:
    """What must stand around a find: not a letter, in languages that part their words."""
    if not said.spaced:
        return "", ""
    return f"(?<![{LETTER}])", f"(?:(?![{LETTER}])|(?={folded(said.suffixes)}(?![{LETTER}])))"


def _compound_edges(said: Lexicon, edges: tuple[str, str]) -> tuple[str, str]:
    """The edges of a word that may be the second half of a compound."""
    stems = "".join(f"|(?<={folded(stem)})" for stem in said.stems)
    return (f"(?:{edges[0]}{stems})" if stems else edges[0]), edges[1]


def _day_rules(said: Lexicon) -> list[tuple[str, DayRule]]:
    """Longer ways first: "7 January" before "the 7th"."""
    return [
        *((say, _nth) for say in said.nth),
        *((say, partial(_dated, said)) for say in said.dates),
        (said.last, lambda _: Nth(-1)),
        *((say, partial(_weekday, 1)) for say in said.next_weekday),
        *((say, partial(_weekday, -1)) for say in said.last_weekday),
        *((say, partial(_weekday, None)) for say in said.weekday),
        *((say, partial(_fixed, Week(weeks, weekend=True))) for weeks, say in said.weekends.items()),
        *((say, partial(_fixed, Week(weeks))) for weeks, say in said.weeks.items()),
        *((say, partial(_fixed, Relative(offset))) for offset, say in said.relative.items()),
    ]


def _part_rules(said: Lexicon) -> list[tuple[str, tuple[Part, bool]]]:
    """Each part of the day, and whether the words name today as well."""
    return [
        *((say, (part, True)) for part, say in said.today.items()),
        *((say, (part, False)) for part, say in said.parts.items()),
    ]


def _offset_rules(said: Lexicon) -> list[tuple[str, int]]:
    return [(said.now, 0), *((rule.say, rule.minutes) for rule in said.offsets)]


def _fixed(day: DayRef, _: Slots) -> DayRef:
    return day


def _weekday(week: int | None, slots: Slots) -> DayRef:
    return Weekday(slots["weekday"], week)


def _nth(slots: Slots) -> DayRef | None:
    number = slots.get("nth", slots.get("day", slots.get("number", 0)))
    return Nth(number) if number else None


def _dated(said: Lexicon, slots: Slots) -> DayRef | None:
    """The date in the slots; None when neither order of two bare numbers can be one."""
    year = slots.get("year", slots.get("shortyear"))
    if year and year > BUDDHIST_ERA * 4:
        year -= BUDDHIST_ERA
    if "first" not in slots:
        return Dated(slots.get("day", slots.get("nth", 0)), slots.get("month", slots.get("monthnumber")), year)
    one, other = slots["first"], slots["second"]
    day, month = (one, other) if said.day_first else (other, one)
    readings = [Dated(d, m, year) for d, m in ((day, month), (month, day)) if 1 <= m <= 12 and 1 <= d <= 31]
    if len(readings) == 2:
        return Dated(day, month, year, swapped=readings[1])
    return readings[0] if readings else None
