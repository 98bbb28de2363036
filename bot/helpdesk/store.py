"""SQL of handed-over questions."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from bot.helpdesk.model import Line, Thread, ThreadState
from bot.storage.engine import Transaction
from bot.storage.tables import delegates, handover_messages, handovers


async def add(
    tx: Transaction, *, person: str, question: str, language: str, guesses: tuple[str, ...], now: datetime
) -> int:
    """Open a thread; returns its number."""
    result = await tx.execute(
        insert(handovers).values(
            person=person,
            question=question,
            language=language,
            guesses=list(guesses),
            state=ThreadState.OPEN.value,
            created_at=now,
        )
    )
    assert result.inserted_primary_key is not None, "the table numbers its rows"
    return int(result.inserted_primary_key[0])


async def add_line(tx: Transaction, thread: int, author: str, text: str, now: datetime) -> None:
    await tx.execute(insert(handover_messages).values(handover=thread, author=author, text=text, at=now))


async def change(tx: Transaction, thread: int, **values: Any) -> None:
    await tx.execute(update(handovers).where(handovers.c.id == thread).values(**values))


def _threads() -> Any:
    who = (delegates.c.name.label("name"), delegates.c.delegation.label("delegation"))
    return select(handovers, *who).join(delegates, delegates.c.id == handovers.c.person)


async def thread(tx: Transaction, number: int) -> Thread | None:
    row = (await tx.execute(_threads().where(handovers.c.id == number))).first()
    return await _whole(tx, row) if row else None


async def open_thread_of(tx: Transaction, person: str) -> int | None:
    """The number of the person's thread that is not closed; of the latest, should there be several."""
    return (await tx.execute(_OPEN, {"whose": person})).scalar_one_or_none()


async def taken_threads(tx: Transaction, people: Collection[str]) -> dict[str, int]:
    """The numbers of the threads of these people that staff have taken, by person."""
    return {row.person: row.number for row in await tx.execute(_TAKEN, {"people": list(people)})}


_OPEN = (
    select(handovers.c.id)
    .where(handovers.c.person == bindparam("whose"), handovers.c.state != ThreadState.CLOSED.value)
    .order_by(handovers.c.id.desc())
    .limit(1)
)
_TAKEN = (
    select(handovers.c.person, func.max(handovers.c.id).label("number"))
    .where(handovers.c.person.in_(bindparam("people", expanding=True)), handovers.c.state == ThreadState.CLAIMED.value)
    .group_by(handovers.c.person)
)
"""Written once, since it is asked for every message."""


async def threads(tx: Transaction, *, closed: bool = False, limit: int = 200) -> tuple[Thread, ...]:
    """Open and claimed threads, oldest first; or the latest closed ones."""
    where = handovers.c.state == ThreadState.CLOSED.value
    query = _threads().where(where if closed else ~where)
    query = query.order_by(handovers.c.id.desc() if closed else handovers.c.id).limit(limit)
    rows = (await tx.execute(query)).all()
    lines = await _lines(tx, [row.id for row in rows]) if rows else {}
    return tuple(_thread(row, tuple(lines[row.id])) for row in rows)


async def _lines(tx: Transaction, numbers: Sequence[int]) -> Mapping[int, Sequence[Line]]:
    """What was written in each of these threads, in order."""
    query = select(handover_messages).where(handover_messages.c.handover.in_(numbers)).order_by(handover_messages.c.id)
    found: dict[int, list[Line]] = defaultdict(list)
    for row in await tx.execute(query):
        found[row.handover].append(Line(author=row.author, text=row.text, at=row.at))
    return found


async def _whole(tx: Transaction, row: Row[Any]) -> Thread:
    return _thread(row, tuple((await _lines(tx, [row.id]))[row.id]))


def _thread(row: Row[Any], lines: tuple[Line, ...]) -> Thread:
    return Thread(
        id=row.id,
        person=row.person,
        name=row.name,
        delegation=row.delegation,
        question=row.question,
        language=row.language,
        guesses=tuple(row.guesses),
        state=ThreadState(row.state),
        assignee=row.assignee,
        created_at=row.created_at,
        lines=lines,
    )
