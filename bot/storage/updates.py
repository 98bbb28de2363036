"""What the bots' platform delivered: each update once, kept with its body until it has been handled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import updates

Body = Mapping[str, Any]


async def add(tx: Transaction, bot: str, found: Mapping[int, Body], at: datetime) -> frozenset[int]:
    """Keep these updates by their numbers; returns the numbers that are new."""
    known = select(updates.c.update).where(updates.c.channel == bot, updates.c.update.in_(found))
    old = frozenset((await tx.execute(known)).scalars())
    rows = [
        {"channel": bot, "update": number, "at": at, "body": dict(body)}
        for number, body in found.items()
        if number not in old
    ]
    if rows:
        await upsert(tx, updates, rows, key=("channel", "update"))
    return frozenset(found) - old


async def unhandled(tx: Transaction, bot: str) -> list[Body]:
    """What was kept and not handled, in order."""
    query = select(updates.c.body).where(updates.c.channel == bot, updates.c.body.is_not(None))
    return list((await tx.execute(query.order_by(updates.c.update))).scalars())


async def done(tx: Transaction, bot: str, numbers: Sequence[int]) -> None:
    """They have been handled; only their numbers stay."""
    where = (updates.c.channel == bot, updates.c.update.in_(numbers))
    await tx.execute(update(updates).where(*where).values(body=None))


async def forget(tx: Transaction, before: datetime) -> None:
    """Drop what was handled and is too old to be delivered again."""
    await tx.execute(delete(updates).where(updates.c.at < before, updates.c.body.is_(None)))
