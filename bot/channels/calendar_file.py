"""Items as an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime

from icalendar import Calendar
from icalendar import Event as Entry

from knowledge.event import Event, Item, Venue

_ABOUT = ("summary", "meeting_point", "transport", "dress", "bring")


def calendar_file(items: Sequence[Item], event: Event, language: str, revision: int, now: datetime) -> bytes:
    """One entry an item, in the reader's language. The UID of an item never changes, and `revision` is its SEQUENCE, so
    that a newer file replaces what an older one put into the calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Delegate Assistant//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item in items:
        calendar.add_component(calendar_entry(item, event, language, revision, now))
    content: bytes = calendar.to_ical()
    return content


def calendar_entry(item: Item, event: Event, language: str, revision: int, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{item.id}@{event.id}")
    entry.add("sequence", revision)
    entry.add("dtstamp", now)
    entry.add("dtstart", item.start)
    entry.add("dtend", item.end)
    entry.add("summary", item.title.best(language, event.language))
    entry.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
    if about := [text for name in _ABOUT if (text := getattr(item, name).best(language, event.language))]:
        entry.add("description", "\n".join(about))
    if place := _place(item, event.venues_by_id.get(item.venue), language, event.language):
        entry.add("location", place)
    venue = event.venues_by_id.get(item.venue)
    if venue and venue.latitude is not None and venue.longitude is not None:
        entry.add("geo", (venue.latitude, venue.longitude))
    return entry


def _place(item: Item, venue: Venue | None, language: str, fallback: str) -> str:
    parts = [item.room.best(language, fallback)]
    if venue:
        parts += [venue.name.best(language, fallback), venue.address.best(language, fallback)]
    return ", ".join(filter(None, parts))
