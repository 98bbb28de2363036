"""SQL of what each conversation was last about."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import conversations
from knowledge.answers.model import Focus


async def focus(tx: Transaction, person: str, since: datetime) -> Focus | None:
    """What was last talked about, unless that was before `since`."""
    found = (await tx.execute(_FOCUS, {"whose": person, "since": since})).scalar_one_or_none()
    return Focus.model_validate(found) if found else None


_FOCUS = select(conversations.c.focus).where(
    conversations.c.person == bindparam("whose"), conversations.c.at >= bindparam("since")
)
"""Written once, since it is asked for every message."""


async def remember(tx: Transaction, talked: Mapping[str, Focus], now: datetime) -> None:
    """What the conversations with these people are about now."""
    rows = [{"person": one, "focus": focus.model_dump(mode="json"), "at": now} for one, focus in talked.items()]
    await upsert(tx, conversations, rows, key=("person",), overwrite=("focus", "at"))
