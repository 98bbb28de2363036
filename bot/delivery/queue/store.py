"""SQL of the outbox as a queue: claiming with a lease, marking, settling. `owner` fences: whoever lost the
sender's lease finds its rows taken away and sends nothing more."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, bindparam, cast, exists, insert, literal, or_, select, update

from bot.delivery.model import Cause, Content, Lane, Parcel, State
from bot.delivery.policy import NO_ADDRESS, Verdict
from bot.people.model import Channel
from bot.storage.engine import Transaction
from bot.storage.sql import insert_from
from bot.storage.tables import Moment, addresses, messages, outbox, told
from knowledge.answers.model import Fact

_WAITING = (State.PENDING.value, State.LEASED.value, State.SENDING.value)
_THESE = outbox.c.id.in_(bindparam("rows", expanding=True))
_PARCEL = (
    *(outbox.c[name] for name in ("id", "recipient", "lane", "cause", "text", "language", "trace", "attempts")),
    *(outbox.c[name] for name in ("broadcast", "due_at", "expires_at")),
    *(cast(outbox.c[name], Text).label(name) for name in ("content", "facts")),
)
TAKEN = (State.LEASED.value, State.SENDING.value)
"""The states of rows that are in a sender's hands."""


@dataclass(frozen=True)
class Candidate:
    """A row that may be sent now, as far as its person's order is concerned."""

    id: int
    recipient: str
    lane: Lane
    due_at: datetime


async def expire(tx: Transaction, now: datetime) -> int:
    """Give up what is pointless by now (event time); returns how many."""
    values = {"state": State.EXPIRED.value, "finished_at": now, "reason": "too late to be of use"}
    return (await tx.execute(update(outbox).where(pointless(now)).values(**values))).rowcount


def pointless(now: Any) -> ColumnElement[bool]:
    """What is to be given up by `now`, an instant or a parameter for one."""
    return and_(outbox.c.state == State.PENDING.value, outbox.c.due_at <= now, outbox.c.expires_at <= now)


async def candidates(
    tx: Transaction, now: datetime, real: datetime, lanes: Iterable[Lane], limit: int
) -> list[Candidate]:
    """The first rows of each lane that are due, at most one a person: the first of theirs, and only while nothing of
    theirs is on its way."""
    found: dict[str, Candidate] = {}
    if (await tx.execute(_anything(), {"event_time": now, "real_time": real})).first() is None:
        return []  # nearly always so, and one question is cheaper than one a lane
    for lane in lanes:
        values = {"urgency": lane.value, "event_time": now, "real_time": real, "most": limit}
        for row in await tx.execute(_heads(), values):
            found.setdefault(row.recipient, Candidate(row.id, row.recipient, Lane(row.lane), row.due_at))
    return list(found.values())


@lru_cache(maxsize=1)
def _anything() -> Any:
    """The statement that finds a row of any lane that is due, if there is one."""
    now, real = bindparam("event_time", type_=Moment), bindparam("real_time", type_=Moment)
    due = (outbox.c.state == State.PENDING.value, outbox.c.due_at <= now, outbox.c.ready_at <= real)
    return select(outbox.c.id).where(*due).limit(1)


@lru_cache(maxsize=1)
def _heads() -> Any:
    """The statement of one lane's candidates; asked several times a second, so it is built once."""
    one, other = outbox.alias("one"), outbox.alias("other")
    now, real = bindparam("event_time", type_=Moment), bindparam("real_time", type_=Moment)
    earlier = or_(
        other.c.state.in_(TAKEN),
        other.c.lane < one.c.lane,
        and_(other.c.lane == one.c.lane, other.c.due_at < one.c.due_at),
        and_(other.c.lane == one.c.lane, other.c.due_at == one.c.due_at, other.c.id < one.c.id),
    )
    before = exists().where(
        other.c.recipient == one.c.recipient,
        other.c.state.in_(_WAITING),
        other.c.id != one.c.id,
        other.c.due_at <= now,
        earlier,
    )
    return (
        select(one.c.id, one.c.recipient, one.c.lane, one.c.due_at)
        .where(one.c.state == State.PENDING.value, one.c.lane == bindparam("urgency"), one.c.due_at <= now)
        .where(one.c.ready_at <= real, or_(one.c.expires_at.is_(None), one.c.expires_at > now), ~before)
        .order_by(one.c.due_at, one.c.id)
        .limit(bindparam("most"))
    )


