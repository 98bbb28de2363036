"""Kill the sender at random moments of a broadcast, and count what became of it."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.broadcasts.service import Broadcasts
from bot.clock import SystemClock
from bot.delivery.live import Live
from bot.delivery.model import Lane, State
from bot.delivery.service import Outbox
from bot.programme.service import Programme
from knowledge.packs import load
from tests.benchmarks.delivery_process import Scene, Sender
from tests.benchmarks.delivery_server import DistantApi, Place, place
from tests.emulator.server import serving

TEXT = "The sail parade starts at ten"
WAY = (0.02, 0.03)
UNDER_WAY = 0.1
"""Seconds after a kill in which what was under way may still arrive."""
_PATIENCE = 120.0


@dataclass(frozen=True)
class Toll:
    """What kills cost: `flying` were being sent at each; `uncertain` of them staff were told of; `lost` reached nobody and
    nobody was told; `twice` were there more than once, after staff had the uncertain ones sent again."""

    recipients: int
    flying: tuple[int, ...]
    takeovers: tuple[float, ...]
    uncertain: int
    lost: int
    unsure_but_there: int
    twice: int

    def __str__(self) -> str:
        waits = ", ".join(f"{took:.1f}" for took in self.takeovers)
        return (
            f"{self.recipients} recipients, {len(self.flying)} kills with {self.flying} in flight: lost {self.lost}, "
            f"uncertain {self.uncertain} (shown to staff, {self.unsure_but_there} of them had arrived), "
            f"twice {self.twice}; taken over after {waits} s"
        )


async def killed(folder: Path, seed: int, *, recipients: int, per_second: int, kills: int, lane: Lane) -> Toll:
    """A broadcast through that many kills, a standby taking over each time; then staff repeat what is uncertain."""
    dice = random.Random(seed)
    on = place(recipients, per_second)
    scene = Scene(folder, on)
    await scene.settle()
    # a second's messages are left after the last kill, lest a busy machine deliver them all before it
    moments = sorted(dice.sample(range(per_second // 10, recipients - per_second), kills))
    flying: list[int] = []
    takeovers: list[float] = []
    async with serving(far := DistantApi(on.world, WAY, seed)) as api, AsyncExitStack() as stack:
        environment = scene.environment(api.url, per_second)
        sender = await Sender.start(scene.data, environment)
        stack.push_async_callback(sender.end)
        await sender.ready()
        heirs = [await Sender.start(scene.data, environment, "--standby") for _ in moments]
        for heir in heirs:
            stack.push_async_callback(heir.end)
            await heir.says("standing by")
        number = await scene.announce(TEXT, lane)
        for moment in moments:
            await until(on, moment)
            await asyncio.sleep(dice.uniform(0, WAY[1]))
            struck = time.monotonic()
            await sender.end()
            flying.append(scene.states().get(State.SENDING, 0))
            took, sender = await asyncio.gather(_sent_again(far, struck + UNDER_WAY), _successor(heirs))
            takeovers.append(took)
            heirs.remove(sender)
        return await _settled(scene, number, tuple(flying), tuple(takeovers))


async def _sent_again(api: DistantApi, since: float) -> float:
    """The seconds until the first message after that moment."""
    async with asyncio.timeout(_PATIENCE):
        while not api.arrivals or api.arrivals[-1] <= since:
            await asyncio.sleep(0.02)
    return api.arrivals[-1] - since


async def _successor(heirs: Sequence[Sender]) -> Sender:
    """The one of those standing by that serves now."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            for heir in heirs:
                if heir.serves:
                    return heir
            await asyncio.sleep(0.02)


async def until(on: Place, arrived: int) -> None:
    """Wait until the announcement is in so many chats."""
    async with asyncio.timeout(_PATIENCE):
        while on.arrived(TEXT) < arrived:
            await asyncio.sleep(0.005)


async def _settled(scene: Scene, number: int, flying: tuple[int, ...], takeovers: tuple[float, ...]) -> Toll:
    """Wait for the end, ask what staff see, and repeat what is uncertain."""
    database, clock = await scene.database(), SystemClock()
    programme = await Programme.open(database, clock, load(scene.pack).event)
    broadcasts = Broadcasts(database, clock, programme, Live())
    await _through(broadcasts, number)
    stuck = await Outbox(database, clock, Live()).stuck(limit=len(scene.place.people))
    told = {int(one.recipient.removeprefix("d")) for one in stuck if one.state is State.AMBIGUOUS}
    before = scene.place.copies(TEXT)
    await broadcasts.retry_failed(number, "staff:test", uncertain=True)
    await _through(broadcasts, number)
    await database.close()
    after = scene.place.copies(TEXT)
    return Toll(
        recipients=len(before),
        flying=flying,
        takeovers=takeovers,
        uncertain=len(told),
        lost=sum(not count and chat not in told for chat, count in before.items())
        + sum(not count for count in after.values()),
        unsure_but_there=sum(before[chat] > 0 for chat in told),
        twice=sum(count > 1 for count in after.values()),
    )


async def _through(broadcasts: Broadcasts, number: int) -> None:
    async with asyncio.timeout(_PATIENCE):
        while (await broadcasts.progress(number)).waiting:
            await asyncio.sleep(0.1)
