"""Wake-ups on a clock that runs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import ManualClock, RehearsalClock
from bot.people import store as people
from bot.people.model import Delegate
from bot.programme.service import Programme
from bot.reminders.schedule import Wakeups
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from bot.storage.tables import outbox
from knowledge.event import Digests
from tests.events import FIRST, festival, item


async def written(database: Database) -> int:
    async with database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(outbox))).scalar_one())


async def eventually(ask: Callable[[], Awaitable[bool]], within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while not await ask():
            await asyncio.sleep(0.02)


async def stop(running: "asyncio.Task[None]") -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def open_reminders(database: Database, clock: ManualClock | RehearsalClock) -> Reminders:
    event = festival(item("talk", 0)).model_copy(update={"digests": Digests(evening=None, morning=None)})
    async with database.begin() as tx:
        await people.add_delegates(tx, [Delegate(id="ana", name="Ana", delegation="bergen")], clock.now())
    return Reminders(database, clock, await Programme.open(database, clock, event))


async def test_a_job_wakes_at_the_moment_on_a_clock_that_runs_fast(database: Database) -> None:
    due = FIRST - timedelta(minutes=15)
    clock = RehearsalClock(due - timedelta(minutes=2), speed=60)  # two seconds ahead of it
    reminders = await open_reminders(database, clock)
    running = asyncio.create_task(Wakeups(reminders, clock, sweep_seconds=3600).run())
    await asyncio.sleep(0.5)
    assert await written(database) == 0
    await eventually(lambda: _some(database))
    assert timedelta(0) <= clock.now() - due < timedelta(minutes=2)
    await stop(running)


async def _some(database: Database) -> bool:
    return await written(database) > 0


async def test_the_sweep_catches_what_no_job_woke_for(database: Database, clock: ManualClock) -> None:
    reminders = await open_reminders(database, clock)
    running = asyncio.create_task(Wakeups(reminders, clock, sweep_seconds=0.1).run())
    await asyncio.sleep(0.3)
    assert await written(database) == 0
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())
    await eventually(lambda: _some(database))
    await stop(running)


async def test_a_failing_database_postpones_and_breaks_nothing(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminders = await open_reminders(database, clock)
    working, failures = reminders.fire_due, 0

    async def failing() -> int:
        nonlocal failures
        failures += 1
        if failures < 3:
            raise OSError("disk full")
        return await working()

    monkeypatch.setattr(reminders, "fire_due", failing)
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())
    running = asyncio.create_task(Wakeups(reminders, clock, sweep_seconds=0.1).run())
    await eventually(lambda: _some(database))
    assert failures >= 3
    await stop(running)
