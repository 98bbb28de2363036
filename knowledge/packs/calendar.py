"""iCalendar files: events with recurrences spelled out, whatever their UIDs are worth."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.errors import PackError
from knowledge.event import Event, LocalizedText
from knowledge.packs.cells import decode, read_bytes
from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.problems import Code, Report

MOST_OCCURRENCES = 10_000
LONGEST_RECURRENCE = timedelta(days=400)
"""An endless recurrence is spelled out for this long after the last event that has an end."""


def read_calendar(path: Path, where: str, event: Event, report: Report) -> Schedule:
    """The calendar's events. Raises PackError when the file is not iCalendar or holds no event."""
    import icalendar

    text = decode(read_bytes(path), where, report)
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
        events = [one for calendar in calendars for one in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise PackError(f"{where} is not a valid iCalendar file ({_short(error)}); export it again.") from error
    if not events:
        raise PackError(f"{where} holds no event; export the calendar again.")
    zone = _zone(calendars)
    entries = tuple(_entries(events, calendars, where, zone or event.timezone, event.language, report))
    return Schedule(
        entries=entries, name=_text(calendars[0], "X-WR-CALNAME") or _text(calendars[0], "NAME"), timezone=zone
    )


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _zone(calendars: Iterable[Any]) -> str:
    """The calendar's own zone, else the one that most of its times name; "" when it only has UTC or floating times."""
    for calendar in calendars:
        if stated := _text(calendar, "X-WR-TIMEZONE") or _text(calendar, "TIMEZONE-ID"):
            return stated
    keys = Counter(
        key
        for calendar in calendars
        for event in calendar.walk("VEVENT")
        if (key := getattr(getattr(_value(event, "DTSTART"), "tzinfo", None), "key", ""))
    )
    named = [key for key, _ in keys.most_common() if key not in ("UTC", "Etc/UTC")]
    return named[0] if named else ("UTC" if keys else "")


def _entries(
    events: list[Any], calendars: list[Any], where: str, zone: str, language: str, report: Report
) -> Iterator[Entry]:
    uids = Counter((_text(event, "UID"), str(_value(event, "RECURRENCE-ID"))) for event in events)
    recurring = {
        _text(event, "UID") for event in events if "RRULE" in event or "RDATE" in event or "RECURRENCE-ID" in event
    }
    for number, event in enumerate(events, 1):
        uid = _text(event, "UID")
        if uid in recurring and uid:
            continue
        unique = uids[(uid, str(None))] == 1
        if entry := _entry(event, f"{where}, event {number}", uid if unique else "", zone, language, report):
            yield entry
    for uid in sorted(filter(None, recurring)):
        yield from _occurrences([e for e in events if _text(e, "UID") == uid], uid, where, zone, language, report)


def _occurrences(series: list[Any], uid: str, where: str, zone: str, language: str, report: Report) -> Iterator[Entry]:
    """The single events of a recurrence, each with an id made of the UID and its own start."""
    import icalendar
    import recurring_ical_events

    calendar = icalendar.Calendar()
    for event in series:
        calendar.add_component(event)
    first = min(_moment(_value(event, "DTSTART"), zone) for event in series)
    try:
        found = recurring_ical_events.of(calendar, skip_bad_series=False).between(first, first + LONGEST_RECURRENCE)
    except Exception as error:  # the library raises many kinds on malformed rules
        report.error(Code.BAD_VALUE, f"{where}, event {uid}", field="RRULE", value="", reason=_short(error))
        found = series
    for occurrence in found[:MOST_OCCURRENCES]:
        start = _moment(_value(occurrence, "DTSTART"), zone)
        name = f"{uid}-{start:%Y%m%dT%H%M}"
        if entry := _entry(occurrence, f"{where}, event {uid}", name, zone, language, report):
            yield entry


def _entry(event: Any, where: str, uid: str, zone: str, language: str, report: Report) -> Entry | None:
    start = _value(event, "DTSTART")
    title = LocalizedText.of(language, _text(event, "SUMMARY"))
    if start is None:
        report.error(Code.NO_START, where, title=title.best())
        return None
    if not title:
        report.warn(Code.NO_TITLE, where)
    if not isinstance(start, datetime):
        report.warn(Code.ALL_DAY, where, title=title.best(), date=start)
    return Entry(
        where=where,
        title=title,
        start=_moment(start, zone),
        end=_end(event, start, zone),
        id=uid,
        status=_text(event, "STATUS"),
        summary=LocalizedText.of(language, _text(event, "DESCRIPTION")),
        room=LocalizedText.of(language, _text(event, "LOCATION")),
        track=_categories(event),
        url=_text(event, "URL"),
    )


def _end(event: Any, start: date, zone: str) -> datetime | None:
    end, length = _value(event, "DTEND"), _value(event, "DURATION")
    if end is not None:
        return _moment(end, zone)
    if isinstance(length, timedelta):
        return _moment(start, zone) + length
    return None if isinstance(start, datetime) else _moment(start + timedelta(days=1), zone)


def _moment(value: Any, zone: str) -> datetime:
    """Aware; floating times and whole days are on the event's clocks."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))


def _value(event: Any, name: str) -> Any:
    found = event.get(name)
    found = found[0] if isinstance(found, list) and found else found
    return getattr(found, "dt", None)


def _text(component: Any, name: str) -> str:
    found = component.get(name)
    found = found[0] if isinstance(found, list) and found else found
    return str(found).strip() if found is not None else ""


def _categories(event: Any) -> str:
    found = event.get("CATEGORIES")
    groups = found if isinstance(found, list) else [found] if found is not None else []
    return ", ".join(str(name).strip() for group in groups for name in getattr(group, "cats", [group]))
