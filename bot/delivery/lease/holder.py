"""One sender at a time: a lease in the database that its holder keeps renewing, on SQLite and PostgreSQL alike."""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.delivery.lease import store
from bot.delivery.lease.store import Hold
from bot.errors import AlreadyRunning, first_line
from bot.storage.engine import Database

LASTS = timedelta(seconds=6)
"""Real time after the last renewal from which a holder is taken for dead; half of it passes between renewals at most."""

_RENEW_EVERY, _LOOK_EVERY = 2.0, 0.5
_log = structlog.get_logger(__name__)


class SenderLease:
    """`async with lease.held(standby=…)` around everything that sends or schedules. Judges the other holder by whether it
    renews, watched on our own monotonic clock, so that wall clocks may differ or jump."""

    def __init__(self, database: Database, name: str = "sender", lasts: timedelta = LASTS) -> None:
        self._database, self._name, self._lasts = database, name, lasts
        self._owner = ":".join((socket.gethostname(), str(os.getpid()), _started(os.getpid()), secrets.token_hex(4)))

    @asynccontextmanager
    async def held(self, *, standby: bool = False) -> AsyncIterator[Hold]:
        """The lease, for the length of the block, which is cancelled when another process took it over. With `standby` it
        waits for its turn; without, AlreadyRunning is raised when another live process holds it."""
        hold = await self._acquire(standby)
        body = asyncio.current_task()
        assert body is not None, "a lease is held by a task"
        keeper = asyncio.create_task(self._keep(hold, body), name="sender lease")
        try:
            yield hold
        except asyncio.CancelledError:
            if keeper.done() and not keeper.cancelled() and body.uncancel() == 0:
                raise AlreadyRunning("another process took over sending; this one stops") from None
            raise
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            with suppress(Exception):
                await self._give_up(hold)

    async def _acquire(self, standby: bool) -> Hold:
        seen, since = None, time.monotonic()
        while True:
            async with self._database.begin() as tx:
                found = await store.find(tx, self._name)
                if found != seen:
                    if seen is not None and not standby and found is not None and found.owner:
                        raise AlreadyRunning(_busy(found))
                    if seen is None and standby:
                        _log.info("standing by")
                    seen, since = found, time.monotonic()
                silent = time.monotonic() - since >= self._lasts.total_seconds()
                if found is None or not found.owner or silent or _died(found.owner):
                    hold = await store.take(tx, self._name, self._owner, found, datetime.now(UTC) + self._lasts)
                    if hold:
                        return hold
            await asyncio.sleep(_LOOK_EVERY)

    async def _keep(self, hold: Hold, body: "asyncio.Task[object]") -> None:
        """Renew until cancelled; a database that is out of reach for the moment takes nobody's lease away."""
        while True:
            await asyncio.sleep(_RENEW_EVERY)
            try:
                async with self._database.begin() as tx:
                    ours = await store.renew(tx, self._name, hold, datetime.now(UTC) + self._lasts)
            except Exception as error:
                _log.error("lease not renewed", error=first_line(error))
                continue
            if not ours:
                body.cancel()
                return

    async def _give_up(self, hold: Hold) -> None:
        async with self._database.begin() as tx:
            await store.give_up(tx, self._name, hold, datetime.now(UTC))


def _died(owner: str) -> bool:
    """Whether the owner was a process of this machine that is no more; when in doubt it was not."""
    host, pid, started, *_ = [*owner.split(":"), "", ""]
    if host != socket.gethostname() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """When the process started, in the kernel's ticks, so that a number used again is told apart; "" when there is no such
    process, or no such record on this system."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _busy(hold: Hold) -> str:
    host, pid, *_ = hold.owner.split(":")
    return (
        f"process {pid} on {host} already sends for this data folder; "
        "stop it, name another with --data, or wait for it with --standby"
    )
