"""Hours in which nobody is woken for what can be said earlier or later. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

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
    if found is None:
        return None
    begin, end = found
    for back in (0, 1):
        first = event.day(moment) - timedelta(days=back)
        last = first + timedelta(days=1) if end <= begin else first
        span = Span(at(event, first, begin), at(event, last, end))
        if span.begin <= moment < span.end:
            return span
    return None


def after(event: Event, preferences: Preferences, moment: datetime) -> datetime:
    """The moment, or the end of the quiet hours that it falls into."""
    span = around(event, preferences, moment)
    return span.end if span else moment


def at(event: Event, day: date, clock: time) -> datetime:
    """That time of that day on the event's clocks, in UTC; the first of two, and the later of none, when they change."""
    return datetime.combine(day, clock.replace(fold=0), event.zone).astimezone(UTC)
