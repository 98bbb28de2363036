"""Updates in: each handled once, those of one chat in order, none acknowledged before it is handled."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.storage import updates as store
from bot.storage.engine import Database

Update = Mapping[str, Any]
"""An update as it came: nothing in it can be relied on but `update_id`."""

_REMEMBERED = timedelta(days=2)
"""Telegram keeps what was not fetched for a day."""

_log = structlog.get_logger(__name__)


@dataclass
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Intake:
    """Hands updates to `handle`, which must not raise. `name` tells bots apart."""

    def __init__(self, database: Database, name: str, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._database, self._name, self._handle = database, name, handle
        self._lines: dict[str, _Line] = {}

    async def take(self, update: Update) -> None:
        """Handle the update after earlier ones of its chat, unless it was handled before."""
        key = chat_of(update)
        line = self._lines.setdefault(key, _Line())
        line.waiting += 1
        try:
            async with line.turn:
                await self._once(update)
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[key]

    async def _once(self, update: Update) -> None:
        number = int(update["update_id"])
        async with self._database.read() as tx:
            if await store.handled(tx, self._name, number):
                return
        await self._handle(update)
        async with self._database.begin() as tx:
            await store.note(tx, self._name, number, datetime.now(UTC))

    async def tidy(self) -> None:
        """Forget updates that cannot come again."""
        async with self._database.begin() as tx:
            await store.forget(tx, datetime.now(UTC) - _REMEMBERED)


def chat_of(update: Update) -> str:
    """Whose turn an update takes: its chat's, else its sender's, else one shared by all such."""
    for content in update.values():
        if not isinstance(content, Mapping):
            continue
        for holder in (content.get("message"), content):
            for name in ("chat", "from"):
                found = holder.get(name) if isinstance(holder, Mapping) else None
                if isinstance(found, Mapping) and "id" in found:
                    return str(found["id"])
    return ""


class Unusable(Exception):
    """The server cannot be asked now; try again after `wait` seconds."""

    def __init__(self, reason: str, wait: float) -> None:
        super().__init__(reason)
        self.wait = wait


class Polling:
    """Fetches updates with `fetch(offset, seconds)` (raising Unusable) and acknowledges what has been handled: the next
    offset never passes an update still in work, and new ones are taken meanwhile."""

    def __init__(self, fetch: Callable[[int, int], Awaitable[list[dict[str, Any]]]], intake: Intake) -> None:
        self._fetch, self._intake = fetch, intake
        self._flights: dict[int, asyncio.Task[None]] = {}
        self._next = 0

    async def run(self, *, seconds: int = 25, look_again: float = 0.2, drain: float = 5.0) -> None:
        """Take updates until cancelled, then finish those in work."""
        try:
            while True:
                try:
                    await self._round(seconds, look_again)
                except Unusable as error:
                    _log.warning("updates cannot be fetched", reason=str(error))
                    await asyncio.sleep(error.wait)
        finally:
            await self._land(drain)

    async def _round(self, seconds: int, look_again: float) -> None:
        found = await self._fetch(self._offset(), 0 if self._flights else seconds)
        fresh = [one for one in found if one["update_id"] >= self._next]
        for update in fresh:
            self._start(update)
        if self._flights and not fresh:
            await asyncio.wait(self._flights.values(), timeout=look_again, return_when=asyncio.FIRST_COMPLETED)

    def _offset(self) -> int:
        return min(self._flights, default=self._next)

    def _start(self, update: dict[str, Any]) -> None:
        number = update["update_id"]
        self._next = number + 1
        flight = asyncio.create_task(self._intake.take(update), name=f"update {number}")
        self._flights[number] = flight
        flight.add_done_callback(lambda done: self._landed(number, done))

    def _landed(self, number: int, flight: "asyncio.Task[None]") -> None:
        self._flights.pop(number, None)
        if not flight.cancelled() and (error := flight.exception()):
            _log.error("update not handled", update=number, error=f"{type(error).__name__}: {error}")

    async def _land(self, drain: float) -> None:
        if self._flights:
            await asyncio.wait(self._flights.values(), timeout=drain)
        offset = self._offset()
        for flight in list(self._flights.values()):
            flight.cancel()
        if offset:
            with suppress(Unusable, TimeoutError):
                async with asyncio.timeout(2):
                    await self._fetch(offset, 0)
