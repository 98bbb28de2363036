"""Ten thousand people, one item, one lead: how soon their reminders are ready, and whether anyone can still ask."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.app import Application, open_application
from bot.channels.telegram.delegate.api import connect
from bot.channels.telegram.delegate.carrier import TelegramCarrier
from bot.clock import RehearsalClock
from bot.config import load
from bot.delivery.pacing import Gate, Limits
from bot.delivery.worker import Courier
from bot.people.model import Channel
from bot.reminders.schedule import Wakeups
from bot.storage.tables import outbox
from tests.benchmarks.delivery_process import Scene
from tests.benchmarks.delivery_server import TOKEN, DistantApi, place
from tests.emulator.server import serving

START = datetime.fromisoformat("2031-05-02T10:00:00+01:00")
LEAD = timedelta(minutes=15)
_ASK_EVERY = 0.2


@dataclass(frozen=True)
class Rush:
    """Seconds after the due moment: all rows written, the first message at the platform; and the slowest answer."""

    people: int
    rows: int
    ready: float
    first: float
    answers: tuple[float, ...]


async def rush(folder: Path, people: int, before: float = 10.0) -> Rush:
    """`before` is how many seconds ahead of the moment everything is at work."""
    on = place(people, 30)
    scene = Scene(folder, on)
    await scene.settle()
    clock = RehearsalClock(START - LEAD - timedelta(seconds=before))
    config = load(folder / "config.toml").model_copy(update={"event": _event(scene)})
    api = DistantApi(on.world)
    async with serving(api), open_application(config, scene.data, clock=clock) as application:
        await asyncio.to_thread(application.answers.warm)
        bot = connect(TOKEN, api.url)
        gate = {Channel.TELEGRAM: Gate(Limits(30))}
        carriers = [TelegramCarrier(bot, scene.data)]
        courier = Courier(application.database, clock, application.live, carriers, doors=gate)
        works = [courier.run(), Wakeups(application.reminders, clock).run()]
        tasks = [asyncio.create_task(work) for work in works]
        moment = time.monotonic() + (START - LEAD - clock.now()).total_seconds()
        try:
            return await _watched(application, api, people, moment)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await bot.session.close()


def _event(scene: Scene) -> object:
    section = load(scene.folder / "config.toml").event
    return section.model_copy(update={"path": scene.pack})


async def _watched(application: Application, api: DistantApi, people: int, moment: float) -> Rush:
    await _ask(application, until=time.monotonic())  # the first question of all loads what it needs
    await asyncio.sleep(moment - time.monotonic() - 0.5)
    asking = asyncio.create_task(_ask(application, until=moment + 3))
    ready, rows = 0.0, 0
    async with asyncio.timeout(60):
        while rows < people or not api.arrivals:
            await asyncio.sleep(0.02)
            if rows < people:
                rows, ready = await _rows(application), time.monotonic() - moment
    return Rush(people, rows, ready, api.arrivals[0] - moment, await asking)


async def _rows(application: Application) -> int:
    async with application.database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(outbox))).scalar_one())


async def _ask(application: Application, until: float) -> tuple[float, ...]:
    """The seconds each of many questions, one after the other, took."""
    asker, *_ = await application.people.everyone()
    took: list[float] = []
    while not took or time.monotonic() < until:
        began = time.monotonic()
        await application.conversation.reply(asker, "When is the sail parade?", Channel.TELEGRAM)
        took.append(time.monotonic() - began)
        await asyncio.sleep(_ASK_EVERY)
    return tuple(took)
