"""Quick edits: each makes a new programme out of the live one. Pure. NotFound names what does not exist."""

from datetime import datetime, timedelta

from bot.errors import Conflict, NotFound
from knowledge.event import Event, Item, ItemStatus, LocalizedText


def find(event: Event, item: str) -> Item:
    """The item with that id."""
    if found := event.items_by_id.get(item):
        return found
    raise NotFound(f'there is no item "{item}" on the programme')


def _replace(event: Event, *changed: Item) -> Event:
    new = {item.id: item for item in changed}
    return event.with_items([new.get(item.id, item) for item in event.items])


def delay(event: Event, item: str, by: timedelta) -> Event:
    """Begin and end later, or earlier when negative."""
    found = find(event, item)
    return _replace(event, found.model_copy(update={"start": found.start + by, "end": found.end + by}))


def move(event: Event, item: str, *, start: datetime | None = None, venue: str = "", room: str = "") -> Event:
    """Another time (keeping the length), venue or room. An aware `start`, or a naive one in the event's zone."""
    found = find(event, item)
    update: dict[str, object] = {}
    if start is not None:
        start = start if start.tzinfo else start.replace(tzinfo=event.zone)
        update |= {"start": start, "end": start + found.length}
    if venue:
        if venue not in event.venues_by_id:
            raise NotFound(f'there is no venue "{venue}"; known: {", ".join(event.venues_by_id)}')
        update |= {"venue": venue, "room": LocalizedText({})}
    if room:
        update["room"] = LocalizedText(dict.fromkeys(event.languages, room))
    return _replace(event, Item.model_validate({**dict(found), **update}))


def swap_rooms(event: Event, one: str, other: str) -> Event:
    """Each takes place where the other was to."""
    a, b = find(event, one), find(event, other)
    places = ("venue", "room", "meeting_point")
    return _replace(
        event,
        a.model_copy(update={name: getattr(b, name) for name in places}),
        b.model_copy(update={name: getattr(a, name) for name in places}),
    )


def cancel(event: Event, item: str) -> Event:
    """It does not take place; it stays on the programme as cancelled, since people still ask about it."""
    found = find(event, item)
    if found.cancelled:
        raise Conflict(f'"{item}" is cancelled already')
    return _replace(event, found.model_copy(update={"status": ItemStatus.CANCELLED}))


def add(event: Event, item: Item) -> Event:
    """One more item."""
    if item.id in event.items_by_id:
        raise Conflict(f'an item "{item.id}" is on the programme already; choose another id')
    return event.with_items((*event.items, item))


def free_id(wanted: str, event: Event) -> str:
    """The id itself, or with a number when an item goes by it."""
    found, number = wanted, 2
    while found in event.items_by_id:
        found, number = f"{wanted}-{number}", number + 1
    return found
