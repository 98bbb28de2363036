"""The sending half without the rest: an outbox, the courier, the gate and aiogram, against a Bot API on a socket."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bot.channels.telegram.delegate.api import connect
from bot.channels.telegram.delegate.carrier import TelegramCarrier
from bot.clock import Clock, SystemClock
from bot.delivery import store
from bot.delivery.live import OUTBOX_TOPIC, Live
from bot.delivery.model import OPEN_STATES, Cause, Lane, Message
from bot.delivery.pacing import Gate, Limits
from bot.delivery.worker import Courier, hands
from bot.people import store as people
from bot.people.model import Address, Channel, Delegate
from bot.storage.engine import Database
from bot.storage.tables import outbox
from tests.benchmarks.delivery_server import TOKEN


@dataclass(frozen=True)
class Line:
    """Everything from the outbox to the socket."""

    database: Database
    clock: Clock
    live: Live
    courier: Courier

    async def settle(self, chats: Sequence[int]) -> None:
        """Enrol people, each named after their chat, in pairs of delegations."""
        async with self.database.begin() as tx:
            delegates = [Delegate(id=f"d{chat}", name=f"d{chat}", language="en") for chat in chats]
            await people.add_delegates(tx, delegates, self.clock.now())
            for chat in chats:
                home = Address(person=f"d{chat}", channel=Channel.TELEGRAM, value=str(chat))
                await people.add_addresses(tx, [home], self.clock.now())

    async def queue(self, text: str, lane: Lane, chats: Iterable[int], cause: Cause = Cause.BROADCAST) -> None:
        """Put one message for each chat in the outbox."""
        now = self.clock.now()
        given = {"occasion": "once", "lane": lane, "language": "en", "due_at": now, "cause": cause}
        letters = [Message(recipient=f"d{chat}", subject=text, text=text, **given) for chat in chats]  # type: ignore[arg-type]
        async with self.database.begin() as tx:
            await store.enqueue(tx, letters, now)
        self.live.publish(OUTBOX_TOPIC)

    async def waiting(self) -> int:
        query = select(func.count()).where(outbox.c.state.in_([state.value for state in OPEN_STATES]))
        async with self.database.read() as tx:
            return int((await tx.execute(query)).scalar_one())

    async def through(self, patience: float, look: float = 0.1) -> None:
        """Wait until nothing waits any more."""
        async with asyncio.timeout(patience):
            while await self.waiting():
                await asyncio.sleep(look)


@asynccontextmanager
async def line(folder: Path, api: str, limits: Limits) -> AsyncIterator[Line]:
    """A line whose courier runs while the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    database, clock, live, bot = await Database.open("", folder), SystemClock(), Live(), connect(TOKEN, api)
    doors = {Channel.TELEGRAM: Gate(limits)}
    carriers, capacity = [TelegramCarrier(bot, folder)], hands(limits.per_second)
    courier = Courier(database, clock, live, carriers, doors=doors, capacity=capacity)
    running = asyncio.create_task(courier.run())
    try:
        yield Line(database, clock, live, courier)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.session.close()
        await database.close()
