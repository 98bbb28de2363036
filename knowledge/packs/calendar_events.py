"""The events of an iCalendar file as plain values; run in the guarded subprocess when they recur."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

MOST_OCCURRENCES = 5_000
LONGEST_RECURRENCE = timedelta(days=400)
"""An endless recurrence is spelled out for this long."""
OWN = "X-DELEGATE-"
"""Begins the names of the properties that only this product writes."""

SPEAKERS_JOINED_BY = "; "


def parse(path: Path) -> dict[str, Any]:
    """The events of the file; raises ValueError when it is not iCalendar."""
    return events_in(path.read_bytes())


def events_in(data: bytes) -> dict[str, Any]:
    """{"name", "zone", "events", "broken", "endless", "others"} of the calendars in the data; an event is {"uid", "title",
    "start", "end", "place", "summary", "status", "track", "url", "zone", "own"}, all texts; "zone" is one its start names
    and nobody knows, "endless" are titles of recurrences that were cut off, "others" counts what is no event; start and end are ISO 8601, with an offset unless
    they float, and days when whole days are meant. Raises ValueError when it is not iCalendar."""
    import icalendar

    try:
        calendars = icalendar.Calendar.from_ical(_text_of(data), multiple=True)
        events = [one for calendar in calendars for one in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(_short(error)) from error
    broken: list[str] = []
    endless: list[str] = []
    others = Counter(one.name for c in calendars for one in c.walk() if one.name in ("VTODO", "VJOURNAL"))
    return {
        "endless": endless,
        "others": dict(others),
        "name": next((name for c in calendars if (name := _text(c, "X-WR-CALNAME") or _text(c, "NAME"))), ""),
        "zone": _zone(calendars, events),
        "events": list(_spelled_out(events, broken, endless)),
        "broken": broken,
    }


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _zone(calendars: Iterable[Any], events: Iterable[Any]) -> str:
    """The calendar's own zone, else the one that most of its times name; "" when it has floating times only."""
    stated = (_text(calendar, "X-WR-TIMEZONE") or _text(calendar, "TIMEZONE-ID") for calendar in calendars)
    if zone := next(filter(None, stated), ""):
        return zone
    starts = [_value(event, "DTSTART") for event in events]
    zones = [start.tzinfo for start in starts if isinstance(start, datetime) and start.tzinfo]
    keys = Counter(key for zone in zones if (key := getattr(zone, "key", "")) and key not in ("UTC", "Etc/UTC"))
    return keys.most_common(1)[0][0] if keys else ("UTC" if zones else "")


def _spelled_out(events: list[Any], broken: list[str], endless: list[str]) -> Iterator[dict[str, Any]]:
    changing = ("RRULE", "RDATE", "RECURRENCE-ID")
    recurring = {uid for event in events if (uid := _text(event, "UID")) and any(name in event for name in changing)}
    done: set[str] = set()
    for event in events:
        uid = _text(event, "UID")
        if uid not in recurring:
            yield _plain(event, uid)
        elif uid not in done:
            done.add(uid)
            yield from _occurrences([one for one in events if _text(one, "UID") == uid], uid, broken, endless)


def _occurrences(series: list[Any], uid: str, broken: list[str], endless: list[str]) -> Iterator[dict[str, Any]]:
    """The single events of a recurrence, each named by the UID and its own start."""
    import icalendar
    import recurring_ical_events

    calendar = icalendar.Calendar()
    for event in series:
        calendar.add_component(event)
    starts = [start for event in series if (start := _value(event, "DTSTART"))]
    try:
        last = min(_naive(start) for start in starts) + LONGEST_RECURRENCE
        for number, found in enumerate(recurring_ical_events.of(calendar).after(_naive(min(starts, key=_naive)))):
            if number >= MOST_OCCURRENCES or _naive(_value(found, "DTSTART")) > last:
                endless.append(_text(series[0], "SUMMARY"))
                break
            yield _plain(found, f"{uid}-{_naive(_value(found, 'DTSTART')):%Y%m%dT%H%M}")
    except Exception as error:  # the library raises many kinds on malformed rules
        broken.append(_short(error))
        yield from (_plain(event, "") for event in series)


def _naive(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return datetime.combine(value, time(0))


def _plain(event: Any, uid: str) -> dict[str, Any]:
    start, end, length = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if end is None and isinstance(length, timedelta) and start is not None:
        end = (start if isinstance(start, datetime) else _naive(start)) + length
    if end is None and start is not None and not isinstance(start, datetime):
        end = start + timedelta(days=1)
    own = {str(name)[len(OWN) :]: _text(event, name) for name in event if str(name).startswith(OWN)}
    texts = {"title": "SUMMARY", "place": "LOCATION", "summary": "DESCRIPTION", "status": "STATUS", "url": "URL"}
    return {
        **{key: _text(event, name) for key, name in texts.items()},
        "uid": uid,
        "start": start.isoformat() if start is not None else "",
        "end": end.isoformat() if end is not None else "",
        "track": _categories(event),
        "zone": _unknown_zone(event, start),
        "own": own,
    }


def _value(event: Any, name: str) -> Any:
    found = event.get(name)
    found = found[0] if isinstance(found, list) and found else found
    try:
        value = getattr(found, "dt", None)
    except Exception:  # the library's own kinds for what it could not parse
        return None
    return value if isinstance(value, (date, timedelta)) else None


def _unknown_zone(event: Any, start: Any) -> str:
    """The zone that the start names, when it was read without one."""
    named = str(getattr(event.get("DTSTART"), "params", {}).get("TZID", ""))
    return named if isinstance(start, datetime) and start.tzinfo is None else ""


def _text(component: Any, name: str) -> str:
    found = component.get(name)
    found = found[0] if isinstance(found, list) and found else found
    return str(found).strip() if found is not None else ""


def _categories(event: Any) -> str:
    found = event.get("CATEGORIES")
    groups = found if isinstance(found, list) else [found] if found is not None else []
    return ", ".join(str(name).strip() for group in groups for name in getattr(group, "cats", [group]))