async def lease(
    tx: Transaction, ids: Sequence[int], owner: str, until: datetime, channels: Sequence[Channel], now: datetime
) -> list[Parcel]:
    """Take these rows and address them: at the reachable address seen last. Who has none is a dead letter."""
    waiting = select(*_PARCEL).where(outbox.c.id.in_(ids), outbox.c.state == State.PENDING.value)
    rows = (await tx.execute(waiting.order_by(outbox.c.id).with_for_update())).all()
    homes = await _homes(tx, {row.recipient for row in rows}, channels)
    taken = [row for row in rows if row.recipient in homes]
    await _bury(tx, [row for row in rows if row.recipient not in homes], now)
    if not taken:
        return []
    values = [{"row": row.id, "via": homes[row.recipient][0], "at": homes[row.recipient][1]} for row in taken]
    statement = (
        update(outbox)
        .where(outbox.c.id == bindparam("row"), outbox.c.state == State.PENDING.value)
        .values(channel=bindparam("via"), address=bindparam("at"))
    )
    await tx.execute(statement, values)
    ours = update(outbox).where(outbox.c.id.in_([row.id for row in taken]), outbox.c.state == State.PENDING.value)
    await tx.execute(ours.values(state=State.LEASED.value, owner=owner, leased_until=until))
    parcels = {row.id: _parcel(row, homes[row.recipient]) for row in taken}
    return [parcels[one] for one in ids if one in parcels]


async def _homes(tx: Transaction, people: set[str], channels: Sequence[Channel]) -> dict[str, tuple[str, str]]:
    """Where to write to each of these people; those without a reachable address are missing."""
    query = (
        select(addresses.c.person, addresses.c.channel, addresses.c.value)
        .where(addresses.c.person.in_(people), addresses.c.reachable)
        .where(addresses.c.channel.in_([channel.value for channel in channels]))
        .order_by(addresses.c.seen_at, addresses.c.id)
    )
    return {row.person: (row.channel, row.value) for row in await tx.execute(query)}


async def _bury(tx: Transaction, rows: Sequence[Row[Any]], now: datetime) -> None:
    if not rows:
        return
    query = select(addresses.c.person, addresses.c.reason).where(
        addresses.c.person.in_({row.recipient for row in rows}), addresses.c.reason != ""
    )
    known = {row.person: f"{NO_ADDRESS}: {row.reason}" for row in await tx.execute(query)}
    values = [{"row": row.id, "why": known.get(row.recipient, NO_ADDRESS)} for row in rows]
    statement = update(outbox).where(outbox.c.id == bindparam("row"))
    await tx.execute(statement.values(state=State.DEAD.value, reason=bindparam("why"), finished_at=now), values)


def _parcel(row: Row[Any], home: tuple[str, str]) -> Parcel:
    return Parcel(
        id=row.id,
        recipient=row.recipient,
        channel=Channel(home[0]),
        address=home[1],
        lane=Lane(row.lane),
        cause=Cause(row.cause),
        text=row.text,
        language=row.language,
        content=_content(row.content),
        facts=_facts(row.facts),
        trace=row.trace,
        attempts=row.attempts,
        broadcast=row.broadcast,
        due_at=row.due_at,
        expires_at=row.expires_at,
    )


@lru_cache(maxsize=256)
def _content(dumped: str) -> Content:
    """Copies of a broadcast share theirs."""
    return Content.model_validate_json(dumped)


@lru_cache(maxsize=256)
def _facts(dumped: str) -> tuple[Fact, ...]:
    return tuple(Fact.model_validate(fact) for fact in json.loads(dumped))


async def mark_sending(tx: Transaction, ids: Sequence[int], owner: str) -> frozenset[int]:
    """The rows that are still ours and are now `sending`; the others were taken back and must not be sent."""
    found = await tx.execute(_marking(), {"rows": list(ids), "mine": owner})
    return frozenset(found.scalars())


@lru_cache(maxsize=1)
def _marking() -> Any:
    """Built once, as all that is executed for every message."""
    return (
        update(outbox)
        .where(_THESE, outbox.c.owner == bindparam("mine"), outbox.c.state == State.LEASED.value)
        .values(state=State.SENDING.value, attempts=outbox.c.attempts + 1)
        .returning(outbox.c.id)
    )


