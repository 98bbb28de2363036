"""An emulated platform for both bots, and the application on it as its own process."""

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from tests.benchmarks.delivery_process import ROOT, Sender
from tests.emulator.__main__ import DELEGATES_TOKEN, STAFF_TOKEN
from tests.emulator.limits import Limits
from tests.emulator.phone import Phone
from tests.emulator.server import BotApi, serving
from tests.emulator.world import Bot, World

_QUESTIONS = Path(__file__).parent / "data" / "harbin_questions.jsonl"
_NIGHT = "2026-01-06T03:00"
"""A moment of the event at which nobody is reminded of anything."""


class WatchedApi(BotApi):
    """Notes when, on the monotonic clock, a message for each chat came in."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.arrivals: dict[int, list[float]] = {}

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        came = time.monotonic()
        response = await super()._handle(request)
        method = request.match_info["method"].lower()
        if method == "sendmessage" and response.status == 200:
            chat = json.loads(response.body)["result"]["chat"]["id"]  # type: ignore[attr-defined]
            self.arrivals.setdefault(chat, []).append(came)
        return response


@dataclass
class Place:
    """The platform and the application's process."""

    api: WatchedApi
    delegates: Bot
    sender: Sender
    phones: list[Phone] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.sender.process.pid

    def spent(self) -> float:
        """Processor seconds of the application so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def join(self, count: int) -> None:
        """People with telephones in all nine languages, who have started the bot and agreed."""
        languages = sorted({language for language, _ in questions()})
        for number in range(count):
            user = self.api.world.user(f"Person {number}", languages[number % len(languages)])
            self.phones.append(Phone(self.api.world, self.delegates, user))
        for phone in self.phones:
            phone.say("/start")
        await self.heard(1)
        for phone in self.phones:
            phone.press("✅")
        await self.heard(2)

    async def heard(self, messages: int, within: float = 120.0) -> None:
        """Wait until everybody has got so many messages."""
        async with asyncio.timeout(within):
            while any(len(self.api.arrivals.get(phone.chat, ())) < messages for phone in self.phones):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def at_work(folder: Path, *, cap: int = 30, **more: str) -> AsyncIterator[Place]:
    """The application serving on a data folder, with that many messages a second allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    world = World()
    delegates = world.bot(DELEGATES_TOKEN, "Delegates", "delegates_bot", Limits(cap))
    world.bot(STAFF_TOKEN, "Staff", "staff_bot", Limits())
    async with serving(WatchedApi(world)) as api:
        assert isinstance(api, WatchedApi)
        environment = {
            "DELEGATE_BOT_TOKEN": DELEGATES_TOKEN,
            "STAFF_BOT_TOKEN": STAFF_TOKEN,
            "DELEGATE__TELEGRAM__API_URL": api.url,
            "DELEGATE__DELIVERY__PER_SECOND": str(cap),
            "DELEGATE__WEB__PORT": "0",
            "DELEGATE__ACCESS__MODE": "open",
            "DELEGATE__LOG__LEVEL": "WARNING",
            **more,
        }
        clock = ("--clock", _NIGHT, "--speed", "0.001")
        sender = await Sender.start(folder / "data", environment, "--config", str(ROOT / "config.toml"), *clock)
        try:
            await sender.says("staff:")
            yield Place(api, delegates, sender)
        finally:
            sender.process.terminate()
            await sender.process.wait()


def questions(seed: int = 1) -> Iterator[tuple[str, str]]:
    """The labelled questions of the bundled event as (language, question), shuffled."""
    found = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    random.Random(seed).shuffle(found)
    yield from ((one["lang"], one["question"]) for one in found)
