"""How a language speaks of time: the tables in `languages/`, one TOML file each."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import product
from pathlib import Path

from pydantic import ConfigDict

from knowledge.event import Value
from knowledge.questions.when.fold import fold

TABLES = Path(__file__).parent / "languages"


class Part(StrEnum):
    """A part of the day; its hours are in `parts.HOURS`."""

    EARLY = "early"
    MORNING = "morning"
    NOON = "noon"
    AFTER_LUNCH = "after_lunch"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    TONIGHT = "tonight"


class ClockRule(Value):
    """A way to say a time of day. `add` minutes count on top of the slots; `sure` says that the half of the day is known."""

    say: str
    add: int = 0
    sure: bool = False


class Offset(Value):
    """A way to say how far from now: the number said (else one) times `minutes`; negative is ago."""

    say: str
    minutes: int


class Numerals(Value):
    """Spelled-out numbers, forms parted by "|": 0 and up in `units`, 20, 30, 40, 50 in `tens`, joined by `join`."""

    units: tuple[str, ...]
    tens: tuple[str, ...] = ()
    join: str = "{ten} {unit}"

    def forms(self) -> Iterator[tuple[str, int]]:
        """Every spelling from 0 to 59 with its value."""
        for value, unit in enumerate(self.units):
            yield from ((form, value) for form in unit.split("|"))
        for ten, words in enumerate(self.tens, start=2):
            yield from ((form, ten * 10) for form in words.split("|"))
            for (value, unit), joined in product(enumerate(self.units[1:10], start=1), self.join.split("|")):
                for one, other in product(words.split("|"), unit.split("|")):
                    yield joined.format(ten=one, unit=other), ten * 10 + value


class Lexicon(Value):
    """One language's words of time. Texts named `say`, `glue` and the like are regular expressions over folded text, in
    which `{hour}` and other slots stand for numbers and names; word lists hold plain forms parted by "|"."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    spaced: bool = True  # words are parted by spaces: a match never begins or ends inside one
    suffixes: str = "$^"  # endings that may follow an expression without belonging to it
    stems: tuple[str, ...] = ()  # words that a part of the day may be written on to: Mittwochabend
    day_first: bool = True  # what 7/1 means
    am: str = r"a\.?m\.?"
    pm: str = r"p\.?m\.?"
    glue: str  # may stand between the parts of one expression
    to: str  # between the ends of a span
    both: str = "$^"  # "and": between the ends of a span only when `between` or `within` is there as well
    before: str = "$^"  # "from": lets bare numbers be the ends of a span
    between: str = "$^"  # before a span joined by `both`
    within: str = "$^"  # after a span joined by `both`
    numbered: str = "$^"  # a number after this is a name: room 302
    counted: str = "$^"  # a number before this is an amount: 5 km
    numerals: Numerals
    ordinals: tuple[str, ...] = ()
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...] = ()
    months: tuple[str, ...]
    short_months: tuple[str, ...] = ()
    relative: Mapping[int, str]
    weekday: tuple[str, ...] = ("{weekday}",)
    next_weekday: tuple[str, ...] = ()
    last_weekday: tuple[str, ...] = ()
    weeks: Mapping[int, str] = {}
    weekends: Mapping[int, str] = {}
    dates: tuple[str, ...]
    nth: tuple[str, ...] = ()
    last: str = "$^"
    now: str
    offsets: tuple[Offset, ...]
    parts: Mapping[Part, str]
    today: Mapping[Part, str] = {}
    clocks: tuple[ClockRule, ...]
    tails: tuple[ClockRule, ...] = ()


@lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The tables of a language of ours together with the forms that every language shares."""
    shared, own = _read("any"), _read(language)
    return Lexicon.model_validate({**own, **{name: [*shared[name], *own[name]] for name in shared}})


@lru_cache(maxsize=32)
def guest(language: str) -> Lexicon:
    """The tables of a language in a text of another: no abbreviations ("mon" is French for "my"), and no bare digits,
    which are the other language's to read."""
    return Lexicon.model_validate({**_read(language), "short_weekdays": [], "short_months": []})


def _read(name: str) -> dict[str, list[object]]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def forms(words: Sequence[str], first: int = 0) -> dict[str, int]:
    """Each folded form of each entry with the entry's number, counted from `first`."""
    return {fold(form).text: value for value, entry in enumerate(words, first) for form in entry.split("|") if form}
