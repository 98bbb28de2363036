"""Items that share time, and which of them are in each other's way. Pure."""

from collections.abc import Iterable, Iterator

from knowledge.event import EVERYONE, Item, ItemKind


def at_once(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Pairs that share time; `items` in order of start, cancelled ones left out."""
    running: list[Item] = []
    for item in items:
        if item.cancelled:
            continue
        running = [one for one in running if one.end > item.start]
        yield from ((one, item) for one in running if item.end > item.start)
        running.append(item)


def open_to_all(item: Item) -> bool:
    """Whether the item is for everyone."""
    return EVERYONE in item.audience


def parallel(one: Item, other: Item) -> bool:
    """Whether two items at once are parallel sessions: both open to everyone, who choose between two places."""
    places = {(item.venue, *item.room.all()) for item in (one, other)}
    sessions = one.kind is other.kind is ItemKind.SESSION
    return sessions and open_to_all(one) and open_to_all(other) and len(places) == 2 and all(map(any, places))


def choices(items: Iterable[Item]) -> frozenset[str]:
    """The ids of sessions that run parallel to another: nobody in particular is expected at any of them."""
    sessions = (item for item in items if item.kind is ItemKind.SESSION and open_to_all(item))
    return frozenset(item.id for pair in at_once(sessions) if parallel(*pair) for item in pair)


def expected_at_both(one: Item, other: Item) -> tuple[str, ...]:
    """The delegations and people whom both items name; free time keeps nobody."""
    named = tuple(part for part in one.audience if part in other.audience and part != EVERYONE)
    return named if ItemKind.FREE not in (one.kind, other.kind) else ()


def same_room(one: Item, other: Item) -> bool:
    """Whether both take place in one room."""
    return bool(one.room) and (one.venue, one.room) == (other.venue, other.room)
