"""Updates in: kept before they are acknowledged, each handled once, those of one chat in order."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.errors import first_line
from bot.storage import updates as store
from bot.storage.engine import Database

Update = Mapping[str, Any]
"""An update as it came: nothing in it can be relied on but `update_id`."""

LONGEST_LINE = 40
"""Updates of one chat that may wait; what it sends beyond that is dropped, since nobody can mean it."""

_REMEMBERED = timedelta(days=2)
"""Telegram keeps what was not fetched for a day."""

_NOTE_EVERY = 0.2
_log = structlog.get_logger(__name__)


@dataclass
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Intake:
    """Owns the handling of one bot's updates. `handle` must not raise; `name` tells bots apart."""

    def __init__(self, database: Database, name: str, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._database, self._name, self._handle = database, name, handle
        self._lines: dict[str, _Line] = {}
        self._flights: set[asyncio.Task[None]] = set()
        self._handled: list[int] = []
        self._some_handled = asyncio.Event()

    async def run(self) -> None:
        """Take up what an earlier process left, and note what has been handled, until cancelled."""
        async with self._database.begin() as tx:
            await store.forget(tx, datetime.now(UTC) - _REMEMBERED)
            left = await store.unhandled(tx, self._name)
        self._start(left)
        while True:
            await self._some_handled.wait()
            await asyncio.sleep(_NOTE_EVERY)  # one write for many
            await self._note()

    async def receive(self, updates: Sequence[Update]) -> None:
        """Keep the updates and begin to handle those that are new; the platform may forget them afterwards."""
        found = {int(update["update_id"]): update for update in updates}
        async with self._database.begin() as tx:
            fresh = await store.add(tx, self._name, found, datetime.now(UTC))
        self._start([found[number] for number in sorted(fresh)])

    def _start(self, updates: Sequence[Update]) -> None:
        for update in updates:
            line = self._lines.setdefault(chat_of(update), _Line())
            if line.waiting >= LONGEST_LINE:
                self._done(int(update["update_id"]))
                continue
            line.waiting += 1
            flight = asyncio.create_task(self._take(update, line), name=f"update {update['update_id']}")
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)

    async def _take(self, update: Update, line: _Line) -> None:
        try:
            async with line.turn:
                await self._handle(update)
            self._done(int(update["update_id"]))
        except Exception:
            _log.exception("update not handled", update=update["update_id"])
        finally:
            line.waiting -= 1
            if not line.waiting:
                self._lines.pop(chat_of(update), None)

    def _done(self, number: int) -> None:
        self._handled.append(number)
        self._some_handled.set()

    async def _note(self) -> None:
        numbers, self._handled = self._handled, []
        self._some_handled.clear()
        if not numbers:
            return
        try:
            async with self._database.begin() as tx:
                await store.done(tx, self._name, numbers)
        except Exception as error:
            _log.error("updates cannot be noted", error=first_line(error))
            self._handled += numbers
            self._some_handled.set()

    async def drain(self, seconds: float = 5.0) -> None:
        """Let what is being handled finish, within reason; the rest is taken up at the next start."""
        if self._flights:
            await asyncio.wait(self._flights, timeout=seconds)
        for flight in list(self._flights):
            flight.cancel()
        await self._note()


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


Fetch = Callable[[int, int], Awaitable[list[dict[str, Any]]]]


async def poll(fetch: Fetch, intake: Intake, seconds: int = 25) -> None:
    """Ask for updates with `fetch(offset, seconds)` (raising Unusable) until cancelled. An offset acknowledges what lies
    before it, and that has been kept by then."""
    offset = 0
    try:
        while True:
            try:
                if found := await fetch(offset, seconds):
                    await intake.receive(found)
                    offset = max(int(one["update_id"]) for one in found) + 1
            except Unusable as error:
                _log.warning("updates cannot be fetched", reason=str(error))
                await asyncio.sleep(error.wait)
    finally:
        if offset:
            with suppress(Unusable, TimeoutError):
                async with asyncio.timeout(2):
                    await fetch(offset, 0)
