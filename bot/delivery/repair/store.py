"""SQL of the queue's repairs: giving back, taking over from the dead, reviving letters whose people appeared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select, update

from bot.delivery.model import Lane, State
from bot.delivery.policy import NO_ADDRESS, after_crash
from bot.delivery.queue.store import TAKEN, pointless
from bot.people.model import Channel
from bot.storage.engine import Transaction
from bot.storage.tables import Moment, addresses, broadcasts, outbox

_UNREACHED = and_(outbox.c.state == State.DEAD.value, outbox.c.reason.startswith(NO_ADDRESS))
STILL_NEWS = timedelta(days=1)
"""How late an announcement reaches people who appear after it was made."""


async def anything(tx: Transaction, now: datetime) -> bool:
    """Whether there may be anything to repair or to give up: nearly always nothing, and one question is cheaper than all repairs."""
    return (await tx.execute(_anything(), {"event_time": now})).first() is not None


@lru_cache(maxsize=1)
def _anything() -> Any:
    late = pointless(bindparam("event_time", type_=Moment))
    return select(outbox.c.id).where(or_(late, _UNREACHED, outbox.c.state.in_(TAKEN))).limit(1)


async def release(
    tx: Transaction,
    owner: str,
    ids: Collection[int] | None = None,
    *,
    but: Collection[int] = (),
    ready: datetime | None = None,
) -> None:
    """Give back rows that were taken and not tried: these, or all of the owner's except some; not to be taken again before
    `ready` (real time)."""
    chosen = outbox.c.id.not_in(but) if ids is None else outbox.c.id.in_(ids)
    where = (chosen, outbox.c.owner == owner, outbox.c.state == State.LEASED.value)
    values: dict[str, Any] = {"state": State.PENDING.value, "owner": "", "leased_until": None}
    if ready is not None:
        values["ready_at"] = ready
    await tx.execute(update(outbox).where(*where).values(**values))


@dataclass(frozen=True)
class Recovery:
    """What a dead sender left: rows given back, rows that are tried again though they may have arrived, and rows that may
    have arrived and are left at that."""

    returned: int
    repeated: int
    ambiguous: int


async def recover(
    tx: Transaction, owner: str, idempotent: Sequence[Channel], now: datetime, before: datetime | None = None
) -> Recovery:
    """Take over what other senders, dead by now, had taken: everything, or that whose lease ended `before` (real time)."""
    free = {"state": State.PENDING.value, "owner": "", "leased_until": None}
    theirs = outbox.c.owner != owner
    if before is not None:
        theirs = and_(theirs, outbox.c.leased_until < before)
    where = (outbox.c.state == State.LEASED.value, theirs)
    returned = (await tx.execute(update(outbox).where(*where).values(**free))).rowcount
    query = select(outbox.c.id, outbox.c.lane, outbox.c.channel).where(outbox.c.state == State.SENDING.value, theirs)
    safe = {channel.value for channel in idempotent}
    fates: dict[State, list[int]] = {State.PENDING: [], State.AMBIGUOUS: []}
    for row in await tx.execute(query):
        fates[after_crash(Lane(row.lane), idempotent=row.channel in safe)].append(row.id)
    lost = {"state": State.AMBIGUOUS.value, "reason": "the sender stopped while sending it", "finished_at": now}
    for fate, values in ((State.PENDING, free), (State.AMBIGUOUS, {"owner": "", **lost})):
        if fates[fate]:  # hardly ever, and looked for every few seconds
            await tx.execute(update(outbox).where(outbox.c.id.in_(fates[fate])).values(**values))
    return Recovery(returned, len(fates[State.PENDING]), len(fates[State.AMBIGUOUS]))


async def hurry(tx: Transaction, now: datetime, real: datetime) -> None:
    """Nothing waits for a moment that the clock had shown before it was set back: neither an attempt that failed, nor what
    was due as it was written."""
    waiting = outbox.c.state == State.PENDING.value
    await tx.execute(update(outbox).where(waiting, outbox.c.ready_at > real).values(ready_at=real))
    overdue = (outbox.c.due_at > now, outbox.c.due_at <= outbox.c.created_at)
    await tx.execute(update(outbox).where(waiting, *overdue).values(due_at=now))


async def revive(tx: Transaction, now: datetime, channels: Sequence[Channel], person: str | None = None) -> int:
    """Let the letters of people who had no address go, once they have one; what has expired and what
    was announced long ago stays. Returns how many."""
    reachable = exists().where(
        addresses.c.person == outbox.c.recipient,
        addresses.c.reachable,
        addresses.c.channel.in_([channel.value for channel in channels]),
    )
    # A recalled, cancelled or paused broadcast stays where it is.
    wanted = exists().where(broadcasts.c.id == outbox.c.broadcast, broadcasts.c.state.in_(("sending", "done")))
    where = [
        or_(outbox.c.broadcast.is_(None), and_(wanted, outbox.c.due_at > now - STILL_NEWS)),
        _UNREACHED,
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
        reachable,
    ]
    if person is not None:
        where.append(outbox.c.recipient == person)
    values = {"state": State.PENDING.value, "reason": "", "finished_at": None}
    return (await tx.execute(update(outbox).where(*where).values(**values))).rowcount
