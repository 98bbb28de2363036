"""Cells that hold a date, a time, a span of time, or any of them together."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.packs.cells import Cell, text_of
from knowledge.packs.dates import CJK, COMPACT, NUMERIC, WORDED, WORDED_US, DateStyle, read_date
from knowledge.packs.hours import Clock, Span, clock_of_day, read_span

ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:?\d{2}.*")
DATED = tuple(re.compile(pattern.pattern, re.IGNORECASE) for pattern in (CJK, COMPACT, WORDED, WORDED_US))
EPOCH_YEARS = (1899, 1900, 1904)
"""Where spreadsheets keep a time without a date."""


@dataclass(frozen=True)
class Moment:
    """What one cell says: any of a day, a span of clock times, and a moment with its own offset."""

    day: date | None = None
    span: Span | None = None
    aware: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.day or self.span or self.aware)


def read_moment(cell: Cell, style: DateStyle, *, dated: bool = False) -> Moment:
    """The cell's day and times; `dated` says that a bare "9.30" in this column is a day rather than a time."""
    if isinstance(cell, datetime):
        return _of_datetime(cell)
    if isinstance(cell, date):
        return Moment(day=cell)
    if isinstance(cell, time):
        return Moment(span=Span(Clock(cell.replace(microsecond=0, tzinfo=None))))
    if isinstance(cell, timedelta):
        clock = clock_of_day(cell / timedelta(days=1))
        return Moment(span=Span(clock)) if clock else Moment()
    text = " ".join(text_of(cell).split())
    if serial := _of_serial(text):
        return serial
    return _of_text(text, style, dated) if text else Moment()


def _of_datetime(value: datetime) -> Moment:
    if value.year in EPOCH_YEARS:
        return Moment(span=Span(Clock(value.time().replace(microsecond=0))))
    value = _whole_seconds(value)
    if value.tzinfo:
        return Moment(aware=value)
    return Moment(day=value.date(), span=Span(Clock(value.time())) if value.time() != time(0) else None)


def _of_serial(text: str) -> Moment | None:
    """A day of this century as spreadsheets count them when nobody formatted the cell: 46028.375."""
    match = re.fullmatch(r"([3-7]\d{4})(\.\d+)?", text)
    if not match or not 36_526 <= int(match[1]) < 73_051:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(match[1]))
    clock = clock_of_day(float(match[2])) if match[2] else None
    return Moment(day=day, span=Span(clock) if clock else None)


def _whole_seconds(value: datetime) -> datetime:
    """Rounded: spreadsheets keep 11:45 as 11:44:59.999."""
    return (value + timedelta(milliseconds=500)).replace(microsecond=0)


def _of_text(text: str, style: DateStyle, dated: bool) -> Moment:
    if ISO.fullmatch(text):
        try:
            value = datetime.fromisoformat(text.replace(" Z", "Z"))
            return Moment(aware=value) if value.tzinfo else Moment(value.date(), Span(Clock(value.time())))
        except ValueError:
            pass
    span = None if dated and read_date(text, style) else read_span(text)
    if span:
        return Moment(span=span)
    return _parted(text, style)


def _parted(text: str, style: DateStyle) -> Moment:
    """A text of a day and perhaps of times: the day is cut out, and the rest must be times to count."""
    day = read_date(text, style)
    if day is None:
        return Moment()
    rest = text
    for pattern in (*DATED, NUMERIC):
        if found := next((m for m in pattern.finditer(rest) if _is_date(m[0], style)), None):
            rest = rest[: found.start()] + " " + rest[found.end() :]
            break
    rest = re.sub(r"^\W*(?:[^\W\d]+\.?,?\s+)?|[\s,;@|]+$", "", rest) if not read_span(rest.strip(" ,;|@-–T")) else rest
    return Moment(day=day, span=read_span(rest.strip(" ,;|@-–T")))


def _is_date(text: str, style: DateStyle) -> bool:
    return read_date(text, style) is not None
