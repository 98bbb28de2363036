"""A disk that is full, a database somebody else holds, a process that comes back late."""

import asyncio
import json
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.commands.doctor import doctor
from bot.delivery.model import Lane
from bot.delivery.pacing import Limits
from bot.storage import engine
from tests.benchmarks.delivery_kills import TEXT, until
from tests.benchmarks.delivery_line import line
from tests.benchmarks.delivery_process import ITEMS, PACK, ROOT, Scene, Sender
from tests.benchmarks.delivery_server import BotApi, place
from tests.emulator.server import serving


async def test_a_full_disk_stops_the_sending_and_loses_nothing(tmp_path: Path) -> None:
    on = place(80, 40)
    scene = Scene(tmp_path, on)
    await scene.settle()
    await scene.announce(TEXT)
    async with serving(BotApi(on.world)) as api:
        sender = await Sender.start(scene.data, scene.environment(api.url, 40))
        await until(on, 20)
        _, most = resource.prlimit(sender.process.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        await sender.says("outbox cannot be written")
        held = on.arrived(TEXT)
        await asyncio.sleep(1.5)
        assert (on.arrived(TEXT), sender.process.returncode) == (held, None)
        resource.prlimit(sender.process.pid, resource.RLIMIT_FSIZE, (most, most))
        await until(on, 80)
        await sender.end()
    assert held < 80
    assert set(on.copies(TEXT).values()) == {1}


def _doctor(scene: Scene, *, most: int | None = None) -> str:
    """What `doctor` says, when its files may have so many bytes."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-m", "bot", "doctor", "--data", str(scene.data)]
    environment = {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "DELEGATE__EVENT__PATH": str(scene.pack)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, preexec_fn=limit, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


async def test_doctor_says_what_waits_that_the_clock_went_back_and_what_keeps_the_folder_from_being_used(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path, place(3, 30))
    await scene.settle()
    await scene.announce(TEXT)
    with closing(sqlite3.connect(scene.data / "delegate.db")) as connection:
        connection.execute("UPDATE outbox SET due_at = datetime(due_at, '-1 hour')")
        connection.commit()
    assert "3 due messages have waited for up to 36" in _doctor(scene)
    with closing(sqlite3.connect(scene.data / "delegate.db")) as connection:
        connection.execute("UPDATE outbox SET created_at = datetime(created_at, '+2 hours')")
        connection.commit()
    assert "later than the clock shows; it was set back" in _doctor(scene)
    for seconds, said in ((86_400, "set forward by 86400 s"), (-3600, "set back by 3600 s")):
        jump = json.dumps({"at": datetime.now(UTC).isoformat(), "seconds": seconds})
        with closing(sqlite3.connect(scene.data / "delegate.db")) as connection:
            connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('clock jump', ?)", [jump])
            connection.commit()
        assert said in _doctor(scene)
    with closing(sqlite3.connect(scene.data / "delegate.db", isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert "database is locked" in _doctor(scene)
    assert "cannot be used: disk I/O error" in _doctor(scene, most=4096)


async def test_doctor_notes_that_the_clocks_of_the_event_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = Scene(tmp_path, place(1, 30))
    moved = (text.replace("2031-05-02", "2031-10-25").replace("2031-05-03", "2031-10-27") for text in (PACK, ITEMS))
    scene.write_pack(*moved)
    (tmp_path / "config.toml").write_text(f'[event]\npath = "{scene.pack}"\n')
    await asyncio.to_thread(doctor, tmp_path / "config.toml", scene.data)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "all is well"
    assert said[1].startswith("note: the clocks of Europe/Lisbon go back at 2031-10-26 01:00")


async def test_a_database_somebody_else_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_MILLISECONDS", 50)
    on = place(60, 60)
    chats = [user.id for user in on.people]
    async with serving(BotApi(on.world)) as api, line(tmp_path, api.url, Limits(60)) as made:
        await made.settle(chats)
        await made.queue(TEXT, Lane.BROADCAST, chats)
        await until(on, 15)
        with closing(sqlite3.connect(tmp_path / "delegate.db", timeout=0, isolation_level=None)) as other:
            await _taken(other)
            await asyncio.sleep(0.5)
            held = on.arrived(TEXT)
            await asyncio.sleep(1.0)
            assert on.arrived(TEXT) == held < 60
            other.execute("ROLLBACK")
        await made.through(20)
    assert set(on.copies(TEXT).values()) == {1}


async def _taken(other: sqlite3.Connection) -> None:
    """Take the write lock between two of the sender's transactions; waiting in the driver would hold the sender up too."""
    async with asyncio.timeout(20):
        while True:
            try:
                other.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                await asyncio.sleep(0.001)


def _midday() -> str:
    """A zone where it is about noon now, far from midnight and from quiet hours."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # the signs of these names are those of POSIX


async def test_down_across_the_due_time_and_back_before_the_start_or_after_it(tmp_path: Path) -> None:
    on = place(3, 30)
    scene = Scene(tmp_path, on)
    await scene.settle()
    now = datetime.now(ZoneInfo(_midday()))
    soon, gone = now + timedelta(minutes=6), now - timedelta(minutes=5)
    scene.write_pack(
        f'id = "harbour"\ntimezone = "{now.tzinfo}"\nstart = {now:%Y-%m-%d}\nend = {now:%Y-%m-%d}\nlanguages = ["en"]\n'
        '[name]\nen = "Harbour Festival"\n[reminders]\nsession = ["15m"]\n',
        f"id,title,date,start,end,kind\nparade,Sail parade,{soon:%Y-%m-%d,%H:%M},18:00,session\n"
        f"knots,Knot tying,{gone:%Y-%m-%d,%H:%M},18:00,session\n",
    )
    async with serving(BotApi(on.world)) as api:
        sender = await Sender.start(scene.data, scene.environment(api.url, 30))
        async with asyncio.timeout(40):
            while on.arrived("Sail parade") < 3:
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)  # receipts are committed: what is in flight at a kill may come again
        await sender.end()
        sender = await Sender.start(scene.data, scene.environment(api.url, 30))
        await sender.ready()
        await asyncio.sleep(2)
        await sender.end()
    said = [message["text"] for chat in on.bot.messages.values() for message in chat.values()]
    assert len(said) == 3
    assert all("Sail parade" in text and "Starts in" in text for text in said)
