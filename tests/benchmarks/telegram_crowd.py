"""Many people who ask at once, and one who never stops."""

import asyncio
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.telegram_place import Place, at_work, questions
from tests.emulator.phone import Phone


@dataclass(frozen=True)
class Crowd:
    """Seconds until the answers, and the application's processor seconds for each."""

    people: int
    answered: int
    p50: float
    p95: float
    effort: float
    refusals: int

    @property
    def complete(self) -> bool:
        return self.answered == self.people


@dataclass(frozen=True)
class Flood:
    """The others' p95 in seconds before and during it, and the answers that its writer got."""

    calm: float
    busy: float
    answers: int

    @property
    def ratio(self) -> float:
        return self.busy / self.calm


async def asked_at_once(folder: Path, people: int, cap: int, *, alike: bool = False) -> Crowd:
    """Everybody sends a question in their own language in the same moment: all different ones, or as after an announcement
    all of one language the same."""
    async with at_work(folder, cap=cap) as on:
        await on.join(people)
        await asyncio.sleep(5)
        on.delegates.limits.refusals = 0
        before, began = on.spent(), time.monotonic()
        for phone, question in zip(on.phones, _asked(on, alike=alike), strict=True):
            phone.say(question)
        try:
            await on.heard(3)
        except TimeoutError:
            print("not everybody was answered")
        waits = sorted(at - began for phone in on.phones for at in on.api.arrivals[phone.chat][2:3])
        effort = (on.spent() - before) / people
        return Crowd(people, len(waits), median(waits), _p95(waits), effort, on.delegates.limits.refusals)


async def flooded(folder: Path, seconds: float, others: int = 20) -> Flood:
    """One person writes 1,000 messages in that time while the others go on asking."""
    async with at_work(folder, cap=1000, DELEGATE__TELEGRAM__QUESTIONS_PER_MINUTE="20") as on:
        await on.join(others + 1)
        await asyncio.sleep(2)
        flooder, rest = on.phones[0], on.phones[1:]
        calm = await _waits(on, rest, rounds=3)
        before = len(on.api.arrivals[flooder.chat])
        writing = asyncio.create_task(_write(flooder, 1000, seconds))
        busy = await _waits(on, rest, rounds=3)
        await writing
        await asyncio.sleep(2)
        return Flood(_p95(calm), _p95(busy), len(on.api.arrivals[flooder.chat]) - before)


async def _write(phone: Phone, count: int, seconds: float) -> None:
    for number in range(count):
        phone.say(f"When is the opening ceremony? {number}")
        await asyncio.sleep(seconds / count)


async def _waits(on: Place, phones: list[Phone], rounds: int) -> list[float]:
    """Everybody asks now and then, one after the other."""
    asked = cycle(list(_asked(on)))
    found = []
    for _ in range(rounds):
        for phone in phones:
            known, began = len(on.api.arrivals[phone.chat]), time.monotonic()
            phone.say(next(asked))
            async with asyncio.timeout(60):
                while len(on.api.arrivals[phone.chat]) == known:
                    await asyncio.sleep(0.005)
            found.append(on.api.arrivals[phone.chat][known] - began)
            await asyncio.sleep(0.05)
    return found


def _asked(on: Place, *, alike: bool = False) -> list[str]:
    """A question for every phone, in its owner's language."""
    by_language: dict[str, list[str]] = {}
    for language, question in questions():
        by_language.setdefault(language, []).append(question)
    if alike:
        return [by_language[phone.user.language][0] for phone in on.phones]
    return [by_language[phone.user.language].pop() for phone in on.phones]


def _p95(waits: list[float]) -> float:
    return quantiles(waits, n=20)[18]
