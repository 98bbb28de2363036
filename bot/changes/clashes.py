"""Items that a change puts in each other's way. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from knowledge.diff import Change, ChangeKind
from knowledge.event import EVERYONE, Event, Item, ItemKind
from knowledge.overlap import at_once, choices, expected_at_both, open_to_all, parallel, same_room

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
    found = list(_pairs(new, changed))
    chosen = choices(old.items) if found else frozenset()
    fresh = (pair for pair in found if not _clashed(old, pair, chosen))
    return tuple(sorted(fresh, key=lambda pair: (pair.one.id, pair.other.id)))


def _clashed(event: Event, pair: Clash, chosen: Collection[str]) -> bool:
    """Whether the two were in each other's way before."""
    one, other = (event.items_by_id.get(item.id) for item in pair)
    if one is None or other is None or one.cancelled or other.cancelled:
        return False
    return one.start < other.end and other.start < one.end and _collide(one, other, chosen, event)


def _could_clash(change: Change) -> bool:
    if change.before is None or change.after is None or change.kind is ChangeKind.ADDED:
        return True
    return any(getattr(change.before, name) != getattr(change.after, name) for name in _MATTERS)


def _pairs(event: Event, changed: Collection[str]) -> Iterator[Clash]:
    """Clashing pairs one of which changed, each once: only items that share a room or a named part of their audience, or
    one of which is for everyone, can be in each other's way."""
    if not changed:
        return
    chosen, seen = choices(event.items), set[tuple[str, str]]()
    for items in _together(event.items):
        for pair in at_once(items):
            one, other = sorted(pair, key=lambda side: side.id)
            if (one.id not in changed and other.id not in changed) or (one.id, other.id) in seen:
                continue
            seen.add((one.id, other.id))
            if _collide(one, other, chosen, event):
                yield Clash(one, other)


def _together(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    shared: dict[object, list[Item]] = {}
    for item in items:
        for part in (*item.audience, *((item.venue, text) for text in item.room.all())):
            shared.setdefault(part, []).append(item)
    return [items] if EVERYONE in shared else shared.values()


def _collide(one: Item, other: Item, chosen: Collection[str], event: Event) -> bool:
    """Whether two items at once are in each other's way: in one room, or for people who are expected at both."""
    return same_room(one, other) or bool(expected_at_both(one, other)) or _draws_away(one, other, chosen, event)


def _draws_away(one: Item, other: Item, chosen: Collection[str], event: Event) -> bool:
    """Whether one of them is for everyone, who are not to choose among parallel sessions. Where nobody is invited in
    particular, items at once are meant to be."""
    if not event.delegations or ItemKind.FREE in (one.kind, other.kind):
        return False
    everyones = [item for item in (one, other) if open_to_all(item)]
    if len(everyones) == 2:
        return not parallel(one, other)
    return any(item.id not in chosen for item in everyones)
