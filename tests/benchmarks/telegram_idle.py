"""What the application holds and does while nobody writes."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.telegram_place import Place, at_work

_LOOK = 10.0
_CALM = 0.05
_PATIENCE = 12
"""After the start it still prepares for the first question: it has settled once it was busy for less than that share of so
many seconds; so many looks at most."""


@dataclass(frozen=True)
class Rest:
    """Megabytes resident, with shared pages counted whole and by their share; and processor seconds a second."""

    resident: float
    proportional: float
    busy: float


async def at_rest(folder: Path, seconds: float) -> Rest:
    async with at_work(folder) as on:
        await _settled(on)
        before = on.spent()
        await asyncio.sleep(seconds)
        busy = (on.spent() - before) / seconds
        return Rest(_megabytes(on.pid, "Rss"), _megabytes(on.pid, "Pss"), busy)


async def _settled(on: Place) -> None:
    for _ in range(_PATIENCE):
        before = on.spent()
        await asyncio.sleep(_LOOK)
        if on.spent() - before < _CALM * _LOOK:
            return


def _megabytes(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
