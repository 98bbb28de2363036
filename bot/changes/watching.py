"""Looks at the event's files and lays a new version before staff once they have settled. It never releases anything."""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog

from bot.changes.drafts import Drafts
from knowledge.errors import KnowledgeError
from knowledge.event import Event
from knowledge.packs import load
from knowledge.packs.model import Pack

SETTLED = 2.0
"""Seconds without a change after which nobody is still writing or copying."""

LOOK_EVERY = 0.5
MOST_FILES = 5_000
_TEMPORARY = (".", "~", "__")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Sight:
    """What was seen of the files: the `mark` of the version last read, and of the one they show `since` a moment."""

    read: str
    shown: str
    since: float

    def look(self, mark: str, now: float) -> "Sight":
        """What is seen when the files show this mark."""
        return self if mark == self.shown else Sight(self.read, mark, now)

    def settled(self, now: float) -> bool:
        """Whether there is a version to read that has not changed for a while."""
        return self.shown != self.read and now - self.since >= SETTLED

    def done(self) -> "Sight":
        """The version shown has been read."""
        return Sight(self.shown, self.shown, self.since)


def fingerprint(path: Path) -> str:
    """Changes whenever a file of the pack is written, added or removed; what editors leave lying about does not count."""
    total = hashlib.sha256()
    files = sorted(path.rglob("*"))[:MOST_FILES] if path.is_dir() else [path]
    for file in files:
        relative = file.relative_to(path).parts
        try:
            found = file.stat()
        except OSError:
            continue  # it vanished while we looked
        if not any(part.startswith(_TEMPORARY) for part in relative) and not file.is_dir():
            total.update(repr((relative, found.st_size, found.st_mtime_ns)).encode())
    return total.hexdigest()


class Watcher:
    """Watches one pack for as long as it runs."""

    def __init__(self, path: Path, drafts: Drafts, live: Callable[[], Event], first_day: date | None = None) -> None:
        self._path, self._drafts, self._live, self._first_day = path, drafts, live, first_day

    async def run(self) -> None:
        """Look again and again, until cancelled. The first look is for what changed while nobody was looking."""
        sight = await self.begin(time.monotonic())
        while True:
            await asyncio.sleep(LOOK_EVERY)
            sight = await self.step(sight, time.monotonic())

    async def begin(self, now: float) -> Sight:
        """What is seen at first: the version read last, perhaps before a restart, and the one there is."""
        read = (await self._drafts.seen()).mark
        return Sight(read, await asyncio.to_thread(fingerprint, self._path), now)

    async def step(self, sight: Sight, now: float) -> Sight:
        """One look; a version that has settled is read and laid before staff."""
        sight = sight.look(await asyncio.to_thread(fingerprint, self._path), now)
        if not sight.settled(now):
            return sight
        await self._read(sight.shown)
        return sight.done()

    async def _read(self, mark: str) -> None:
        try:
            pack = await asyncio.to_thread(load, self._path, first_day=self._first_day, within=self._live())
        except KnowledgeError as error:
            await self._refuse(str(error), mark)
        except Exception as error:  # whatever a file makes of a reader, everything else goes on
            log.exception("reading the event's files failed")
            await self._refuse(f"{self._path.name} cannot be read ({type(error).__name__}); save it again", mark)
        else:
            await self._lay_before(pack, mark)

    async def _refuse(self, problem: str, mark: str) -> None:
        problem = " ".join(problem.split())
        log.warning("the event's files cannot be read; the live programme stays", reason=problem)
        await self._drafts.report(problem, mark)

    async def _lay_before(self, pack: Pack, mark: str) -> None:
        preview = await self._drafts.propose(pack, self._path.name, mark)
        if preview is None:
            return
        log.info(
            "the event's files have changed; look at it in the staff console",
            changes=len(preview.changes),
            people=preview.impact.people,
        )
