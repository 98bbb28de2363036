"""Hours in which nobody is woken for what can be said earlier or later. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.people.model import Preferences
from bot.reminders.leads import at
from knowledge.event import Event

MARGIN = timedelta(minutes=5)
"""How long before the quiet hours the last reminders leave, so that they arrive in time."""


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
