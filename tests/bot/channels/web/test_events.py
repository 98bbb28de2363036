"""Server-sent events: over a real socket, since an in-memory transport would wait for the stream's end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from bot.channels.web.events import OVERLAP
from bot.delivery import store as journal
from bot.delivery.model import Line
from bot.people.model import Channel, Role
from tests.bot.channels.web.conftest import Festival


@pytest.fixture
async def address(wired: Festival) -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(wired.app, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving
    listener.close()


async def tell(wired: Festival, person: str, text: str) -> None:
    async with wired.parts.database.begin() as tx:
        now = wired.parts.clock.now()
        said = Line(person=person, direction="out", channel=Channel.WEB, text=text, language="en", at=now)
        await journal.record(tx, [said])
    wired.parts.live.publish(person)


@asynccontextmanager
async def listening(browser: httpx.AsyncClient, path: str, **headers: str) -> AsyncIterator[AsyncIterator[str]]:
    async with browser.stream("GET", path, headers=headers, timeout=10) as stream:
        yield stream.aiter_lines()


async def take(lines: AsyncIterator[str], field: str, count: int) -> list[str]:
    """The next values of this field of the stream."""
    found: list[str] = []
    async for line in lines:
        if line.startswith(field + ": "):
            found.append(line.removeprefix(field + ": "))
        if len(found) == count:
            break
    return found


async def signed_in(wired: Festival, address: str, person: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=address, follow_redirects=True)
    wired.clients.append(client)
    await client.get(f"/i/{await wired.parts.people.invite(person)}")
    return client


async def test_lines_arrive_once_in_order_and_go_on_where_the_connection_broke(wired: Festival, address: str) -> None:
    browser = await signed_in(wired, address, "ingrid")
    await tell(wired, "ingrid", "one")
    async with listening(browser, "/events?after=0") as lines:
        first = await take(lines, "id", 1)
        await tell(wired, "anna", "for somebody else")
        await tell(wired, "ingrid", "two")
        second = await take(lines, "id", 1)
    for number in range(OVERLAP + 20):
        await tell(wired, "ingrid", f"missed {number}")
    seen = [*first, *second]
    async with listening(browser, "/events?after=0", **{"Last-Event-ID": second[0]}) as lines:
        seen += await take(lines, "id", OVERLAP + 20)
        await tell(wired, "ingrid", "the last")
        seen += await take(lines, "id", 1)
    numbers = [int(one) for one in seen]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 2 + OVERLAP + 20 + 1


async def test_a_stream_ends_when_the_invitation_is_revoked(wired: Festival, address: str) -> None:
    browser = await signed_in(wired, address, "ingrid")
    async with listening(browser, "/events") as lines:
        await wired.parts.people.revoke("ingrid")
        wired.parts.live.publish("ingrid")
        assert await take(lines, "event", 1) == ["ended"]
    assert (await browser.get("/events")).status_code == 401


async def test_an_open_console_page_shows_a_new_question_at_once(wired: Festival, address: str) -> None:
    member = await wired.parts.people.add_staff("Olga", Role.HELPER)
    browser = httpx.AsyncClient(base_url=address, follow_redirects=True)
    wired.clients.append(browser)
    await browser.get(f"/staff/sign-in/{await wired.parts.people.sign_in_code(member.id)}")
    async with listening(browser, "/staff/questions/events") as lines:
        assert await take(lines, "event", 1) == ["part"]
        await wired.parts.helpdesk.open(await wired.parts.people.delegate("ingrid"), "Where is my scarf?")
        found: list[str] = []
        while not any("Where is my scarf?" in piece for piece in found):
            found = await take(lines, "data", 1)
