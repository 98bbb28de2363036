"""Many at once, and one who never stops."""

import asyncio
import time
from pathlib import Path
from statistics import quantiles

import pytest

from tests.e2e.telegram_world import Stage, stage
from tests.emulator.phone import Phone

OPEN = (("DELEGATE__ACCESS__MODE", "open"),)
PEOPLE = 200
QUESTIONS = (
    "When is the opening ceremony?",
    "Where is the opening ceremony?",
    "What is next?",
    "Wann ist die Eröffnungsfeier?",
)


async def crowd(on: Stage, count: int) -> list[Phone]:
    """People who have joined and agreed."""
    phones = [on.phone(on.delegates, f"Person {number}") for number in range(count)]
    for phone in phones:
        phone.say("/start")
    await asyncio.gather(*(phone.hears(timeout=60) for phone in phones))
    for phone in phones:
        phone.press("✅")
    await asyncio.gather(*(phone.hears(timeout=60) for phone in phones))
    await asyncio.sleep(1.1)
    return phones


async def timed(phone: Phone, question: str, timeout: float = 60) -> float:
    """Seconds until the answer."""
    began = time.monotonic()
    phone.say(question)
    await phone.hears(timeout=timeout)
    return time.monotonic() - began


@pytest.mark.slow
async def test_two_hundred_people_asking_at_once_are_all_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch, settings=OPEN, per_second=1000) as on:
        phones = await crowd(on, PEOPLE)
        waits = await asyncio.gather(*(timed(p, QUESTIONS[n % len(QUESTIONS)]) for n, p in enumerate(phones)))
        p95 = quantiles(waits, n=20)[18]
        print(f"p50 {sorted(waits)[PEOPLE // 2]:.2f} s, p95 {p95:.2f} s, worst {max(waits):.2f} s")
        assert on.delegates.limits.refusals == 0
        assert p95 <= 60


@pytest.mark.slow
async def test_a_thousand_messages_of_one_person_neither_slow_others_nor_are_all_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch, settings=OPEN, per_second=1000) as on:
        flooder, *others = await crowd(on, 11)
        calm = [await timed(phone, QUESTIONS[0]) for phone in others for _ in range(2) if not await asyncio.sleep(0.15)]
        before = len(flooder.received())
        for number in range(1000):
            flooder.say(f"{QUESTIONS[0]} {number}")
        busy = [await timed(phone, QUESTIONS[0]) for phone in others for _ in range(2) if not await asyncio.sleep(0.15)]
        print(f"calm p95 {quantiles(calm, n=20)[18]:.2f} s, busy p95 {quantiles(busy, n=20)[18]:.2f} s")
        async with asyncio.timeout(90):
            while on.delegates.queue:
                await asyncio.sleep(0.2)
        assert len(flooder.received()) - before <= 22
        assert quantiles(busy, n=20)[18] <= 2 * max(quantiles(calm, n=20)[18], 5)
