"""Items that a change puts in each other's way. Pure."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from knowledge.diff import Change, ChangeKind
from knowledge.event import EVERYONE, Event, Item

_MATTERS = ("start", "end", "venue", "room", "audience")


class Clash(NamedTuple):
    """Two items at once, for the same people or in the same room."""

    one: Item
    other: Item

    def __str__(self) -> str:
        return f"{self.one.id} / {self.other.id}"


def clashes(old: Event, new: Event, changes: Sequence[Change]) -> tuple[Clash, ...]:
    """The pairs that are in each other's way in the new programme and were not in the old."""
    changed = {change.item.id for change in changes if _could_clash(change)}
    found = (pair for pair in _pairs(new, changed) if not _clashed(old, pair))
    return tuple(sorted(found, key=lambda pair: (pair.one.id, pair.other.id)))


def _could_clash(change: Change) -> bool:
    if change.before is None or change.after is None or change.kind is ChangeKind.ADDED:
        return True
    return any(getattr(change.before, name) != getattr(change.after, name) for name in _MATTERS)


def _pairs(event: Event, changed: Collection[str]) -> Iterator[Clash]:
    """Clashing pairs one of which changed; `event.items` are in order of start."""
    running: list[Item] = []
    for item in event.items if changed else ():
        if item.cancelled:
            continue
        running = [one for one in running if one.end > item.start]
        for one in running:
            if (item.id in changed or one.id in changed) and _collide(one, item, event):
                yield Clash(*sorted((one, item), key=lambda side: side.id))
        running.append(item)


def _clashed(old: Event, pair: Clash) -> bool:
    one, other = old.items_by_id.get(pair.one.id), old.items_by_id.get(pair.other.id)
    return (
        one is not None and other is not None and not (one.cancelled or other.cancelled) and _collide(one, other, old)
    )


def _collide(one: Item, other: Item, event: Event) -> bool:
    return (
        one.start < other.end
        and other.start < one.end
        and (_share_people(one, other, event) or _share_room(one, other))
    )


def _share_people(one: Item, other: Item, event: Event) -> bool:
    """Where nobody is invited in particular, parallel items are meant to be."""
    if not event.delegations:
        return False
    return EVERYONE in (*one.audience, *other.audience) or not set(one.audience).isdisjoint(other.audience)


def _share_room(one: Item, other: Item) -> bool:
    return bool(one.room) and (one.venue, one.room) == (other.venue, other.room)
