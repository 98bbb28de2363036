"""Who is reminded of what, and when: a function of the programme and of what a person chose. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

from bot.people.model import Delegate
from bot.people.quiet import around, at
from bot.reminders.leads import moment, parse
from knowledge.event import Event, Item, ItemKind

TOGETHER = timedelta(minutes=3)
"""What is due within this time after something else goes with it, as one message."""

MARGIN = timedelta(minutes=5)
"""How long before the quiet hours the last reminders leave, so that they arrive in time."""

PACKING = timedelta(minutes=10)
"""How long before it is time to leave the last reminder of an item comes at the latest."""

SAME_EVENING = timedelta(hours=4)
"""A reminder so long before the quiet hours stands in for one that would fall into them."""

DIGEST_LASTS = timedelta(hours=3)
HOTEL = "hotel"
"""The id of the venue where people wake up, in packs that have one."""

MOVED = " at "
"""Parts a row's lead from the moment it was moved to."""

DAY_PREFIX = "day:"
EVENING, MORNING = "evening", "morning"
STARRED_LEAD = ("15m",)
"""For starred items of a kind the event has no lead times for."""


@dataclass(frozen=True)
class Due:
    """One thing to remind one person of. `item` is an item's id or "day:2026-01-07", `lead` the lead time or the digest,
    `expires_at` when it is pointless: as the item starts. `usual` is the lead's own moment, before anything moved it."""

    item: str
    lead: str
    due_at: datetime
    expires_at: datetime
    usual: datetime

    @property
    def row(self) -> tuple[str, str]:
        """The key of the row that fires it: people for whom it was moved alike share one."""
        moved = "" if self.due_at == self.usual else f"{MOVED}{self.due_at:%Y-%m-%dT%H:%MZ}"
        return self.item, self.lead + moved

    @property
    def occasion(self) -> str:
        """Unique for this lead of this item at this start, whenever it is said."""
        return self.lead if self.digest else f"{self.lead}, {self.expires_at:%Y-%m-%dT%H:%MZ}"

    @property
    def digest(self) -> bool:
        return self.item.startswith(DAY_PREFIX)


def plan(event: Event, person: Delegate) -> tuple[Due, ...]:
    """Everything this person is to be told, earliest first."""
    digests = tuple(_digests(event, person))
    found = [*_reminders(event, person, digests), *digests]
    return _together(sorted(found, key=lambda due: (due.due_at, not due.digest, due.expires_at, due.item, due.lead)))


def agenda(event: Event, person: Delegate) -> tuple[Item, ...]:
    """The person's items, with those they starred."""
    mine = event.agenda(person.delegation, person.id)
    others = set(person.preferences.starred) - {item.id for item in mine}
    starred = [item for one in others if (item := event.items_by_id.get(one)) and not item.cancelled]
    return tuple(sorted((*mine, *starred), key=lambda item: (item.start, item.id))) if starred else mine


def leads_of(event: Event, person: Delegate, item: Item) -> tuple[str, ...]:
    """The lead times that apply to the item: the person's own, else the event's."""
    chosen = person.preferences
    if item.id in chosen.muted or not (chosen.reminders or item.id in chosen.starred):
        return ()
    leads = tuple(chosen.leads[item.kind] if item.kind in chosen.leads else event.reminders.get(item.kind, ()))
    return leads or (STARRED_LEAD if item.id in chosen.starred else ())


def leave_by(event: Event, mine: Sequence[Item], item: Item) -> datetime | None:
    """When to set out for the item: from the place of the day's item before it, or else from the hotel, unless this is
    where the person joins the event. None when nothing is known or needed."""
    if not event.travel:
        return None
    before = (one for one in mine if one.start < item.start and one.end <= item.start)
    return _leave(event, max(before, key=lambda one: (one.end, one.start), default=None), item)


def _leave(event: Event, last: Item | None, item: Item) -> datetime | None:
    """As `leave_by`, from what ended last before the item."""
    if last is None:
        return None
    same_day = event.day(last.start) == event.day(item.start)
    if same_day and last.kind is ItemKind.TRANSFER:
        return None
    origin = last.venue if same_day and last.venue else HOTEL
    minutes = event.minutes_between(origin, item.venue) if item.venue else None
    return item.start - timedelta(minutes=minutes) if minutes else None


