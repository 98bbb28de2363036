"""The programme as an iCalendar file for phones and desks."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.event import Event, Item
from knowledge.packs.calendar_events import OWN, SPEAKERS_JOINED_BY

if TYPE_CHECKING:
    import icalendar


def write_calendar(event: Event) -> bytes:
    """One event an item, in event time with its zone's rules; UIDs stay the same from export to export."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("PRODID", "-//Delegate Assistant//Programme//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", event.name.best(event.language))
    calendar.add("X-WR-TIMEZONE", event.timezone)
    for item in event.items:
        calendar.add_component(_event(item, event))
    if event.items and event.timezone != "UTC":
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(item: Item, event: Event) -> "icalendar.Event":
    import icalendar

    said = icalendar.Event()
    said.add("UID", f"{item.id}@{event.id}")
    said.add("DTSTAMP", datetime.now(UTC).replace(microsecond=0))
    said.add("DTSTART", _stated(item.start, event))
    if item.end != item.start:
        said.add("DTEND", _stated(item.end, event))
    said.add("SUMMARY", item.title.best(event.language))
    said.add("STATUS", "CANCELLED" if item.cancelled else "CONFIRMED")
    texts = {"LOCATION": place_of(item, event), "DESCRIPTION": _description(item, event), "URL": item.url}
    for name, text in texts.items():
        if text:
            said.add(name, text)
    said.add("CATEGORIES", [item.track or item.kind.value])
    for name, value in own_properties(item).items():
        if value:
            said.add(name, value)
    return said


def _stated(moment: datetime, event: Event) -> datetime:
    """The moment in event time; in UTC in the hour that the clocks repeat, which iCalendar cannot tell apart."""
    local = event.local(moment)
    return moment if local.fold else local


def own_properties(item: Item) -> dict[str, str]:
    """What reading needs to know the item again."""
    texts = {f"{OWN}ROOM-{code.upper()}": text for code, text in item.room.root.items()}
    texts |= {f"{OWN}MEETING-{code.upper()}": text for code, text in item.meeting_point.root.items()}
    return {
        f"{OWN}ID": item.id,
        f"{OWN}KIND": item.kind.value,
        f"{OWN}VENUE": item.venue,
        f"{OWN}TRACK": item.track,
        f"{OWN}SPEAKERS": SPEAKERS_JOINED_BY.join(item.speakers),
        **texts,
    }


def place_of(item: Item, event: Event) -> str:
    """The room and the venue's name, as far as they are known."""
    venue = event.venues_by_id.get(item.venue)
    parts = (item.room.best(event.language), venue.name.best(event.language) if venue else item.venue)
    return ", ".join(part for part in parts if part)


def _description(item: Item, event: Event) -> str:
    parts = (
        item.summary.best(event.language),
        SPEAKERS_JOINED_BY.join(item.speakers),
        item.meeting_point.best(event.language),
    )
    return "\n\n".join(part for part in parts if part)