async def settle(
    tx: Transaction, results: Sequence[tuple[Parcel, Verdict]], owner: str, now: datetime, ready: Sequence[datetime]
) -> None:
    """Write down what became of these attempts; `ready[n]` is the real time of the next one. Whatever was sent becomes
    a line of its person's history, with the facts it told them."""
    ids = [parcel.id for parcel, _ in results]
    valid = frozenset((await tx.execute(_unsettled(), {"rows": ids, "mine": owner})).scalars())
    kept = [(parcel, verdict, at) for (parcel, verdict), at in zip(results, ready, strict=True) if parcel.id in valid]
    if not kept:
        return
    sent = [(parcel, verdict) for parcel, verdict, _ in kept if verdict.state is State.SENT]
    if others := [one for one in kept if one[1].state is not State.SENT]:
        await tx.execute(_settlement(), [_outcome(parcel, verdict, at, now) for parcel, verdict, at in others])
        await _mark_gone(tx, [(parcel, verdict) for parcel, verdict, _ in others if verdict.gone])
    if sent:
        await _settle_sent(tx, sent, now)
        await _write_history(tx, [parcel for parcel, _ in sent], now)


@lru_cache(maxsize=1)
def _unsettled() -> Any:
    ours = or_(outbox.c.owner == bindparam("mine"), outbox.c.state == State.AMBIGUOUS.value)
    open_states = (State.SENDING.value, State.AMBIGUOUS.value)
    return select(outbox.c.id).where(_THESE, outbox.c.state.in_(open_states), ours).with_for_update()


async def _settle_sent(tx: Transaction, sent: Sequence[tuple[Parcel, Verdict]], now: datetime) -> None:
    """What arrived, nearly everything: a statement for what differs between the rows, and one for what does not."""
    numbers = [{"row": parcel.id, "number": verdict.reference} for parcel, verdict in sent]
    await tx.execute(_numbering(), numbers)
    await tx.execute(_arrival(), {"rows": [parcel.id for parcel, _ in sent], "done": now})


@lru_cache(maxsize=1)
def _arrival() -> Any:
    values = {"state": State.SENT.value, "reason": "", "owner": "", "leased_until": None}
    return update(outbox).where(_THESE).values(**values, finished_at=bindparam("done"))


@lru_cache(maxsize=1)
def _numbering() -> Any:
    return update(outbox).where(outbox.c.id == bindparam("row")).values(reference=bindparam("number"))


@lru_cache(maxsize=1)
def _settlement() -> Any:
    return (
        update(outbox)
        .where(outbox.c.id == bindparam("row"))
        .values(
            state=bindparam("becomes"),
            reason=bindparam("why"),
            reference=bindparam("number"),
            ready_at=bindparam("next"),
            finished_at=bindparam("done"),
            attempts=outbox.c.attempts - bindparam("forgiven"),
            owner="",
            leased_until=None,
        )
    )


def _outcome(parcel: Parcel, verdict: Verdict, ready: datetime, now: datetime) -> dict[str, Any]:
    return {
        "row": parcel.id,
        "becomes": verdict.state.value,
        "why": verdict.reason,
        "number": verdict.reference,
        "next": ready,
        "done": None if verdict.state is State.PENDING else now,
        "forgiven": 0 if verdict.counts else 1,
    }


async def _mark_gone(tx: Transaction, gone: Sequence[tuple[Parcel, Verdict]]) -> None:
    for parcel, verdict in gone:
        where = (addresses.c.channel == parcel.channel.value, addresses.c.value == parcel.address)
        await tx.execute(update(addresses).where(*where).values(reachable=False, reason=verdict.reason))


async def _write_history(tx: Transaction, parcels: Sequence[Parcel], now: datetime) -> None:
    if not parcels:
        return
    given = {"rows": [one.id for one in parcels], "moment": now}
    await tx.execute(_lines(tx.dialect.name), given)
    facts = [
        {"person": parcel.recipient, **fact.model_dump(), "cause": parcel.cause.value, "at": now}
        for parcel in parcels
        for fact in parcel.facts
    ]
    if facts:
        await tx.execute(insert(told), facts)


@lru_cache(maxsize=2)
def _lines(dialect: str) -> Any:
    """Outbox rows as lines of the history."""
    copied = [outbox.c[name] for name in ("channel", "text", "language", "content")]
    line = select(
        outbox.c.recipient.label("person"),
        literal("out").label("direction"),
        *copied,
        outbox.c.id.label("outbox"),
        bindparam("moment", type_=Moment).label("at"),
    )
    names = [column.name for column in line.selected_columns]
    return insert_from(dialect, messages, names, line.where(_THESE), key=("outbox",))
