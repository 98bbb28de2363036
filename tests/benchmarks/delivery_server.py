"""A Bot API with a network before it and trouble in it: `python -m tests.benchmarks.delivery_server` runs one for itself,
so that it has a core of its own."""

import argparse
import asyncio
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import web

from tests.emulator.faults import Fault, Faults, Kind
from tests.emulator.limits import Limits
from tests.emulator.server import BotApi, serving
from tests.emulator.world import Bot, User, World

TOKEN = "1000001:BENCH-delegates-bot-token-000000000000"
FIRST_CHAT = 200_001
STATISTICS = "/statistics/"

TROUBLE = {Kind.DROP: 0.05, Kind.PAGE: 0.05, Kind.RETRY: 0.03, Kind.HANG: 0.02}
"""The share of messages that each fault strikes."""


@dataclass
class Mix(Faults):
    """Faults that strike messages at random, with these shares."""

    dice: random.Random = field(default_factory=random.Random)
    shares: dict[Kind, float] = field(default_factory=lambda: dict(TROUBLE))

    def next(self, method: str, chat: int | None) -> Fault | None:
        if method != "sendmessage":
            return None
        chance = self.dice.random()
        for kind, share in self.shares.items():
            chance -= share
            if chance < 0:
                return Fault(kind)
        return None


class DistantApi(BotApi):
    """Requests and answers travel so many seconds, each way, between the two numbers. `arrivals` holds when, on the
    monotonic clock, each message came in."""

    def __init__(self, world: World, way: tuple[float, float] = (0.0, 0.0), seed: int = 0) -> None:
        super().__init__(world)
        self._way, self._dice = way, random.Random(seed)
        self.arrivals: list[float] = []

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if self._way[1]:
            await asyncio.sleep(self._dice.uniform(*self._way))
        if request.match_info["method"].lower() == "sendmessage":
            self.arrivals.append(time.monotonic())
        response = await super()._handle(request)
        if self._way[1]:
            await asyncio.sleep(self._dice.uniform(*self._way))
        return response


@dataclass(frozen=True)
class Place:
    """The platform of a test: a bot, and people who started it."""

    world: World
    bot: Bot
    people: tuple[User, ...]

    def copies(self, text: str) -> dict[int, int]:
        """How many messages with that text each of the people has, none included."""
        chats = self.bot.messages
        return {one.id: sum(text in m.get("text", "") for m in chats.get(one.id, {}).values()) for one in self.people}

    def arrived(self, text: str) -> int:
        """In how many chats the text is."""
        return sum(count > 0 for count in self.copies(text).values())


def place(people: int, per_second: int) -> Place:
    world = World()
    bot = world.bot(TOKEN, "Delegates", "bench_bot", Limits(per_second))
    users = tuple(world.user(f"Person {n}", number=FIRST_CHAT + n) for n in range(people))
    bot.started.update(user.id for user in users)
    return Place(world, bot, users)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--per-second", type=int, default=30)
    parser.add_argument("--way", type=float, nargs=2, default=(0.0, 0.0), help="seconds each way, least and most")
    given = parser.parse_args(arguments)
    asyncio.run(_serve(given.people, given.per_second, (given.way[0], given.way[1])))


async def _serve(people: int, per_second: int, way: tuple[float, float]) -> None:
    on = place(people, per_second)
    api, told = DistantApi(on.world, way), web.Application()

    async def statistics(request: web.Request) -> web.Response:
        """What came in since the last time anyone asked."""
        found = {"refusals": on.bot.limits.refusals, "arrivals": list(api.arrivals)}
        on.bot.limits.refusals = 0
        api.arrivals.clear()
        return web.json_response(found)

    told.router.add_get("/", statistics)
    async with serving(api, (STATISTICS, told)):
        print(api.url, flush=True)
        ended = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()


if __name__ == "__main__":
    sys.exit(main())
