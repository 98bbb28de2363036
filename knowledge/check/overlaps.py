"""Rules about items at once: an error for a room, or for whom both items name; parallel sessions are none. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from knowledge.check.finding import held, look, mend, named
from knowledge.event import EVERYONE, PERSON_PREFIX, Item, ItemKind
from knowledge.overlap import at_once, choices, expected_at_both, open_to_all, parallel, same_room
from knowledge.packs.model import Pack, Problem


def overlaps_in_rooms(pack: Pack) -> Iterator[Problem]:
    """Two items at once in one room."""
    event = pack.event
    rooms: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in held(event):
        if room := item.room.best(event.language):
            rooms[(item.venue, room)].append(item)
    for (_, room), items in rooms.items():
        for one, other in at_once(items):
            names = {"item": named(one, event), "other": named(other, event), "room": room}
            yield mend("room_overlap", pack.place("item", other.id), **names)


def overlaps_for_the_named(pack: Pack) -> Iterator[Problem]:
    """Two items at once that both name the same delegation or person."""
    event = pack.event
    for one, other in at_once(event.items):
        if shared := expected_at_both(one, other):
            names = {"item": named(one, event), "other": named(other, event), "delegation": _who(shared)}
            yield mend("overlap", pack.place("item", other.id), **names)


def overlaps_beside(pack: Pack) -> Iterator[Problem]:
    """An item for some while they are also expected elsewhere: at the only item for everyone, or, for one person, with
    the delegation. Where everyone chooses between parallel sessions, nobody is missed."""
    event, chosen = pack.event, choices(pack.event.items)
    homes = {PERSON_PREFIX + person.id: person.delegation for person in pack.people}
    for one, other in at_once(event.items):
        some, rest = (other, one) if open_to_all(one) else (one, other)
        if open_to_all(some) or ItemKind.FREE in (one.kind, other.kind) or expected_at_both(one, other):
            continue
        if open_to_all(rest):
            missed = frozenset(some.audience) if rest.id not in chosen else frozenset()
        else:
            missed = _away(some, rest, homes) | _away(rest, some, homes)
        if missed:
            names = {"item": named(some, event), "other": named(rest, event), "delegation": _who(missed)}
            yield look("overlap_beside", pack.place("item", some.id), **names)


def _away(own: Item, shared: Item, homes: dict[str, str]) -> frozenset[str]:
    """The people whom one item names while their delegation is at the other."""
    return frozenset(one for one in own.audience if homes.get(one) and homes[one] in shared.audience)


def overlaps_for_everyone(pack: Pack) -> Iterator[Problem]:
    """One note, however many there are, about items for everyone at once that are no parallel sessions."""
    event = pack.event
    pairs = [
        (one, other)
        for one, other in at_once(item for item in event.items if open_to_all(item) and item.kind is not ItemKind.FREE)
        if event.delegations and not parallel(one, other) and not same_room(one, other)
    ]
    if pairs:
        one, other = pairs[0]
        names = {"count": str(len(pairs)), "item": named(one, event), "other": named(other, event)}
        yield look("open_overlap", pack.place("item", other.id), **names)


def _who(parts: Iterable[str]) -> str:
    first, *others = sorted(part.removeprefix(PERSON_PREFIX) for part in parts if part != EVERYONE)
    return f"{first} (+{len(others)})" if others else first
