"""Reminders on an open page, and a server that dies in the middle of its work."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.clock import SystemClock
from bot.config import BUNDLED_EVENT
from bot.people.model import Channel, Delegate
from bot.people.service import People
from bot.storage.engine import Database
from knowledge.event import Event, Item
from knowledge.packs import load
from tests.e2e.web_server import WebServer, ask, chromium, needs_browser, phone

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
SPEED = 30
CROWD = 3_000
DELEGATE, DELEGATION = "edmonton-1", "edmonton"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def server(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    running = WebServer(tmp_path, tmp_path_factory.getbasetemp() / "search-index")
    running.start()  # makes the index, and tells how long a start takes here
    running.stop()
    yield running
    running.stop()


def reminded(event: Event, lead: str) -> tuple[Item, datetime]:
    """The delegate's first item with this lead time, and when its reminder is due."""
    length = timedelta(hours=int(lead[:-1])) if lead.endswith("h") else timedelta(minutes=int(lead[:-1]))
    for item in event.agenda(DELEGATION, DELEGATE):
        if lead in event.reminders.get(item.kind, ()):
            return item, item.start - length
    raise AssertionError(f"nothing of the bundled event has the lead time {lead}")


def start_before(server: WebServer, event: Event, moment: datetime, seconds: float) -> None:
    """Start the rehearsal clock so that this event time comes so many real seconds after the server is up."""
    ahead = timedelta(seconds=(server.took + seconds) * SPEED)
    server.start("--clock", f"{event.local(moment - ahead):%Y-%m-%dT%H:%M:%S}", "--speed", str(SPEED))


def reminders(page: Page, title: str) -> int:
    return page.locator(".line.reminder", has_text=title).count()


def test_a_reminder_appears_on_the_open_page_when_its_time_comes_and_only_once(
    server: WebServer, browser: Browser
) -> None:
    event = load(BUNDLED_EVENT).event
    item, due = reminded(event, "15m")
    title = item.title.best("en")
    start_before(server, event, due, 20)
    page = phone(browser, server.links["delegate"])
    page.evaluate("window.untouched = true")
    assert reminders(page, title) == 0
    expect(page.locator(".line.reminder", has_text=title)).to_have_count(1, timeout=90_000)
    assert page.evaluate("window.untouched") is True, "the page was loaded again"
    said = page.locator(".line.reminder", has_text=title).locator("time").inner_text()
    assert event.local(due) <= clock_today(event, due, said) < event.local(item.start)
    page.wait_for_timeout(2_000)
    assert reminders(page, title) == 1
    page.reload()
    assert reminders(page, title) == 1


def clock_today(event: Event, day: datetime, said: str) -> datetime:
    hours, minutes = re.findall(r"\d+", said)
    return event.local(day).replace(hour=int(hours), minute=int(minutes), second=59)


def test_after_a_power_cut_history_reminders_and_a_half_sent_announcement_are_whole(
    server: WebServer, browser: Browser
) -> None:
    event = load(BUNDLED_EVENT).event
    item, due = reminded(event, "2h")
    title = item.title.best("en")
    with ThreadPoolExecutor() as aside:  # the browser's own loop runs in this thread
        aside.submit(asyncio.run, enrol_a_crowd(server.data)).result()
    start_before(server, event, due, 25)
    console, page = server.staff(browser), phone(browser, server.links["delegate"])
    answer = ask(page, "When does the bus to the aerospace museum leave?")
    console.announce("The north gate is closed; please use Gate B.", "everyone")
    where = console.page.url
    sent = half_sent(server.data)
    server.kill()
    assert 0 < copies(server.data) < CROWD, "the crash came too late to matter"
    assert copies(server.data) >= sent
    expect(page.locator("#offline")).to_be_visible()
    wait_until(page, event.local(due))
    server.restart()
    expect(page.locator(".line.reminder", has_text=title)).to_have_count(1, timeout=60_000)
    expect(page.locator(".line.broadcast")).to_have_count(1, timeout=60_000)
    expect(page.locator("#offline")).to_be_hidden()
    assert page.locator(".line.in + .line.out .text").first.inner_text() == answer
    console.page.goto(where)
    expect(console.page.locator(".part")).to_contain_text(" arrived", timeout=10_000)
    expect(console.page.locator(".badge.done")).to_be_visible(timeout=90_000)
    received = everyone_received(server.data)
    assert len(received) > CROWD
    assert set(received.values()) == {1}, "somebody got it twice"
    page.reload()
    expect(page.locator(".line.broadcast")).to_have_count(1)
    assert reminders(page, title) == 1


async def enrol_a_crowd(data: Path) -> None:
    """Delegates who have opened the chat before, so that there is a place to deliver to."""
    database = await Database.open("", data)
    people = People(database, SystemClock(), "unused")
    crowd = [Delegate(id=f"guest-{n}", name=f"Guest {n}", language="en") for n in range(CROWD)]
    await people.enrol(crowd)
    await asyncio.gather(*(people.seen(one.id, Channel.WEB) for one in crowd))
    await database.close()


def half_sent(data: Path) -> int:
    """Waits until some, not all, copies have arrived; how many."""
    for _ in range(5_000):
        if (found := copies(data)) > 50:
            return found
        time.sleep(0.002)
    raise AssertionError("the announcement did not begin to leave")


def copies(data: Path) -> int:
    return sum(everyone_received(data).values())


def everyone_received(data: Path) -> dict[str, int]:
    """How often each person's history holds the announcement."""
    with sqlite3.connect(f"file:{data / 'delegate.db'}?mode=ro", uri=True) as database:
        query = "SELECT person, count(*) FROM messages WHERE text LIKE 'The north gate%' GROUP BY person"
        return dict(database.execute(query).fetchall())


def wait_until(page: Page, moment: datetime) -> None:
    """Let the rehearsal time, which runs on in the page while the server is down, pass this moment."""
    page.wait_for_function(
        "limit => document.getElementById('strip').textContent.match(/\\d\\d:\\d\\d/)[0] > limit",
        arg=f"{moment:%H:%M}",
        timeout=120_000,
    )
