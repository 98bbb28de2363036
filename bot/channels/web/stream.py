"""Parts of console pages that keep themselves up to date: rendered again when something may have changed."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import cast

from fastapi.responses import Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.channels.web.visits import StaffVisit
from bot.delivery.live import STAFF_TOPIC
from bot.people.model import Staff

LOOK_AGAIN = 1.0
"""Seconds after which a page looks by itself: sending a message does not announce itself to staff."""


def stream(visit: StaffVisit, render: Callable[[], Awaitable[str]]) -> Response:
    """Server-sent events with the rendered part, first as it is and then whenever it differs."""
    return EventSourceResponse(_versions(visit, render), ping=15)


async def _versions(visit: StaffVisit, render: Callable[[], Awaitable[str]]) -> AsyncIterator[ServerSentEvent]:
    before = ""
    wakeups = cast("AsyncGenerator[None, None]", visit.parts.live.listen(STAFF_TOPIC, LOOK_AGAIN))
    async with aclosing(wakeups):
        async for _ in wakeups:
            if not isinstance(await visit.parts.people.session(visit.token), Staff):
                yield ServerSentEvent(event="ended", data="")
                return
            now = await render()
            if now != before:
                before = now
                yield ServerSentEvent(event="part", data=now)
