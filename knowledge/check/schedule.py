"""Rules about times, places and people of the programme. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from knowledge.event import EVERYONE, PERSON_PREFIX, Event, Item, ItemKind
from knowledge.localize import short_day, span
from knowledge.packs.model import Pack, Problem, Severity

_STAYS = frozenset({ItemKind.FREE, ItemKind.TRANSFER})
"""Kinds that need no travel before them: nobody has to be anywhere, or the item is the travel."""


def _where(item: Item) -> str:
    return f"programme, {item.id}"


def _problem(code: str, severity: Severity, where: str, **params: str) -> Problem:
    return Problem(code=code, severity=severity, where=where, params=params)


def _named(item: Item, event: Event) -> str:
    local = event.local(item.start)
    when = f"{short_day(local.date(), 'en')} {span(local, event.local(item.end), 'en')}"
    return f"{item.title.best(event.language)} ({when})"


def _held(event: Event) -> list[Item]:
    return [item for item in event.items if not item.cancelled]


def outside_the_event(pack: Pack) -> Iterator[Problem]:
    """Items on days that are not the event's, when the event says its days."""
    event = pack.event
    if event.start is None or event.end is None:
        return
    for item in _held(event):
        if not event.start <= event.day(item.start) <= event.end:
            days = f"{event.start.isoformat()} – {event.end.isoformat()}"
            yield _problem("outside_event", Severity.ERROR, _where(item), item=_named(item, event), days=days)


def unknown_references(pack: Pack) -> Iterator[Problem]:
    """Venues, delegations and people that are named and stand in no list."""
    event = pack.event
    people = {person.id for person in pack.people}
    for item in event.items:
        if item.venue and item.venue not in event.venues_by_id:
            yield _problem("unknown_venue", Severity.ERROR, _where(item), venue=item.venue)
        for one in item.audience:
            known = one == EVERYONE or one in event.delegations_by_id or one.removeprefix(PERSON_PREFIX) in people
            if not known:
                yield _problem("unknown_audience", Severity.ERROR, _where(item), audience=one)
    for person in pack.people:
        if person.delegation and person.delegation not in event.delegations_by_id:
            where = f"delegates.csv, {person.id}"
            yield _problem("unknown_delegation", Severity.ERROR, where, delegation=person.delegation)
    for way in event.travel:
        for venue in (way.origin, way.destination):
            if venue not in event.venues_by_id:
                yield _problem("unknown_venue", Severity.ERROR, "travel.csv", venue=venue)


def overlaps_for_people(pack: Pack) -> Iterator[Problem]:
    """Two items at once for the same delegation. Programmes with parallel tracks, where everyone is invited to all of it,
    overlap by design: there only items for named delegations count."""
    event = pack.event
    if not event.delegations:
        return
    seen: set[tuple[str, str]] = set()
    for delegation in event.delegations:
        for one, other in _overlapping(event.agenda(delegation.id)):
            if (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                names = {"item": _named(one, event), "other": _named(other, event), "delegation": delegation.id}
                yield _problem("overlap", Severity.ERROR, _where(one), **names)


def overlaps_in_rooms(pack: Pack) -> Iterator[Problem]:
    """Two items at once in one room."""
    event = pack.event
    rooms: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in _held(event):
        if room := item.room.best(event.language):
            rooms[(item.venue, room)].append(item)
    for (_, room), items in rooms.items():
        for one, other in _overlapping(items):
            names = {"item": _named(one, event), "other": _named(other, event), "room": room}
            yield _problem("room_overlap", Severity.WARNING, _where(one), **names)


def _overlapping(items: Iterable[Item]) -> Iterator[tuple[Item, Item]]:
    """Pairs that share time; `items` in order of start."""
    running: list[Item] = []
    for item in items:
        running = [one for one in running if one.end > item.start]
        yield from ((one, item) for one in running if item.end > item.start)
        running.append(item)


def too_little_travel(pack: Pack) -> Iterator[Problem]:
    """Consecutive items of a delegation with less time between them than the way takes."""
    event, seen = pack.event, set[tuple[str, str]]()
    for delegation in event.delegations:
        agenda = [item for item in event.agenda(delegation.id) if item.venue]
        for one, other in pairwise(agenda):
            minutes = event.minutes_between(one.venue, other.venue)
            gap = int((other.start - one.end).total_seconds() // 60)
            if ItemKind.TRANSFER in (one.kind, other.kind) or other.kind in _STAYS or (one.id, other.id) in seen:
                continue
            if minutes is not None and 0 <= gap < minutes:
                seen.add((one.id, other.id))
                names = {"item": _named(one, event), "other": _named(other, event)}
                yield _problem("travel", Severity.WARNING, _where(other), gap=str(gap), minutes=str(minutes), **names)


def missing_places(pack: Pack) -> Iterator[Problem]:
    """Items without a place, transfers without a meeting point, venues without what a driver or a map needs."""
    event = pack.event
    for item in _held(event):
        if item.kind is not ItemKind.FREE and not item.venue and not item.room:
            yield _problem("no_venue", Severity.WARNING, _where(item), item=_named(item, event))
        if item.kind is ItemKind.TRANSFER and not item.meeting_point:
            yield _problem("no_meeting_point", Severity.WARNING, _where(item), item=_named(item, event))
    for venue in event.venues:
        if event.local_language and not venue.address.get(event.local_language):
            yield _problem("no_address", Severity.WARNING, f"venues, {venue.id}", language=event.local_language)
        if venue.latitude is None or venue.longitude is None:
            yield _problem("no_coordinates", Severity.WARNING, f"venues, {venue.id}")


def missing_contacts(pack: Pack) -> Iterator[Problem]:
    """Nobody to call."""
    event = pack.event
    if event.delegations and not event.contacts:
        yield _problem("no_contacts", Severity.WARNING, "event.toml")
    for delegation in event.delegations:
        if not delegation.host and not delegation.liaison:
            yield _problem("no_liaison", Severity.WARNING, f"delegations.csv, {delegation.id}")
