"""How fast a broadcast leaves, against a platform that is a process of its own."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.channels.telegram.delegate.api import SEND_TIMEOUT, connect
from bot.delivery.model import Lane
from bot.delivery.pacing import Limits
from bot.delivery.worker import hands
from tests.benchmarks.delivery_line import line
from tests.benchmarks.delivery_process import ROOT
from tests.benchmarks.delivery_server import FIRST_CHAT, STATISTICS, TOKEN

TEXT = "The sail parade starts at ten o’clock at Quay 2. Please be there a quarter of an hour before."
UNLIMITED = 1_000_000
_CONCURRENCY = hands(1000)


@dataclass(frozen=True)
class Speed:
    """Messages a second once the first second's worth was out, and how many the platform refused."""

    messages: int
    rate: float
    refusals: int


@dataclass(frozen=True)
class Platform:
    url: str

    async def speed(self, warm: int = 0) -> Speed:
        """Of what came in since the last time, without the first so many messages."""
        async with aiohttp.ClientSession() as session, session.get(self.url + STATISTICS) as response:
            found = json.loads(await response.text())
        arrivals = sorted(found["arrivals"])
        rate = (len(arrivals) - 1 - warm) / (arrivals[-1] - arrivals[warm])
        return Speed(len(arrivals), rate, found["refusals"])


@asynccontextmanager
async def platform(people: int, per_second: int, way: tuple[float, float] = (0.0, 0.0)) -> AsyncIterator[Platform]:
    """A Bot API in its own process."""
    command = ("-m", "tests.benchmarks.delivery_server", "--people", str(people), "--per-second", str(per_second))
    process = await create_subprocess_exec(
        sys.executable, *command, "--way", str(way[0]), str(way[1]), cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    try:
        yield Platform((await process.stdout.readline()).decode().strip())
    finally:
        process.terminate()
        await process.wait()


async def paced(folder: Path, people: int, per_second: int, way: tuple[float, float]) -> Speed:
    """A broadcast at that limit, over that network."""
    async with platform(people, per_second, way) as far:
        return await _sent(far, folder, people, per_second)


async def _sent(far: Platform, folder: Path, people: int, per_second: int) -> Speed:
    # Over a network the margin is what it is in the product; see `Limits`.
    async with line(folder, far.url, Limits(per_second)) as made:
        chats = range(FIRST_CHAT, FIRST_CHAT + people)
        await made.settle(chats)
        await made.queue(TEXT, Lane.BROADCAST, chats)
        await made.through(60 + 2 * people / per_second, look=0.5)
    return await far.speed(warm=min(per_second, people // 10))


async def against_bare(folder: Path, people: int) -> tuple[Speed, Speed]:
    """(ours at 1,000 a second, aiogram alone with the same concurrency and no outbox), one after the other."""
    async with platform(people, UNLIMITED) as far:
        await _bare(far, people)  # warms up both sides
        await far.speed()
        await _bare(far, people)
        bare = await far.speed(warm=people // 10)
    async with platform(people, 1000) as far:
        return await _sent(far, folder, people, 1000), bare


async def _bare(far: Platform, people: int) -> None:
    bot, gate = connect(TOKEN, far.url), asyncio.Semaphore(_CONCURRENCY)

    async def send(chat: int) -> None:
        async with gate:
            await bot.send_message(chat, TEXT, request_timeout=SEND_TIMEOUT)

    chats = [FIRST_CHAT + n % people for n in range(people)]
    try:
        for begin in range(0, people, 500):  # 500 tasks at a time, as nobody would start thousands at once
            await asyncio.gather(*(send(chat) for chat in chats[begin : begin + 500]))
    finally:
        await bot.session.close()
