"""SQL of broadcasts, their copies in the outbox and their acknowledgements."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from bot.broadcasts.model import Broadcast, BroadcastState, Draft, Receipt
from bot.delivery.model import Attachment, Lane, State
from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import acknowledgements, broadcasts, delegates, outbox


async def add(tx: Transaction, draft: Draft, state: BroadcastState, by: str, now: datetime) -> int:
    """Keep a draft; returns its number."""
    values = {
        "texts": dict(draft.texts),
        "source_language": draft.source,
        "content": draft.attachment.model_dump(mode="json") if draft.attachment else {},
        "audience": draft.audience,
        "lane": draft.lane.value,
        "state": state.value,
        "acknowledge": draft.acknowledge,
        "created_by": by,
        "created_at": now,
        "scheduled_at": draft.scheduled_at,
    }
    result = await tx.execute(insert(broadcasts).values(values))
    assert result.inserted_primary_key is not None, "the table numbers its rows"
    return int(result.inserted_primary_key[0])


async def change(tx: Transaction, number: int, **values: Any) -> None:
    await tx.execute(update(broadcasts).where(broadcasts.c.id == number).values(**values))


async def broadcast(tx: Transaction, number: int) -> Broadcast | None:
    row = (await tx.execute(select(broadcasts).where(broadcasts.c.id == number))).first()
    return _broadcast(row) if row else None


async def latest(tx: Transaction, limit: int) -> tuple[Broadcast, ...]:
    """The newest first."""
    query = select(broadcasts).order_by(broadcasts.c.id.desc()).limit(limit)
    return tuple(_broadcast(row) for row in await tx.execute(query))


def _broadcast(row: Row[Any]) -> Broadcast:
    draft = Draft(
        texts=row.texts,
        source=row.source_language,
        audience=row.audience,
        lane=Lane(row.lane),
        acknowledge=row.acknowledge,
        scheduled_at=row.scheduled_at,
        attachment=Attachment.model_validate(row.content) if row.content else None,
    )
    return Broadcast(
        id=row.id,
        draft=draft,
        state=BroadcastState(row.state),
        created_by=row.created_by,
        approved_by=row.approved_by,
        created_at=row.created_at,
        started_at=row.started_at,
        recipients=row.recipients,
        note=row.note,
    )


async def move_copies(tx: Transaction, number: int, from_states: Sequence[State], to: State) -> int:
    """Put the broadcast's copies that are in these states into another; returns how many."""
    where = (outbox.c.broadcast == number, outbox.c.state.in_([state.value for state in from_states]))
    values: dict[str, Any] = {"state": to.value}
    if to is State.PENDING:
        values |= {"ready_at": datetime.now(UTC), "attempts": 0, "reason": "", "finished_at": None}
    return (await tx.execute(update(outbox).where(*where).values(**values))).rowcount


async def acknowledge(tx: Transaction, number: int, person: str, now: datetime) -> bool:
    """Note that the person has read it; returns False when that was known."""
    row = {"broadcast": number, "person": person, "at": now}
    return bool(await upsert(tx, acknowledgements, [row], key=("broadcast", "person")))


async def acknowledged(tx: Transaction, number: int) -> frozenset[str]:
    query = select(acknowledgements.c.person).where(acknowledgements.c.broadcast == number)
    return frozenset((await tx.execute(query)).scalars())


async def recipients(tx: Transaction, number: int) -> frozenset[str]:
    query = select(outbox.c.recipient).where(outbox.c.broadcast == number).distinct()
    return frozenset((await tx.execute(query)).scalars())


async def receipts(tx: Transaction, number: int) -> tuple[Receipt, ...]:
    """Every copy, failures first, then by name."""
    query = (
        select(outbox, delegates.c.name, delegates.c.delegation, acknowledgements.c.at.label("read_at"))
        .join(delegates, delegates.c.id == outbox.c.recipient)
        .outerjoin(
            acknowledgements,
            (acknowledgements.c.person == outbox.c.recipient) & (acknowledgements.c.broadcast == outbox.c.broadcast),
        )
        .where(outbox.c.broadcast == number)
        .order_by(outbox.c.state == State.SENT.value, delegates.c.name)
    )
    return tuple(_receipt(row) for row in await tx.execute(query))


def _receipt(row: Row[Any]) -> Receipt:
    return Receipt(
        person=row.recipient,
        name=row.name,
        delegation=row.delegation,
        state=State(row.state),
        channel=row.channel,
        reason=row.reason,
        at=row.finished_at,
        acknowledged=row.read_at is not None,
    )


async def acknowledged_count(tx: Transaction, number: int) -> int:
    where = acknowledgements.c.broadcast == number
    return int((await tx.execute(select(func.count()).select_from(acknowledgements).where(where))).scalar_one())
