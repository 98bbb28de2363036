"""A pack as schedule.json: the public layout, and beside it an extension that holds what the layout cannot."""

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from knowledge.event import Event, Item
from knowledge.packs.calendar_writer import place_of
from knowledge.packs.model import Pack

EXTENSION = "x-pack"
NOWHERE = "-"
"""The room of items that have none: the layout files every event under a room."""


def write_json(pack: Pack) -> bytes:
    """The pack, its people included; the extension repeats it whole, so that reading gives back exactly what was written."""
    event = pack.event
    extension = {
        "event": event.model_dump(mode="json", exclude={"items"}),
        "items": {guid_of(item, event): item.model_dump(mode="json") for item in event.items},
        **pack.model_dump(mode="json", include={"documents", "approved", "people"}),
    }
    schedule = {"version": "1", "conference": _conference(event), EXTENSION: extension}
    return json.dumps({"schedule": schedule}, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def guid_of(item: Item, event: Event) -> str:
    """The item's id when it is a UUID, else one that always comes out the same for this item of this event."""
    try:
        return str(UUID(item.id))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, f"{event.id}/{item.id}"))


def _conference(event: Event) -> dict[str, Any]:
    days = days_of(event)
    return {
        "acronym": acronym(event.id),
        "title": event.name.best(event.language),
        "start": (days[0] if days else date(1970, 1, 1)).isoformat(),
        "end": (days[-1] if days else date(1970, 1, 1)).isoformat(),
        "daysCount": len(days),
        "timeslot_duration": "00:05",
        "time_zone_name": event.timezone,
        "rooms": [
            {"name": room, "guid": str(uuid5(NAMESPACE_URL, f"{event.id}/room/{room}"))} for room in _rooms(event)
        ],
        "days": [_day(day, index, event) for index, day in enumerate(days, 1)],
    }


def acronym(name: str) -> str:
    """The id in the characters that the layout allows."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").ljust(4, "_")


def days_of(event: Event) -> list[date]:
    """Every day with an item, and the event's own."""
    return sorted({event.day(item.start) for item in event.items} | set(event.days()))


def _rooms(event: Event) -> list[str]:
    return list(dict.fromkeys(room_of(item, event) for item in event.items))


def room_of(item: Item, event: Event) -> str:
    """What the layout calls a room."""
    return item.room.best(event.language) or place_of(item, event) or NOWHERE


def _day(day: date, index: int, event: Event) -> dict[str, Any]:
    start = datetime.combine(day, time(0), tzinfo=event.zone)
    rooms: dict[str, list[dict[str, Any]]] = {}
    for number, item in enumerate(event.items, 1):
        if event.day(item.start) == day:
            rooms.setdefault(room_of(item, event), []).append(public_event(item, event, number))
    end = datetime.combine(day, time(23, 59, 59), tzinfo=event.zone)
    return {
        "index": index,
        "date": str(day),
        "day_start": start.isoformat(),
        "day_end": end.isoformat(),
        "rooms": rooms,
    }


def public_event(item: Item, event: Event, number: int = 1) -> dict[str, Any]:
    """The item as the layout has it; texts in the event's language where there is one."""
    start = event.local(item.start)
    said: dict[str, Any] = {
        "id": number,
        "guid": guid_of(item, event),
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "duration": duration(item.length),
        "room": room_of(item, event),
        "slug": f"{acronym(event.id)}-{number}-{acronym(item.id)}"[:80].rstrip("_-"),
        "url": item.url,
        "title": item.title.best(event.language),
        "subtitle": "",
        "track": item.track,
        "type": item.kind.value,
        "language": event.language,
        "abstract": item.summary.best(event.language),
        "description": "",
        "persons": [{"id": n, "name": name, "public_name": name} for n, name in enumerate(item.speakers, 1)],
        "links": [],
    }
    return said


def duration(length: timedelta) -> str:
    """Hours and minutes, rounded down: "01:30"."""
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
