"""SQL of the programme's revisions and of the answers staff approved."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import approved, revisions
from knowledge.event import Event, LocalizedText
from knowledge.packs.model import ApprovedAnswer

_LATEST = select(func.max(revisions.c.id))


async def add_revision(
    tx: Transaction, event: Event, changes: Sequence[Any], *, now: datetime, by: str, note: str = ""
) -> int:
    """Write down a released programme; returns the revision's number."""
    values = {"event": event, "changes": list(changes), "released_at": now}
    result = await tx.execute(insert(revisions).values(**values, released_by=by, note=note))
    assert result.inserted_primary_key is not None, "the table numbers its rows"
    return int(result.inserted_primary_key[0])


async def latest(tx: Transaction) -> tuple[int, Event] | None:
    """The live programme and its revision number; None before the first release."""
    query = select(revisions.c.id, revisions.c.event).order_by(revisions.c.id.desc()).limit(1)
    row = (await tx.execute(query)).first()
    return (row.id, Event.model_validate(row.event)) if row else None


async def latest_number(tx: Transaction) -> int | None:
    """The number of the live programme's revision, without reading the programme."""
    found: int | None = (await tx.execute(_LATEST)).scalar_one_or_none()
    return found


async def revision(tx: Transaction, number: int) -> Event | None:
    """The programme as it was released with that number."""
    found = (await tx.execute(select(revisions.c.event).where(revisions.c.id == number))).scalar_one_or_none()
    return Event.model_validate(found) if found else None


async def approve(tx: Transaction, answer: ApprovedAnswer, *, now: datetime, by: str) -> None:
    """Keep an answer for everyone who asks the same."""
    row = {
        "id": answer.id,
        "question": answer.question.model_dump(),
        "answer": answer.answer.model_dump(),
        "created_at": now,
        "created_by": by,
    }
    await upsert(tx, approved, [row], key=("id",), overwrite=("question", "answer"))


async def approved_answers(tx: Transaction) -> tuple[ApprovedAnswer, ...]:
    rows = await tx.execute(select(approved).order_by(approved.c.id))
    return tuple(
        ApprovedAnswer(id=row.id, question=LocalizedText(row.question), answer=LocalizedText(row.answer))
        for row in rows
    )
