"""How fast a broadcast leaves, against a platform that is a process of its own."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.channels.telegram.delegate.api import SEND_TIMEOUT, connect
from bot.delivery.model import Lane
from bot.delivery.pacing import AT_ONCE, Limits
from tests.benchmarks.delivery_line import line
from tests.benchmarks.delivery_process import ROOT
from tests.benchmarks.delivery_server import FIRST_CHAT, STATISTICS, TOKEN

TEXT = "The sail parade starts at ten o’clock at Quay 2. Please be there a quarter of an hour before."
UNLIMITED = 1_000_000
UNHINDERED = 5000
"""A limit that neither side comes near: what is compared is what the sending itself costs."""


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
        speed, _ = await _sent(far, folder, people, per_second)
        return speed


async def _sent(far: Platform, folder: Path, people: int, per_second: int) -> tuple[Speed, float]:
    """And the milliseconds of processor time that a message took, from the outbox on."""
    # Over a network the margin is what it is in the product; see `Limits`.
    async with line(folder, far.url, Limits(per_second)) as made:
        chats = range(FIRST_CHAT, FIRST_CHAT + people)
        await made.settle(chats)
        await made.queue(TEXT, Lane.BROADCAST, chats)
        began = time.process_time()
        await made.through(60 + 2 * people / per_second, look=0.5)
        cpu = 1000 * (time.process_time() - began) / people
    return await far.speed(warm=min(per_second, people // 10)), cpu


@dataclass(frozen=True)
class Turn:
    """Aiogram alone with as many requests at once and no outbox, ours with no limit in the way, and ours at 1,000 a second;
    processor time is that of the sending process, in milliseconds a message."""

    bare: Speed
    free: Speed
    capped: Speed
    bare_cpu: float
    free_cpu: float


async def against_bare(folder: Path, people: int, turns: int = 3) -> list[Turn]:
    done = []
    for turn in range(turns):
        async with platform(people + 1, UNLIMITED) as far:
            bare, bare_cpu = await _bare(far, people)
        async with platform(people, UNLIMITED) as far:
            free, free_cpu = await _sent(far, folder / f"{turn} free", people, UNHINDERED)
        async with platform(people, 1000) as far:
            capped, _ = await _sent(far, folder / f"{turn} capped", people, 1000)
        done.append(Turn(bare, free, capped, bare_cpu, free_cpu))
    return done


async def _bare(far: Platform, people: int) -> tuple[Speed, float]:
    bot, chats = connect(TOKEN, far.url), iter(range(FIRST_CHAT, FIRST_CHAT + people))

    async def send() -> None:
        for chat in chats:
            await bot.send_message(chat, TEXT, request_timeout=SEND_TIMEOUT)

    try:
        await bot.send_message(FIRST_CHAT + people, TEXT)  # warms up both sides
        began = time.process_time()
        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
        cpu = 1000 * (time.process_time() - began) / people
    finally:
        await bot.session.close()
    return await far.speed(warm=people // 10), cpu
