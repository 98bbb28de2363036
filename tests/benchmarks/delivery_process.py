"""The application as its own process, to be killed, and the data folder it works on."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.broadcasts.model import Draft
from bot.broadcasts.service import Broadcasts
from bot.clock import SystemClock
from bot.delivery.live import Live
from bot.delivery.model import Lane
from bot.people import store as people
from bot.people.model import Address, Channel, Delegate, Preferences
from bot.programme.service import Programme
from bot.storage.engine import Database
from knowledge.packs import load
from tests.benchmarks.delivery_server import TOKEN, Place

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 180.0
PACK = """id = "harbour"
timezone = "Europe/Lisbon"
start = 2031-05-02
end = 2031-05-03
languages = ["en"]
[name]
en = "Harbour Festival"
[quiet]
from = ""
to = ""
"""
ITEMS = "id,title,date,start,end\nparade,Sail parade,2031-05-02,10:00,11:30\n"


@dataclass
class Sender:
    """`python -m bot run`; `lines` is what it has printed and logged."""

    process: Process
    lines: list[str] = field(default_factory=list)
    _reading: "asyncio.Task[None] | None" = None

    @classmethod
    async def start(cls, data: Path, environment: dict[str, str], *arguments: str) -> "Sender":
        command = (sys.executable, "-m", "bot", "run", "--data", str(data), *arguments)
        process = await create_subprocess_exec(
            *command, cwd=ROOT, env={**os.environ, **environment}, stdout=PIPE, stderr=asyncio.subprocess.STDOUT
        )
        sender = cls(process)
        sender._reading = asyncio.create_task(sender._read())
        return sender

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip())

    async def ready(self) -> float:
        """Wait until it serves; the seconds that took from now."""
        return await self.says("staff:")

    @property
    def serves(self) -> bool:
        return any("staff:" in line for line in self.lines)

    async def says(self, text: str) -> float:
        """Wait until it has printed a line with that text; the seconds that took from now."""
        began = time.monotonic()
        async with asyncio.timeout(STARTS_WITHIN):
            while not any(text in line for line in self.lines):
                assert self.process.returncode is None, "\n".join(self.lines)
                await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process.returncode is None:
            self.process.send_signal(how)
            await self.process.wait()
        if self._reading:
            await self._reading


class Scene:
    """A data folder with a small event and everybody of the place; `url` is another database than the folder's own."""

    def __init__(self, folder: Path, place: Place, url: str = "") -> None:
        self.folder, self.place, self.url = folder, place, url
        self.pack = folder / "harbour"
        self.data = folder / "data"

    def write_pack(self, settings: str = PACK, items: str = ITEMS) -> None:
        self.pack.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(exist_ok=True)
        (self.pack / "event.toml").write_text(settings)
        (self.pack / "programme.csv").write_text(items)

    def environment(self, api: str, per_second: int, **more: str) -> dict[str, str]:
        return {
            "DELEGATE_BOT_TOKEN": TOKEN,
            "STAFF_BOT_TOKEN": "",
            "DELEGATE__TELEGRAM__API_URL": api,
            "DELEGATE__DELIVERY__PER_SECOND": str(per_second),
            "DELEGATE__EVENT__PATH": str(self.pack),
            "DELEGATE__WEB__PORT": "0",
            "DELEGATE__DATABASE__URL": self.url,
            "DELEGATE__LOG__LEVEL": "INFO",
            **more,
        }

    async def database(self) -> Database:
        return await Database.open(self.url, self.data)

    async def settle(self) -> None:
        """Write the event, and give everyone their address. Nobody wants digests."""
        self.write_pack()
        now, database = SystemClock().now() - timedelta(minutes=1), await self.database()
        async with database.begin() as tx:
            ids = [f"d{user.id}" for user in self.place.people]
            chosen = Preferences(digests=False)
            persons = [Delegate(id=one, name=one, language="en", preferences=chosen) for one in ids]
            await people.add_delegates(tx, persons, now)
            for user in self.place.people:
                home = Address(person=f"d{user.id}", channel=Channel.TELEGRAM, value=str(user.id))
                await people.add_addresses(tx, [home], now)
        await database.close()

    async def announce(self, text: str, lane: Lane = Lane.BROADCAST) -> int:
        """Queue an announcement to everyone."""
        database = await self.database()
        clock = SystemClock()
        programme = await Programme.open(database, clock, load(self.pack).event)
        draft = Draft(texts={"en": text}, source="en", lane=lane)
        found = await Broadcasts(database, clock, programme, Live()).send(draft, "staff:test")
        await database.close()
        return found.id

    def states(self) -> dict[str, int]:
        """The outbox's rows by state, read as they are, of a folder's own database."""
        with closing(sqlite3.connect(self.data / "delegate.db")) as connection:
            return dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
