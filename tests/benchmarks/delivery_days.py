"""The long run against the oracle: a thousand delegates, a day of edits, kills and faults."""

import time
from dataclasses import dataclass
from pathlib import Path

from bot.storage.engine import Database
from tests.bot.reminders.test_three_days import Mortal, World, play

DAY = 24 * 60


@dataclass(frozen=True)
class Comparison:
    """What people received and should have, in reminders of one item each; `wrong` is in only one of the two."""

    seed: int
    told: int
    wrong: int
    crashes: int
    seconds: float

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.told} told, {self.wrong} wrong, {self.crashes} crashes, {self.seconds:.0f} s"


async def compared(folder: Path, seed: int, people: int) -> Comparison:
    """The evening before, and the 24 hours of the first day."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    opened = await Database.open("", folder)
    world = World(seed, Mortal(opened.engine), people, deadly=0.1 / people)
    await play(world, DAY, risk=0.01)
    received, expected = await world.received(), sorted(world.oracle.told)
    await opened.close()
    both = set(received) & set(expected)
    wrong = len(received) + len(expected) - 2 * len(both)
    return Comparison(seed, len(expected), wrong, world.crashes, time.monotonic() - began)
