"""Which updates of a bot have been handled, so that one the platform delivers again is not handled again."""

from datetime import datetime

from sqlalchemy import delete, select

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import updates


async def handled(tx: Transaction, bot: str, number: int) -> bool:
    """Whether this update was handled before."""
    query = select(updates.c.update).where(updates.c.channel == bot, updates.c.update == number)
    return (await tx.execute(query)).first() is not None


async def note(tx: Transaction, bot: str, number: int, at: datetime) -> None:
    """The update has been handled."""
    await upsert(tx, updates, [{"channel": bot, "update": number, "at": at}], key=("channel", "update"))


async def forget(tx: Transaction, before: datetime) -> None:
    """Drop what is too old to be delivered again."""
    await tx.execute(delete(updates).where(updates.c.at < before))
