"""Time as the product sees it: real, rehearsed (any start, any speed), or turned by hand in tests.

Everything about the event (what is next, when a reminder is due) obeys the clock; leases, pacing and back-off are about
machines and use real time.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """`now` is aware and in UTC. `sleep` waits for event time to pass."""

    @property
    def rehearsal(self) -> bool: ...

    def now(self) -> datetime: ...

    async def sleep(self, length: timedelta) -> None: ...

    def real(self, length: timedelta) -> timedelta:
        """How long that stretch of event time lasts in real time."""
        ...


class SystemClock:
    """The machine's clock."""

    rehearsal = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, length: timedelta) -> None:
        await asyncio.sleep(max(0.0, length.total_seconds()))

    def real(self, length: timedelta) -> timedelta:
        return length


class RehearsalClock:
    """Shows `start` at the real moment `anchor` and runs `speed` times as fast from there, so that a restarted process
    shows the same time as one that never stopped."""

    rehearsal = True

    def __init__(self, start: datetime, speed: float = 1.0, anchor: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("the speed of a clock must be above zero")
        self.start, self.speed = start.astimezone(UTC), speed
        self.anchor = anchor or datetime.now(UTC)
        self._offset = (datetime.now(UTC) - self.anchor).total_seconds() - time.monotonic()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=(time.monotonic() + self._offset) * self.speed)

    async def sleep(self, length: timedelta) -> None:
        await asyncio.sleep(max(0.0, self.real(length).total_seconds()))

    def real(self, length: timedelta) -> timedelta:
        return length / self.speed


class ManualClock:
    """Stands still until it is turned; sleepers wake when their moment has come."""

    rehearsal = True

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    def turn(self, length: timedelta) -> None:
        """Let that much time pass, or turn back when negative."""
        self._now += length
        for due, event in self._sleepers:
            if due <= self._now:
                event.set()
        self._sleepers = [(due, event) for due, event in self._sleepers if due > self._now]

    async def sleep(self, length: timedelta) -> None:
        event = asyncio.Event()
        self._sleepers.append((self._now + length, event))
        if length > timedelta(0):
            await event.wait()

    def real(self, length: timedelta) -> timedelta:
        return timedelta(0)
