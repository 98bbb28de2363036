"""SQL of the questions staff ask about the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, or_, select, update

from bot.delivery.model import Lane, State
from bot.storage.engine import Transaction
from bot.storage.kept import keep, kept
from bot.storage.tables import addresses, delegates, outbox

STUCK = (State.DEAD, State.AMBIGUOUS, State.EXPIRED)
_JUMP = "clock jump"
_OPEN = (State.PENDING.value, State.LEASED.value, State.SENDING.value)


@dataclass(frozen=True)
class Depth:
    """What waits in a lane although it is due, and since when the oldest has been due (event time)."""

    lane: Lane
    waiting: int
    oldest: datetime


@dataclass(frozen=True)
class Stuck:
    """A message that did not, or perhaps did not, arrive."""

    id: int
    recipient: str
    name: str
    lane: Lane
    state: State
    reason: str
    text: str
    broadcast: int | None
    at: datetime | None
    trace: str


@dataclass(frozen=True)
class Jump:
    """The machine's clock was set: when (real time), and by how many seconds forward (below 0: back)."""

    at: datetime
    seconds: float


@dataclass(frozen=True)
class Unreachable:
    """A person none of whose addresses works, and why."""

    person: str
    name: str
    reason: str


async def depths(tx: Transaction, now: datetime) -> tuple[Depth, ...]:
    """The lanes in which something waits, most urgent first."""
    query = (
        select(outbox.c.lane, func.count().label("waiting"), func.min(outbox.c.due_at).label("oldest"))
        .where(outbox.c.state.in_(_OPEN), outbox.c.due_at <= now)
        .group_by(outbox.c.lane)
        .order_by(outbox.c.lane)
    )
    return tuple(Depth(Lane(row.lane), row.waiting, row.oldest) for row in await tx.execute(query))


async def newest(tx: Transaction) -> datetime | None:
    """When the latest message was written (event time)."""
    found: datetime | None = (await tx.execute(select(func.max(outbox.c.created_at)))).scalar_one()
    return found


async def remember_jump(tx: Transaction, real: datetime, seconds: float) -> None:
    """Keep when (real time) the machine's clock was last set, and by how much."""
    await keep(tx, _JUMP, {"at": real.isoformat(), "seconds": seconds})


async def jump(tx: Transaction) -> Jump | None:
    """The last time the machine's clock was set while messages were being sent."""
    found = await kept(tx, _JUMP)
    return found and Jump(datetime.fromisoformat(found["at"]), found["seconds"])


async def stuck(tx: Transaction, states: Sequence[State], limit: int) -> tuple[Stuck, ...]:
    """The latest messages in these states."""
    query = (
        select(outbox, func.coalesce(delegates.c.name, "").label("name"))
        .outerjoin(delegates, delegates.c.id == outbox.c.recipient)
        .where(outbox.c.state.in_([state.value for state in states]))
        .order_by(outbox.c.finished_at.desc(), outbox.c.id.desc())
        .limit(limit)
    )
    return tuple(_stuck(row) for row in await tx.execute(query))


def _stuck(row: Row[tuple[object, ...]]) -> Stuck:
    return Stuck(
        id=row.id,
        recipient=row.recipient,
        name=row.name,
        lane=Lane(row.lane),
        state=State(row.state),
        reason=row.reason,
        text=row.text,
        broadcast=row.broadcast,
        at=row.finished_at,
        trace=row.trace,
    )


async def retry(tx: Transaction, ids: Sequence[int], now: datetime, real: datetime) -> int:
    """Put these dead or uncertain messages back, unless it is too late for them; returns how many."""
    values = {"state": State.PENDING.value, "attempts": 0, "reason": "", "finished_at": None, "ready_at": real}
    where = (
        outbox.c.id.in_(ids),
        outbox.c.state.in_((State.DEAD.value, State.AMBIGUOUS.value)),
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
    )
    return (await tx.execute(update(outbox).where(*where).values(**values))).rowcount


async def unreachable(tx: Transaction) -> tuple[Unreachable, ...]:
    """People all of whose addresses failed."""
    some = select(addresses.c.person).where(addresses.c.reachable)
    query = (
        select(addresses.c.person, func.max(addresses.c.reason).label("reason"), delegates.c.name)
        .outerjoin(delegates, delegates.c.id == addresses.c.person)
        .where(addresses.c.person.not_in(some))
        .group_by(addresses.c.person, delegates.c.name)
        .order_by(addresses.c.person)
    )
    return tuple(Unreachable(row.person, row.name or "", row.reason) for row in await tx.execute(query))
