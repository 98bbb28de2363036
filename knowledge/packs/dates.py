"""Dates as people write them in tables; day and month are told apart by the evidence of a whole column."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from knowledge.localize import LANGUAGES

NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*([./\-])\s*(\d{1,2})(?:\s*\2\s*(\d{1,4}))?(?!\d)")
CJK = re.compile(r"(?:(\d{2,4})\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일]?")
COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
WORDED = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|η|ης)?\.?\s*(?:of\s+|de\s+)?([^\W\d_]{3,}|[ก-๙.]{4,})\.?,?\s*(\d{4})?"
)
WORDED_US = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?(?!\d|:)")
NTH = re.compile(
    r"(?:day|tag|jour|päivä|ημέρα|μέρα|gün|วันที่|第)\s*(\d{1,2})|(\d{1,2})\s*(?:\.\s*)?(?:tag|päivä|gün|일차|天|η ημέρα)|第([一二三四五六七八九十])天",
    re.IGNORECASE,
)
THAI_ERA = 543
"""Years between the Buddhist and the common era."""


@dataclass(frozen=True)
class DateStyle:
    """How the dates of one table are to be read: the order of bare numbers, a year where none is written, and the
    event's first day, which "Day 2" and "Monday" count from."""

    month_first: bool = False
    year: int | None = None
    first_day: date | None = None
    ambiguous: bool = False


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return _calendar_words("month")


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    """Monday is 0."""
    return _calendar_words("day")


def _calendar_words(kind: str) -> dict[str, int]:
    from babel import Locale

    words: dict[str, int] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        table = locale.months if kind == "month" else locale.days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in table[context][width].items():
                    words.setdefault(_fold(word), number)
                    words.setdefault(_fold(word).replace(".", ""), number)
    words.update({"sept": 9, "周日": 6, "礼拜天": 6, "星期天": 6} if kind == "month" else {"星期天": 6, "周天": 6})
    return {word: n for word, n in words.items() if not word.isdigit() and not re.fullmatch(r"\d+[月월]", word)}


def _fold(text: str) -> str:
    """Lower-case without accents, so that "Φεβρουαρίου" and "ΦΕΒΡΟΥΑΡΙΟΥ" are one word; Thai vowels stay."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not "\u0300" <= c <= "\u036f").strip()


def style_of(cells: Iterable[str], days: Sequence[date] = (), first_day: date | None = None) -> DateStyle:
    """The reading of a column's dates that its own values, then the event's days, then the shorter span speak for."""
    found = [match for cell in cells if (match := NUMERIC.search(cell)) and len(match[1]) <= 2]
    year = days[0].year if days else (first_day.year if first_day else None)
    plain = DateStyle(year=year, first_day=first_day or (days[0] if days else None))
    if any(match[2] == "." for match in found) or any(int(match[1]) > 12 for match in found) or not found:
        return plain
    american = DateStyle(month_first=True, year=plain.year, first_day=plain.first_day)
    if any(int(match[3]) > 12 for match in found):
        return american
    return _likelier(plain, american, [match[0] for match in found], days)


def _likelier(plain: DateStyle, american: DateStyle, cells: Sequence[str], days: Sequence[date]) -> DateStyle:
    european = [day for cell in cells if (day := read_date(cell, plain))]
    swapped = [day for cell in cells if (day := read_date(cell, american))]
    if days:
        inside = [sum(days[0] <= day <= days[-1] for day in read) for read in (european, swapped)]
        if inside[0] != inside[1]:
            return plain if inside[0] > inside[1] else american
    if not european or not swapped:
        return plain
    spans = [max(read) - min(read) for read in (european, swapped)]
    if spans[0] != spans[1]:
        return plain if spans[0] < spans[1] else american
    same = set(european) == set(swapped)
    return plain if same else DateStyle(year=plain.year, first_day=plain.first_day, ambiguous=True)


def read_date(cell: str, style: DateStyle) -> date | None:
    """The date in the cell, or None when there is none that exists."""
    for read in (_numeric, _cjk, _compact, _worded, _nth, _weekday):
        try:
            if day := read(cell, style):
                return day
        except ValueError:
            continue
    return None


def _numeric(cell: str, style: DateStyle) -> date | None:
    match = NUMERIC.search(cell)
    if not match:
        return None
    one, two, three = int(match[1]), int(match[3]), int(match[4]) if match[4] else None
    if len(match[1]) == 4:
        return date(_year(one), two, three) if three else None
    if match[4] and len(match[4]) % 2:
        return None  # a year of one or three digits is none
    if len(match[1]) == 3 or (three is None and (match[2] == "-" or ":" in cell[: match.start()])):
        return None
    month, day = (one, two) if style.month_first else (two, one)
    year = _year(three) if three is not None else style.year
    return date(year, month, day) if year else None


def _year(number: int) -> int:
    if number < 100:
        return 2000 + number
    return number - THAI_ERA if number > 2400 else number


def _cjk(cell: str, style: DateStyle) -> date | None:
    match = CJK.search(cell)
    year = _year(int(match[1])) if match and match[1] else _loose_year(cell) or style.year
    return date(year, int(match[2]), int(match[3])) if match and year else None


def _compact(cell: str, style: DateStyle) -> date | None:
    match = COMPACT.search(cell)
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _worded(cell: str, style: DateStyle) -> date | None:
    text = _fold(cell)
    for pattern, day, month in ((WORDED, 1, 2), (WORDED_US, 2, 1)):
        for match in pattern.finditer(text):
            number = _months().get(match[month]) or _months().get(match[month].rstrip("."))
            year = _year(int(match[3])) if match[3] else _loose_year(text) or style.year
            if number and year:
                return date(year, number, int(match[day]))
    return None


def _loose_year(text: str) -> int | None:
    return next(iter(years_in(text)), None)


def years_in(text: str) -> list[int]:
    """The years that the text names, in the common era."""
    return [_year(int(year)) for year in re.findall(r"(?<!\d)(20\d{2}|25\d{2})(?!\d)", text)]


def _nth(cell: str, style: DateStyle) -> date | None:
    match = NTH.search(cell)
    if not match or style.first_day is None:
        return None
    number = "一二三四五六七八九十".find(match[3]) + 1 if match[3] else int(match[1] or match[2])
    return style.first_day + timedelta(days=number - 1) if number else None


def _weekday(cell: str, style: DateStyle) -> date | None:
    words = re.findall(r"[ก-๙]+|[^\W\d_]+", _fold(cell))
    for word in words:
        if word in _weekdays() and style.first_day and len(word) > 1:
            return style.first_day + timedelta(days=(_weekdays()[word] - style.first_day.weekday()) % 7)
    return None


def names_a_day(cell: str) -> bool:
    """Whether the cell names a day that only a first day can place: "Day 2", "Monday"."""
    anywhere = DateStyle(first_day=date(2000, 1, 3))
    return bool(_nth(cell, anywhere) or _weekday(cell, anywhere))
