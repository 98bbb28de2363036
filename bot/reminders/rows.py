"""Which rows the plans of everybody need, and how the rows there are become those. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.people.model import Delegate
from bot.reminders.plan import MOVED, plan
from bot.reminders.store import Key, Row, RowState
from knowledge.event import PERSON_PREFIX, Event


def wanted(event: Event, people: Iterable[Delegate]) -> dict[Key, Row]:
    """The rows that fire everything these people are to be told."""
    found: dict[Key, Row] = {}
    for person in people:
        for due in plan(event, person):
            item, lead = due.row
            found[item, lead] = Row(item, lead, due.due_at, due.expires_at)
    return found


def named(event: Event) -> frozenset[str]:
    """The people the programme names one by one: their plans are their own."""
    parts = (part for item in event.items for part in item.audience)
    return frozenset(part.removeprefix(PERSON_PREFIX) for part in parts if part.startswith(PERSON_PREFIX))


@dataclass(frozen=True)
class Edit:
    """Rows to write, and keys to remove."""

    put: tuple[Row, ...]
    remove: frozenset[Key]


def edit(present: Mapping[Key, Row], planned: Mapping[Key, Row], now: datetime) -> Edit:
    """The steps from the rows there are to the rows planned. What was fired stays fired, unless its item has moved."""
    known = {(row.item, row.expires_at) for row in present.values()}
    open_leads = {(row.item, _lead(row), row.expires_at) for row in present.values() if row.state is RowState.PENDING}
    useful = [row for row in planned.values() if row.expires_at > now]

    def too_late(row: Row) -> bool:
        """A lead that someone chose after its moment says nothing new; an item that was added or moved does, and so does a
        lead that an edit brought forward."""
        late = row.due_at <= now and (row.item, row.expires_at) in known
        return late and (row.item, _lead(row), row.expires_at) not in open_leads

    put = [changed for row in useful if (changed := _change(present.get(row.key), row, too_late))]
    kept = {row.key for row in useful}
    gone = (row.key for row in present.values() if row.state is RowState.PENDING and row.key not in kept)
    return Edit(tuple(put), frozenset(gone))


def _lead(row: Row) -> str:
    return row.lead.partition(MOVED)[0]


def _change(old: Row | None, new: Row, too_late: Callable[[Row], bool]) -> Row | None:
    if old is None:
        return replace(new, state=RowState.SKIPPED) if too_late(new) else new
    if old.expires_at != new.expires_at:
        return new
    return new if old.state is RowState.PENDING and old.due_at != new.due_at else None
