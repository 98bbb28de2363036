"""What the application holds and does while nobody writes."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.telegram_place import at_work

_SETTLES = 30.0
"""Seconds after the start in which it still prepares for the first question."""


@dataclass(frozen=True)
class Rest:
    """Megabytes resident, with shared pages counted whole and by their share; and processor seconds a second."""

    resident: float
    proportional: float
    busy: float


async def at_rest(folder: Path, seconds: float) -> Rest:
    async with at_work(folder) as on:
        await asyncio.sleep(_SETTLES)
        before = on.spent()
        await asyncio.sleep(seconds)
        busy = (on.spent() - before) / seconds
        return Rest(_megabytes(on.pid, "Rss"), _megabytes(on.pid, "Pss"), busy)


def _megabytes(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
