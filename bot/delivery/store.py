"""SQL of the outbox and of the journal: who was told what, when, with which facts."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Row, and_, func, insert, literal, select, true

from bot.delivery.model import Cause, Content, Line, Message, Said, State
from bot.people.model import Channel
from bot.storage.engine import Transaction
from bot.storage.sql import each_of, insert_from, upsert
from bot.storage.tables import messages, outbox, told
from knowledge.answers.model import Fact

Copies = tuple[Message, Sequence[str]]
"""A message and the ids of everyone who gets it; its own recipient says nothing."""
_log = structlog.get_logger(__name__)
_KEY = ("recipient", "subject", "occasion")


async def enqueue(
    tx: Transaction, letters: Sequence[Message], now: datetime, trace: str = "", state: State = State.PENDING
) -> int:
    """Put messages in the outbox, in the transaction that caused them; what is already there is left alone. Returns how
    many are new. `now` is event time; `state` cancelled notes what another message says already. The log has the same
    `trace` here and at each attempt."""
    trace = trace or secrets.token_hex(6)
    real = datetime.now(UTC)
    rows = [{"recipient": one.recipient, **_shared(one, now, real, trace, state)} for one in letters]
    fresh = await upsert(tx, outbox, rows, key=_KEY)
    if letters:
        _queued(letters[0], trace, fresh)
    return fresh


async def enqueue_copies(tx: Transaction, copies: Iterable[Copies], now: datetime, trace: str) -> int:
    """Put the same message in the outbox for each of many people: one statement a message, however many they are."""
    real, count = datetime.now(UTC), 0
    for letter, people in copies:
        shared = _shared(letter, now, real, trace, State.PENDING)
        values = [literal(value, outbox.c[name].type) for name, value in shared.items()]
        each = each_of(tx, people)
        chosen = select(each, *values).where(true())
        added = insert_from(tx.dialect.name, outbox, ("recipient", *shared), chosen, key=_KEY)
        fresh = (await tx.execute(added)).rowcount
        _queued(letter, trace, fresh)
        count += fresh
    return count


def _queued(one: Message, trace: str, count: int) -> None:
    _log.info("messages queued", trace=trace, cause=one.cause.value, subject=one.subject, count=count)


def _shared(one: Message, now: datetime, real: datetime, trace: str, state: State) -> dict[str, Any]:
    """All but the recipient of a new row."""
    return {
        "subject": one.subject,
        "occasion": one.occasion,
        "lane": one.lane.value,
        "text": one.text,
        "language": one.language,
        "content": one.content,
        "facts": one.facts,
        "cause": one.cause.value,
        "trace": trace,
        "broadcast": one.broadcast,
        "state": state.value,
        "created_at": now,
        "due_at": one.due_at,
        "expires_at": one.expires_at,
        "ready_at": real,
    }


async def record(tx: Transaction, lines: Sequence[Line]) -> None:
    """Write down lines of people's histories."""
    if lines:
        await tx.execute(
            insert(messages), [line.model_dump(mode="json", exclude={"at"}) | {"at": line.at} for line in lines]
        )


async def record_told(tx: Transaction, said: Iterable[tuple[str, Sequence[Fact]]], cause: Cause, at: datetime) -> None:
    """Write down the facts that each of these people has been told."""
    rows = [
        {"person": person, **fact.model_dump(), "cause": cause.value, "at": at}
        for person, facts in said
        for fact in facts
    ]
    if rows:
        await tx.execute(insert(told), rows)


async def history(tx: Transaction, person: str, after: int = 0, limit: int = 100) -> tuple[Said, ...]:
    """The latest lines after that id, oldest first."""
    where = and_(messages.c.person == person, messages.c.id > after)
    query = select(messages).where(where).order_by(messages.c.id.desc()).limit(limit)
    return tuple(reversed([_said(row) for row in await tx.execute(query)]))


def _said(row: Row[Any]) -> Said:
    return Said(
        id=row.id,
        person=row.person,
        direction=row.direction,
        channel=Channel(row.channel),
        text=row.text,
        language=row.language,
        content=Content.model_validate(row.content),
        at=row.at,
    )


async def counts(tx: Transaction, broadcast: int | None = None) -> dict[State, int]:
    """How many outbox rows are in each state: all, or a broadcast's copies."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    if broadcast is not None:
        query = query.where(outbox.c.broadcast == broadcast)
    return {State(row.state): row[1] for row in await tx.execute(query)}


async def not_yet_due(tx: Transaction, broadcast: int, now: datetime) -> int:
    """How many of a broadcast's copies wait for a later time (event time)."""
    where = (outbox.c.broadcast == broadcast, outbox.c.state == State.PENDING.value, outbox.c.due_at > now)
    return int((await tx.execute(select(func.count()).select_from(outbox).where(*where))).scalar_one())
