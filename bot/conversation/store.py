"""SQL of what each conversation was last about."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import conversations
from knowledge.answers.model import Focus


async def focuses(tx: Transaction, people: Collection[str], since: datetime) -> dict[str, Focus]:
    """What was last talked about with each of these people, unless that was before `since`."""
    rows = await tx.execute(_FOCUSES, {"people": list(people), "since": since})
    return {row.person: Focus.model_validate(row.focus) for row in rows}


_FOCUSES = select(conversations.c.person, conversations.c.focus).where(
    conversations.c.person.in_(bindparam("people", expanding=True)), conversations.c.at >= bindparam("since")
)
"""Written once, since it is asked for every message."""


async def remember(tx: Transaction, talked: Mapping[str, Focus], now: datetime) -> None:
    """What the conversations with these people are about now."""
    rows = [{"person": one, "focus": focus.model_dump(mode="json"), "at": now} for one, focus in talked.items()]
    await upsert(tx, conversations, rows, key=("person",), overwrite=("focus", "at"))
