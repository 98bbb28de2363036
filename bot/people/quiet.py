"""Hours in which nobody is woken for what can be said earlier or later. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.people.model import Preferences
from knowledge.event import Event


@dataclass(frozen=True)
class Span:
    """From `begin`, included, to `end`, excluded; in UTC."""

    begin: datetime
    end: datetime


def hours(event: Event, preferences: Preferences) -> tuple[time, time] | None:
    """The person's quiet hours on the event's clocks; None when they have none."""
    begin = preferences.quiet_begin or event.quiet.begin
    end = preferences.quiet_end or event.quiet.end
    if not preferences.quiet or begin is None or end is None or begin == end:
        return None
    return begin, end


def around(event: Event, preferences: Preferences, moment: datetime) -> Span | None:
    """The person's quiet hours that the moment falls into."""
    found = hours(event, preferences)
    return _around(event.zone, *found, moment) if found else None


@lru_cache(maxsize=16_384)
def _around(zone: ZoneInfo, begin: time, end: time, moment: datetime) -> Span | None:
    """Remembered: thousands of people keep the same hours and wait for the same items."""
    for back in (0, 1):
        first = moment.astimezone(zone).date() - timedelta(days=back)
        last = first + timedelta(days=1) if end <= begin else first
        span = Span(on_clock(zone, first, begin), on_clock(zone, last, end))
        if span.begin <= moment < span.end:
            return span
    return None


def after(event: Event, preferences: Preferences, moment: datetime) -> datetime:
    """The moment, or the end of the quiet hours that it falls into."""
    span = around(event, preferences, moment)
    return span.end if span else moment


def at(event: Event, day: date, clock: time) -> datetime:
    """That time of that day on the event's clocks, in UTC; the first of two, and the later of none, when they change."""
    return on_clock(event.zone, day, clock)


@lru_cache(maxsize=4096)
def on_clock(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """That time of that day on the zone's clocks, in UTC."""
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)
