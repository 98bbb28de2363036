"""The rehearsal clock across restarts, and a clean slate for a rehearsal that begins anew."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.clock import RehearsalClock
from bot.storage.engine import Database, Transaction
from bot.storage.sql import upsert
from bot.storage.tables import conversations, messages, outbox, reminders, settings, told

_NAME = "rehearsal"


async def saved_clock(
    database: Database,
    *,
    start: datetime | None,
    default: datetime,
    speed: float,
    over: Callable[[datetime], bool],
) -> RehearsalClock:
    """The clock of the rehearsal that is under way, else a new one. It goes on when the same start (or none) is asked for
    and the event is not over on it; otherwise it begins anew, and what the last rehearsal sent is forgotten."""
    async with database.begin() as tx:
        kept = (await tx.execute(select(settings.c.value).where(settings.c.name == _NAME))).scalar_one_or_none()
        if kept and (start is None or kept["asked"] == start.isoformat()) and kept["speed"] == speed:
            clock = RehearsalClock(
                datetime.fromisoformat(kept["start"]), kept["speed"], datetime.fromisoformat(kept["anchor"])
            )
            if start is not None or not over(clock.now()):
                return clock
        clock = RehearsalClock(start or default, speed)
        value = {
            "asked": start.isoformat() if start else "",
            "start": clock.start.isoformat(),
            "anchor": clock.anchor.isoformat(),
            "speed": speed,
        }
        await upsert(tx, settings, [{"name": _NAME, "value": value}], key=("name",), overwrite=("value",))
        if kept:
            await _forget_from(tx, clock.start)
    return clock


async def _forget_from(tx: Transaction, moment: datetime) -> None:
    await tx.execute(delete(messages).where(messages.c.at >= moment))
    await tx.execute(delete(told).where(told.c.at >= moment))
    await tx.execute(delete(outbox).where(outbox.c.created_at >= moment))
    await tx.execute(delete(conversations).where(conversations.c.at >= moment))
    again = {"state": "pending", "fired_at": None}
    await tx.execute(update(reminders).where(reminders.c.due_at >= moment).values(**again))
