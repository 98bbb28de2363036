"""Small things a part of the product remembers by name, as JSON."""

from typing import Any

from sqlalchemy import select

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import settings


async def kept(tx: Transaction, name: str) -> Any:
    """What was kept under the name; None when nothing was."""
    return (await tx.execute(select(settings.c.value).where(settings.c.name == name))).scalar_one_or_none()


async def keep(tx: Transaction, name: str, value: Any) -> None:
    await upsert(tx, settings, [{"name": name, "value": value}], key=("name",), overwrite=("value",))
