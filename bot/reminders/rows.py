"""Which rows the plans of everybody need, and how the rows there are become those. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.people.model import Delegate
from bot.reminders.plan import plan
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
    useful = [row for row in planned.values() if row.expires_at > now]
    put = [changed for row in useful if (changed := _change(present.get(row.key), row, known, now))]
    kept = {row.key for row in useful}
    gone = (row.key for row in present.values() if row.state is RowState.PENDING and row.key not in kept)
    return Edit(tuple(put), frozenset(gone))


def _change(old: Row | None, new: Row, known: set[tuple[str, datetime]], now: datetime) -> Row | None:
    if old is None:
        # A lead someone chose after its moment says nothing new; an item that was added or moved does.
        too_late = new.due_at <= now and (new.item, new.expires_at) in known
        return Row(new.item, new.lead, new.due_at, new.expires_at, RowState.SKIPPED) if too_late else new
    if old.expires_at != new.expires_at:
        return new
    return new if old.state is RowState.PENDING and old.due_at != new.due_at else None
