"""The whole application with its bots on an emulated Bot API, over real sockets, in this process."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import Application, open_application
from bot.channels.telegram.wiring import Bots, bots
from bot.channels.web.carrier import WebCarrier
from bot.clock import Clock
from bot.config import load
from bot.delivery.model import Said
from bot.delivery.service import Outbox
from bot.delivery.worker import Courier
from bot.people.model import Delegate, Role
from tests.emulator import limits
from tests.emulator.phone import Phone
from tests.emulator.server import BotApi, serving
from tests.emulator.world import Bot, World

DELEGATES_TOKEN = "100200300:CANARY-delegates-aaaaaaaaaaaaaaaaaaaaa"
STAFF_TOKEN = "400500600:CANARY-staff-bbbbbbbbbbbbbbbbbbbbbbbbb"


@dataclass
class Stage:
    """Everything a test touches."""

    application: Application
    world: World
    api: BotApi
    delegates: Bot
    staff: Bot
    phones: dict[int, Phone] = field(default_factory=dict)

    def phone(self, bot: Bot, name: str = "Anna", language: str = "en") -> Phone:
        return Phone(self.world, bot, self.world.user(name, language))

    async def invited(self, person: Delegate, language: str = "") -> Phone:
        """A phone whose owner has opened their invitation and agreed."""
        phone = self.phone(self.delegates, person.name, language or person.language)
        phone.say("/start " + await self.application.people.invite(person.id))
        welcome = await phone.hears(timeout=30)
        phone.press("✅", welcome)
        await phone.hears(timeout=30)
        return phone

    async def history(self, person: str) -> tuple[Said, ...]:
        """What the journal holds of a person."""
        application = self.application
        return await Outbox(application.database, application.clock, application.live).history(person)

    async def member(self, name: str, role: Role = Role.SENDER) -> Phone:
        """A phone whose owner has signed in to the staff bot."""
        staff = await self.application.people.add_staff(name, role)
        phone = self.phone(self.staff, name)
        phone.say("/start " + await self.application.people.sign_in_code(staff.id))
        await phone.hears(name, timeout=30)
        return phone


@asynccontextmanager
async def stage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    clock: Clock | None = None,
    start: datetime | None = None,
    event: str = "",
    settings: Sequence[tuple[str, str]] = (),
    per_second: int = 30,
    staff: bool = False,
    run: bool = True,
) -> AsyncIterator[Stage]:
    """The application running on the emulator. `per_second` is the platform's limit."""
    world = World()
    delegates = world.bot(DELEGATES_TOKEN, "Delegates", "delegates_bot", limits.Limits(per_second))
    staff_bot = world.bot(STAFF_TOKEN, "Staff", "staff_bot", limits.Limits())
    async with serving(BotApi(world)) as api:
        monkeypatch.setenv("DELEGATE_BOT_TOKEN", DELEGATES_TOKEN)
        monkeypatch.setenv("STAFF_BOT_TOKEN", STAFF_TOKEN if staff else "")
        monkeypatch.setenv("DELEGATE__TELEGRAM__API_URL", api.url)
        monkeypatch.setenv("DELEGATE__DELIVERY__PER_SECOND", str(per_second))
        if event:
            monkeypatch.setenv("DELEGATE__EVENT__PATH", event)
        for name, value in settings:
            monkeypatch.setenv(name, value)
        config = load(tmp_path / "config.toml")
        data, index = tmp_path / "data", tmp_path.parent / "telegram-index"
        if index.is_dir() and not event:
            shutil.copytree(index, data / "index")
        async with open_application(config, data, clock=clock, start=start) as application:
            await asyncio.to_thread(application.answers.warm)
            if not event and not index.is_dir():  # the bundled event is indexed once for all tests
                shutil.copytree(data / "index", index)
            made = Stage(application, world, api, delegates, staff_bot)
            async with running(application) if run else nullcontext():
                yield made


@asynccontextmanager
async def running(application: Application) -> AsyncIterator[Bots]:
    """The bots and the courier at work."""
    async with bots(application) as made:
        carriers = [WebCarrier(), *made.carriers]
        courier = Courier(application.database, application.clock, application.live, carriers, doors=made.doors)
        tasks = [asyncio.create_task(work) for work in (courier.run(), *(work() for work in made.works))]
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            done = await asyncio.gather(*tasks, return_exceptions=True)
            for outcome in done:
                if isinstance(outcome, Exception):
                    raise outcome
