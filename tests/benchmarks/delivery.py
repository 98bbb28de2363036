"""What sending reaches against what was asked of it: `python -m tests.benchmarks.delivery [--quick] [--only NAME …]`."""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from statistics import median

import structlog

from bot.channels.telegram.delegate import carrier
from bot.delivery.model import Lane
from tests.benchmarks.delivery_days import compared
from tests.benchmarks.delivery_faults import bad_day
from tests.benchmarks.delivery_kills import killed
from tests.benchmarks.delivery_process import ROOT
from tests.benchmarks.delivery_rush import rush
from tests.benchmarks.delivery_speed import against_bare, paced
from tests.benchmarks.result import Result

SEEDS = (1, 2, 3, 5, 8)
TROUBLE = (
    "tests/bot/delivery/test_jumps.py",
    "tests/e2e/test_delivery_trouble.py",
    "tests/bot/reminders/test_clocks_change.py",
    "tests/e2e/test_delivery_kills.py::test_a_standby_takes_over_within_ten_seconds_and_finishes",
)
JITTER, STEADY = (0.02, 0.03), (0.025, 0.025)


Run = Callable[[Path, bool], AsyncIterator[Result]]


async def pace(folder: Path, quick: bool) -> AsyncIterator[Result]:
    people = 300 if quick else 3000
    networks = (("20–30 ms each way", JITTER, 0.97), ("25 ms each way", STEADY, 0.99))
    for name, way, share in networks[:1] if quick else networks:
        found = await paced(folder / name, people, 30, way)
        reached = f"{found.rate / 30:.1%} of it, {found.refusals} refused"
        good = found.rate / 30 >= share and not found.refusals
        yield Result(f"{people} recipients at 30/s, {name}", f"≥ {share:.0%} of the cap, 0 refused", reached, good)


async def throughput(folder: Path, quick: bool) -> AsyncIterator[Result]:
    people = 2000 if quick else 3000
    turns = await against_bare(folder, people, turns=1 if quick else 5)
    rates, refused = sorted(turn.capped.rate for turn in turns), sum(turn.capped.refusals for turn in turns)
    every = ", ".join(f"{rate:.0f}" for rate in rates)
    typical, what = median(rates), f"{people} recipients at 1,000/s"
    yield Result(what, "≥ 600/s", f"{typical:.0f}/s ({every}), {refused} refused", typical >= 600 and not refused)
    ratio = median(turn.free.rate / turn.bare.rate for turn in turns)
    free, bare = (median(rates) for rates in zip(*((turn.free.rate, turn.bare.rate) for turn in turns), strict=True))
    yield Result(
        "  and without a limit, of bare aiogram", "≥ 0.70", f"{ratio:.2f} ({free:.0f} of {bare:.0f}/s)", ratio >= 0.7
    )
    cpu = f"{median(turn.free_cpu for turn in turns):.2f} ms, bare {median(turn.bare_cpu for turn in turns):.2f} ms"
    yield Result("  processor time a message", "(told only)", cpu, good=True)


async def moment(folder: Path, quick: bool) -> AsyncIterator[Result]:
    found = await rush(folder, 10_000)
    people = f"{found.people} people, one item, one lead"
    yield Result(people, "rows ≤ 1 s", f"{found.ready:.2f} s", found.ready <= 1)
    yield Result("  the first is sent", "≤ 1.5 s", f"{found.first:.2f} s", found.first <= 1.5)
    slowest = max(found.answers)
    yield Result("  a question meanwhile", "≤ 1 s", f"{slowest:.2f} s at most", slowest <= 1)


async def kills(folder: Path, quick: bool) -> AsyncIterator[Result]:
    people, per_second, count = (150, 100, 2) if quick else (1500, 30, 5)
    for seed, lane in ((1, Lane.BROADCAST),) if quick else ((1, Lane.BROADCAST), (2, Lane.URGENT)):
        toll = await killed(folder / lane.name, seed, recipients=people, per_second=per_second, kills=count, lane=lane)
        print(f"  {toll}")
        good = toll.lost == 0 and toll.twice <= sum(toll.flying)
        reached = f"lost {toll.lost}, twice {toll.twice} of {sum(toll.flying)} in flight, uncertain {toll.uncertain}"
        yield Result(
            f"{count} kills, {people} recipients ({lane.name.lower()})", "lost 0, twice ≤ in flight", reached, good
        )


async def faults(folder: Path, quick: bool) -> AsyncIterator[Result]:
    patience = carrier.SEND_TIMEOUT
    if quick:
        carrier.SEND_TIMEOUT = 1
    try:
        day = await bad_day(folder, 1, people=60 if quick else 600, per_second=200 if quick else 30, patience=600)
    finally:
        carrier.SEND_TIMEOUT = patience
    print(f"  {day}")
    missed = day.missed_alarms + day.missed_reminders
    reached = f"missed {missed}; broadcasts lost {day.news_lost}, twice {day.news_twice}"
    good = not (missed or day.news_lost or day.news_twice or day.unseen)
    yield Result(f"faults, {day.reachable + day.blocked} people", "missed 0; lost 0, twice 0", reached, good)


async def oracle(folder: Path, quick: bool) -> AsyncIterator[Result]:
    for seed in SEEDS[:1] if quick else SEEDS:
        found = await compared(folder / str(seed), seed, 200 if quick else 1000)
        reached = f"{found.wrong} of {found.told}, {found.crashes} crashes"
        yield Result(f"24 hours against the oracle, seed {seed}", "0 wrong", reached, not found.wrong)


async def trouble(folder: Path, quick: bool) -> AsyncIterator[Result]:
    """A full disk, a held database, clocks that jump or change, time out of service, a second process."""
    tests = TROUBLE[:1] if quick else TROUBLE
    command = (sys.executable, "-m", "pytest", "-q", "-rA", "--no-header", "--tb=no", *tests)
    process = await create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)
    said, _ = await process.communicate()
    for line in said.decode().splitlines():
        outcome, _, test = line.partition(" ")
        if outcome in ("PASSED", "FAILED", "ERROR"):
            name = test.partition(" - ")[0].rpartition("::test_")[2].replace("_", " ")
            yield Result(name, "holds", outcome.lower(), outcome == "PASSED")


RUNS: dict[str, Run] = {
    "pace": pace,
    "throughput": throughput,
    "moment": moment,
    "faults": faults,
    "kills": kills,
    "trouble": trouble,
    "oracle": oracle,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; 1 when something was not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller numbers, under 90 seconds")
    parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS))
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    results = [one for name in given.only for one in asyncio.run(_run(name, quick=given.quick))]
    width = max(len(one.what) for one in results)
    print(f"\n{'':{width}}    {'asked':28} reached")
    for one in results:
        print(f"{one.what:{width}}  {'+' if one.good else '-'} {one.asked:28} {one.reached}")
    return int(not all(one.good for one in results))


async def _run(name: str, *, quick: bool) -> list[Result]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="delivery-") as folder:
        found = [one async for one in RUNS[name](Path(folder), quick)]
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
