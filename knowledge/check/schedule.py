"""Rules about times, places and people of the programme. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from knowledge.check.finding import held, look, mend, named
from knowledge.event import EVERYONE, PERSON_PREFIX, Item, ItemKind
from knowledge.overlap import choices
from knowledge.packs.model import Pack, Problem

_STAYS = frozenset({ItemKind.FREE, ItemKind.TRANSFER})
"""Kinds that need no travel before them: nobody has to be anywhere, or the item is the travel."""
_GATHERED = frozenset({ItemKind.TRANSFER, ItemKind.VISIT})
"""Kinds that begin where people are fetched."""


def outside_the_event(pack: Pack) -> Iterator[Problem]:
    """Items on days that are not the event's, when the event says its days."""
    event = pack.event
    if event.start is None or event.end is None:
        return
    for item in held(event):
        if not event.start <= event.day(item.start) <= event.end:
            days = f"{event.start.isoformat()} – {event.end.isoformat()}"
            yield mend("outside_event", pack.place("item", item.id), item=named(item, event), days=days)


def unknown_references(pack: Pack) -> Iterator[Problem]:
    """Venues, delegations and people that are named and stand in no list."""
    event = pack.event
    people = {person.id for person in pack.people}
    for item in event.items:
        if item.venue and item.venue not in event.venues_by_id:
            yield mend("unknown_venue", pack.place("item", item.id), venue=item.venue)
        for one in item.audience:
            person = one.startswith(PERSON_PREFIX) and one.removeprefix(PERSON_PREFIX) in people
            if one != EVERYONE and one not in event.delegations_by_id and not person:
                yield mend("unknown_audience", pack.place("item", item.id), audience=one)
    for invitee in pack.people:
        if invitee.delegation and invitee.delegation not in event.delegations_by_id:
            yield mend("unknown_delegation", pack.place("person", invitee.id), delegation=invitee.delegation)
    for way in event.travel:
        for venue in (way.origin, way.destination):
            if venue not in event.venues_by_id:
                yield mend("unknown_venue", pack.place("way", f"{way.origin} → {way.destination}"), venue=venue)


def too_little_travel(pack: Pack) -> Iterator[Problem]:
    """Consecutive items of a delegation, of a person, or of everyone where there is no delegation, with less time between
    them than the way takes. Whoever chooses among parallel sessions may choose the nearer one."""
    event, chosen = pack.event, choices(pack.event.items)
    pairs = {pair: None for agenda in _agendas(pack) for pair in pairwise(item.id for item in agenda if item.venue)}
    for one, other in ((event.items_by_id[first], event.items_by_id[second]) for first, second in pairs):
        minutes = event.minutes_between(one.venue, other.venue)
        gap = int((other.start - one.end).total_seconds() // 60)
        if one.kind is ItemKind.TRANSFER or other.kind in _STAYS or {one.id, other.id} <= chosen:
            continue
        if minutes is not None and 0 <= gap < minutes:
            names = {"item": named(one, event), "other": named(other, event)}
            yield look("travel", pack.place("item", other.id), gap=str(gap), minutes=str(minutes), **names)


def _agendas(pack: Pack) -> Iterator[tuple[Item, ...]]:
    event = pack.event
    named = {part for item in event.items for part in item.audience}
    yield from (event.agenda(delegation.id) for delegation in event.delegations)
    for person in pack.people:
        if PERSON_PREFIX + person.id in named:
            yield event.agenda(person.delegation, person.id)
    if not event.delegations:
        yield event.agenda("")


def missing_places(pack: Pack) -> Iterator[Problem]:
    """Items without a place, transfers and visits without a meeting point, venues without what a driver or a map needs."""
    event = pack.event
    for item in held(event):
        if item.kind is not ItemKind.FREE and not item.venue and not item.room:
            yield look("no_venue", pack.place("item", item.id), item=named(item, event))
        if item.kind in _GATHERED and not item.meeting_point:
            yield look("no_meeting_point", pack.place("item", item.id), item=named(item, event))
    for venue in event.venues:
        if event.local_language and not venue.address.get(event.local_language):
            yield look("no_address", pack.place("venue", venue.id), language=event.local_language)
        if venue.latitude is None or venue.longitude is None:
            yield look("no_coordinates", pack.place("venue", venue.id))


def missing_contacts(pack: Pack) -> Iterator[Problem]:
    """Nobody to call."""
    event = pack.event
    if event.delegations and not event.contacts:
        yield look("no_contacts", "event.toml")
    for delegation in event.delegations:
        if not delegation.host and not delegation.liaison:
            yield look("no_liaison", pack.place("delegation", delegation.id))
