"""SQL of the reminders: one row for each lead of each item, whatever the number of people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, bindparam, cast, delete, func, select, update

from bot.delivery.model import Cause, Content, State
from bot.delivery.policy import NO_ADDRESS
from bot.people.model import Delegate, Preferences
from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import delegates, outbox, reminders
from knowledge.answers.model import Fact

Key = tuple[str, str]
"""An item's id, or "day:2026-01-07", and a lead."""


class RowState(StrEnum):
    PENDING = "pending"
    FIRED = "fired"
    SKIPPED = "skipped"  # it was too late to be of use


@dataclass(frozen=True)
class Row:
    """When a lead of an item is due, and when it is pointless (as the item starts)."""

    item: str
    lead: str
    due_at: datetime
    expires_at: datetime
    state: RowState = RowState.PENDING

    @property
    def key(self) -> Key:
        return self.item, self.lead


async def rows(tx: Transaction) -> dict[Key, Row]:
    """Every row, whatever its state."""
    return {row.key: row for row in _rows(await tx.execute(select(reminders)))}


async def due(tx: Transaction, now: datetime) -> list[Row]:
    """The pending rows whose time has come, earliest first."""
    where = (reminders.c.state == RowState.PENDING.value, reminders.c.due_at <= now)
    return _rows(await tx.execute(select(reminders).where(*where).order_by(reminders.c.due_at)))


async def upcoming(tx: Transaction, limit: int) -> list[Row]:
    """The next pending rows, earliest first."""
    query = select(reminders).where(reminders.c.state == RowState.PENDING.value)
    return _rows(await tx.execute(query.order_by(reminders.c.due_at).limit(limit)))


def _rows(found: Iterable[Any]) -> list[Row]:
    return [Row(row.item, row.lead, row.due_at, row.expires_at, RowState(row.state)) for row in found]


async def put(tx: Transaction, changed: Sequence[Row]) -> None:
    """Write these rows, over whatever their keys held."""
    values = [
        {
            "item": row.item,
            "lead": row.lead,
            "due_at": row.due_at,
            "expires_at": row.expires_at,
            "state": row.state.value,
            "fired_at": None,
        }
        for row in changed
    ]
    if values:
        overwrite = ("due_at", "expires_at", "state", "fired_at")
        await upsert(tx, reminders, values, key=("item", "lead"), overwrite=overwrite)


async def remove(tx: Transaction, keys: Collection[Key]) -> None:
    statement = delete(reminders).where(reminders.c.item == bindparam("what"), reminders.c.lead == bindparam("how"))
    if keys:
        await tx.execute(statement, [{"what": item, "how": lead} for item, lead in keys])


async def close(tx: Transaction, closed: Mapping[Key, RowState], now: datetime) -> None:
    """Mark rows as fired or skipped."""
    statement = update(reminders).where(reminders.c.item == bindparam("what"), reminders.c.lead == bindparam("how"))
    values = [{"what": item, "how": lead, "becomes": state.value} for (item, lead), state in closed.items()]
    await tx.execute(statement.values(state=bindparam("becomes"), fired_at=now), values)


async def profiles(tx: Transaction) -> tuple[Delegate, ...]:
    """One nameless delegate for each different (delegation, preferences) that someone has: all that plans depend on."""
    chosen = cast(delegates.c.preferences, String)
    query = select(delegates.c.delegation, chosen.label("preferences")).where(delegates.c.erased_at.is_(None))
    found = await tx.execute(query.distinct().order_by(delegates.c.delegation, chosen))
    return tuple(
        Delegate(
            id="", name="", delegation=row.delegation, preferences=Preferences.model_validate_json(row.preferences)
        )
        for row in found
    )


async def groups(tx: Transaction, apart: Collection[str]) -> list[tuple[Delegate, list[str]]]:
    """Everyone, as ids with one delegate that stands for all of them: delegation, language and preferences are the same,
    and so are their plans and texts. People in `apart` stand for themselves."""
    chosen = cast(delegates.c.preferences, String)
    query = select(delegates.c.id, delegates.c.delegation, delegates.c.language, chosen.label("preferences"))
    found: dict[tuple[str, ...], list[str]] = {}
    for row in await tx.execute(query.where(delegates.c.erased_at.is_(None)).order_by(delegates.c.id)):
        own = row.id if row.id in apart else ""
        found.setdefault((own, row.delegation, row.language, row.preferences), []).append(row.id)
    return [(_someone(own, *rest), ids) for (own, *rest), ids in found.items()]


def _someone(own: str, delegation: str, language: str, preferences: str) -> Delegate:
    chosen = Preferences.model_validate_json(preferences)
    return Delegate(id=own, name="", delegation=delegation, language=language, preferences=chosen)


async def said_already(tx: Transaction, subjects: Collection[str]) -> frozenset[tuple[str, str, str]]:
    """(recipient, subject, occasion) of what the outbox knows about these subjects."""
    query = select(outbox.c.recipient, outbox.c.subject, outbox.c.occasion).where(outbox.c.subject.in_(subjects))
    return frozenset(tuple(row) for row in await tx.execute(query))


@dataclass(frozen=True)
class Waiting:
    """A reminder in the outbox that has not left."""

    id: int
    recipient: str
    subject: str
    due_at: datetime
    facts: tuple[Fact, ...]


async def waiting(tx: Transaction) -> list[Waiting]:
    """The reminders that have not left, or wait for their person to appear."""
    open_states = (State.PENDING.value, State.LEASED.value)
    dead = (outbox.c.state == State.DEAD.value) & outbox.c.reason.startswith(NO_ADDRESS)
    where = (outbox.c.cause == Cause.REMINDER.value, outbox.c.state.in_(open_states) | dead)
    query = select(outbox.c.id, outbox.c.recipient, outbox.c.subject, outbox.c.due_at, outbox.c.facts).where(*where)
    return [
        Waiting(row.id, row.recipient, row.subject, row.due_at, tuple(Fact.model_validate(one) for one in row.facts))
        for row in await tx.execute(query)
    ]


async def reword(tx: Transaction, row: int, text: str, content: Content, facts: Sequence[Fact]) -> None:
    """Mend a message that waits; whoever holds it must take it anew."""
    state = func.replace(outbox.c.state, State.LEASED.value, State.PENDING.value)
    values = {"text": text, "content": content.model_dump(mode="json"), "facts": [one.model_dump() for one in facts]}
    await tx.execute(update(outbox).where(outbox.c.id == row).values(**values, state=state))


async def withdraw(tx: Transaction, ids: Collection[int], now: datetime) -> None:
    """Never send these: what they say is no longer so."""
    values = {"state": State.CANCELLED.value, "finished_at": now, "reason": "the programme changed"}
    await tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**values))