def _departures(event: Event, mine: Sequence[Item]) -> Iterable[tuple[Item, datetime | None]]:
    """Each item and when to set out for it, in one pass over the items in order of their start."""
    ending: list[tuple[datetime, datetime, int]] = []
    last: Item | None = None
    entered = 0
    for item in mine:
        if event.travel:
            while mine[entered].start < item.start:
                heappush(ending, (mine[entered].end, mine[entered].start, entered))
                entered += 1
            while ending and ending[0][0] <= item.start:
                one = mine[heappop(ending)[2]]
                last = one if last is None or (one.end, one.start) > (last.end, last.start) else last
        yield item, _leave(event, last, item)


def _reminders(event: Event, person: Delegate, digests: Sequence[Due]) -> Iterable[Due]:
    listed: dict[str, list[Due]] = {}
    for due in digests:
        listed.setdefault(due.item, []).append(due)
    for item, leave in _departures(event, agenda(event, person)):
        yield from _of_item(event, person, item, leave, listed.get(f"{DAY_PREFIX}{event.day(item.start)}", ()))


def _of_item(
    event: Event, person: Delegate, item: Item, leave: datetime | None, listed: Sequence[Due]
) -> Iterable[Due]:
    """The item's reminders, moved out of quiet hours and ahead of the time to leave. `listed` are the digests that say
    it as well."""
    wanted = {
        lead: moment(event, item.start, parsed) for lead in leads_of(event, person, item) if (parsed := parse(lead))
    }
    dues = [Due(item.id, lead, due, item.start, due) for lead, due in sorted(wanted.items(), key=lambda one: one[1])]
    dues = [due for due in dues if due.due_at < item.start]
    if dues and leave and dues[-1].due_at > leave - PACKING:
        dues[-1] = replace(dues[-1], due_at=leave - PACKING)
        dues.sort(key=lambda due: due.due_at)
    moved = (_out_of_quiet(event, person, due, [*dues, *listed]) for due in dues)
    return (due for due in moved if due is not None)


def _out_of_quiet(event: Event, person: Delegate, due: Due, others: Sequence[Due]) -> Due | None:
    """Just before the quiet hours, unless that evening says it anyway; else after them, if that is before the start."""
    span = around(event, person.preferences, due.due_at)
    if span is None:
        return due
    early = span.begin - MARGIN
    said = any(span.begin - SAME_EVENING <= other.due_at < span.begin for other in others)
    if due.lead != MORNING and not said:
        return replace(due, due_at=early)
    return replace(due, due_at=span.end) if span.end < due.expires_at else None


def _digests(event: Event, person: Delegate) -> Iterable[Due]:
    if not person.preferences.digests:
        return
    starts: dict[date, list[datetime]] = {}
    for item in agenda(event, person):
        if item.kind is not ItemKind.FREE:
            starts.setdefault(event.day(item.start), []).append(item.start)
    for day, found in starts.items():
        for due in (_evening(event, day), _morning(event, day, max(found))):
            moved = _out_of_quiet(event, person, due, ()) if due else None
            if moved is not None and moved.due_at < moved.expires_at:
                yield moved


def _evening(event: Event, day: date) -> Due | None:
    """What tomorrow brings, until the morning says it again."""
    if event.digests.evening is None:
        return None
    due = at(event, day - timedelta(days=1), event.digests.evening)
    return Due(f"{DAY_PREFIX}{day}", EVENING, due, at(event, day, event.digests.morning or time(9, 0)), due)


def _morning(event: Event, day: date, last: datetime) -> Due | None:
    """What today brings, during the first hours and while anything is still to come."""
    if event.digests.morning is None:
        return None
    due = at(event, day, event.digests.morning)
    return Due(f"{DAY_PREFIX}{day}", MORNING, due, min(due + DIGEST_LASTS, last), due)


def _together(dues: Sequence[Due]) -> tuple[Due, ...]:
    """What is due within a few minutes is due at once: as the first of it is."""
    said: list[Due] = []
    for due in dues:
        first = said[-1].due_at if said else None
        said.append(replace(due, due_at=first) if first and due.due_at - first <= TOGETHER else due)
    return tuple(said)
