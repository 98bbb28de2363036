"""The bots of a running application against what was asked: `python -m tests.benchmarks.telegram [idle] [crowd] [flood]`.

The emulated platform is this process; the application is another, as it is in use."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from tests.benchmarks.result import Result, table
from tests.benchmarks.telegram_crowd import asked_at_once, flooded
from tests.benchmarks.telegram_idle import at_rest

Run = Callable[[Path, bool], AsyncIterator[Result]]


async def idle(folder: Path, quick: bool) -> AsyncIterator[Result]:
    """The first start indexes the event; the second finds the index."""
    for name in ("first start", "second start"):
        found = await at_rest(folder, seconds=20 if quick else 60)
        yield Result(
            f"both bots at rest, {name}", "≤ 350 MB resident", f"{found.resident:.0f} MB", found.resident <= 350
        )
        yield Result("  of it not shared", "", f"{found.proportional:.0f} MB", True)
        yield Result("  processor time", "≤ 1 %", f"{found.busy:.2%} of a core", found.busy <= 0.01)


async def crowd(folder: Path, quick: bool) -> AsyncIterator[Result]:
    """At the cap of paid broadcasts the application is measured; at the default cap, mostly the cap."""
    for cap, alike in ((1000, False), (1000, True), (30, False)):
        found = await asked_at_once(folder / f"{cap}-{alike}", 50 if quick else 200, cap, alike=alike)
        what = "the same in each language" if alike else "all different questions"
        name = f"{found.people} people at once, {what}, cap {cap}/s"
        yield Result(name, "all answered", f"{found.answered}", found.complete)
        least = found.people / cap
        asked = 1.5 if cap == 1000 else 1.5 + least
        note = "" if cap == 1000 else f" (the cap alone takes {least:.1f} s)"
        yield Result("  p95", f"≤ {asked:.1f} s{note}", f"p50 {found.p50:.2f}, {found.p95:.2f} s", found.p95 <= asked)
        yield Result("  processor time", "", f"{found.effort * 1000:.1f} ms an answer, {found.refusals} refused", True)


async def flood(folder: Path, quick: bool) -> AsyncIterator[Result]:
    found = await flooded(folder, seconds=15 if quick else 60)
    reached = f"{found.calm:.2f} s calm, {found.busy:.2f} s meanwhile"
    yield Result("one person writes 1,000 messages", "p95 of others at most twice", reached, found.ratio <= 2)
    yield Result("  answers to that person", "≤ 25 a minute", f"{found.answers}", found.answers <= 25)


RUNS: dict[str, Run] = {"idle": idle, "crowd": crowd, "flood": flood}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; 1 when something was not reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller numbers")
    parser.add_argument("parts", nargs="*", default=list(RUNS), help=", ".join(RUNS))
    given = parser.parse_args(arguments)
    results = [one for name in given.parts for one in asyncio.run(_run(RUNS[name], quick=given.quick))]
    print(table(results))
    return int(not all(one.good for one in results))


async def _run(run: Run, *, quick: bool) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="telegram-") as folder:
        return [one async for one in run(Path(folder), quick)]


if __name__ == "__main__":
    sys.exit(main())
