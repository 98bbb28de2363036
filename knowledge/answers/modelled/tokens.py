"""The facts a text states, in a form that does not depend on language or notation: 14:00 is 2 pm is 下午两点."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from knowledge.localize import spoken
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.when import find_times
from knowledge.questions.when.lexicon import lexicon

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'）」]+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]?\d){6,}")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,'\u00a0\u202f ](?=\d{3}(?!\d))")
_SMALL = 3
"""Spelled-out numbers below this are articles and pronouns as often as amounts."""

Clock = tuple[int, int]


@dataclass(frozen=True)
class Facts:
    """What can be checked of a text. `clocks` are (hour, minute); `numbers` are digits without separators of thousands;
    `addresses` are links and e-mail addresses; `phones` are digits only; `rest` is the text
    without its times, addresses and phones."""

    clocks: frozenset[Clock] = frozenset()
    days: frozenset[date] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    rest: str = ""

    def __or__(self, other: "Facts") -> "Facts":
        return Facts(
            self.clocks | other.clocks,
            self.days | other.days,
            self.numbers | other.numbers,
            self.addresses | other.addresses,
            self.phones | other.phones,
        )


def facts(text: str, language: str, now: datetime, days: tuple[date, ...]) -> Facts:
    """The facts of a text; times that need a day are read as of `now` (aware) and the event's days."""
    text = unicodedata.normalize("NFKC", text)
    addresses = frozenset(found.group().rstrip(".,;:!?)。，").casefold() for found in _ADDRESS.finditer(text))
    text = _ADDRESS.sub(" ", text)
    phones = frozenset(re.sub(r"\D", "", found.group()) for found in _PHONE.finditer(text))
    text = _PHONE.sub(" ", text)
    times = find_times(text, spoken(language), now, days)
    for time in reversed(times):
        text = f"{text[: time.begin]} {text[time.stop :]}"
    return Facts(
        clocks=frozenset(clock for time in times for clock in _clocks(time)),
        days=frozenset(day for time in times for day in _days(time)),
        numbers=frozenset(_numbers(text, spoken(language))),
        addresses=addresses,
        phones=phones,
        rest=text,
    )


def _clocks(time: TimeExpression) -> Iterator[Clock]:
    if time.grain is Grain.MINUTE and time.valid:
        yield time.start.hour, time.start.minute
        yield time.end.hour, time.end.minute


def _days(time: TimeExpression) -> Iterator[date]:
    if not (time.day_given and time.valid):
        return
    last = time.end if time.end == time.start else time.end - timedelta(microseconds=1)
    yield from (time.start.date() + timedelta(days=n) for n in range((last.date() - time.start.date()).days + 1))


def _numbers(text: str, language: str) -> Iterator[str]:
    for found in _NUMBER.finditer(_THOUSANDS.sub("", text)):
        yield re.sub(r"[,:]", ".", found.group())
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if (value := _spelled(language).get(word)) is not None:
            yield str(value)


@lru_cache(maxsize=16)
def _spelled(language: str) -> dict[str, int]:
    forms = lexicon(language).numerals.forms()
    return {form: value for form, value in forms if value >= _SMALL and len(form) > 1 and form.isalpha()}
