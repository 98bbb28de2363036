"""Marks and verdicts of concurrent sends, committed together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery.model import Parcel
from bot.delivery.policy import Verdict
from bot.delivery.queue import store
from bot.errors import first_line
from bot.storage.batching import Batching
from bot.storage.engine import Database, Transaction

_log = structlog.get_logger(__name__)
_WAIT_AFTER_ERROR = 1.0


@dataclass(eq=False)
class _Entry:
    parcel: Parcel
    verdict: Verdict | None  # None: mark it as being sent
    ours: bool = True


class Ledger:
    """Commits marks and verdicts of concurrent sends together. Each call returns once its own entry is committed; while
    the database cannot be written (full disk, locked by others) it keeps trying and nothing is forgotten."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owner: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database, self._clock, self._owner, self._sleep = database, clock, owner, sleep
        self._entries = Batching(self._write)

    async def sending(self, parcel: Parcel) -> bool:
        """Mark it as being sent; False when it was taken back and must not be."""
        entry = _Entry(parcel, None)
        await self._entries.commit(entry)
        return entry.ours

    async def settle(self, parcel: Parcel, verdict: Verdict) -> None:
        """Write down what became of an attempt."""
        await self._entries.commit(_Entry(parcel, verdict))

    async def _write(self, batch: Sequence[_Entry]) -> None:
        while True:
            try:
                async with self._database.begin() as tx:
                    marked = await self._apply(tx, batch)
                break
            except Exception as error:
                _log.error("outbox cannot be written", error=first_line(error), waiting=len(batch))
                await self._sleep(_WAIT_AFTER_ERROR)
        for entry in batch:
            entry.ours = entry.verdict is not None or entry.parcel.id in marked

    async def _apply(self, tx: Transaction, batch: Sequence[_Entry]) -> frozenset[int]:
        results = [(entry.parcel, entry.verdict) for entry in batch if entry.verdict is not None]
        if results:
            real = datetime.now(UTC)
            ready = [real + timedelta(seconds=verdict.wait) for _, verdict in results]
            await store.settle(tx, results, self._owner, self._clock.now(), ready)
        marks = [entry.parcel.id for entry in batch if entry.verdict is None]
        return await store.mark_sending(tx, marks, self._owner) if marks else frozenset()
