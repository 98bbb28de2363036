"""New lines of the chat as server-sent events: each once, in order, continued where a lost connection left off."""

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Annotated, cast

from fastapi import APIRouter, Header
from fastapi.responses import Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.channels.web.chat import bubbles, history
from bot.channels.web.visits import DelegateVisit, Visitor
from bot.people.model import Delegate
from knowledge.localize import spoken

router = APIRouter()
OVERLAP = 50
"""Lines looked at again: with several writers a lower id can be committed after a higher one was sent."""


@router.get("/events")
async def events(visit: Visitor, after: int = 0, last_event_id: Annotated[str, Header()] = "") -> Response:
    """The lines after the last one the page has."""
    start = int(last_event_id) if last_event_id.isdigit() else after
    return EventSourceResponse(_lines(visit, start), ping=15)


async def _lines(visit: DelegateVisit, after: int) -> AsyncIterator[ServerSentEvent]:
    sent = deque([after], maxlen=OVERLAP)
    wakeups = cast("AsyncGenerator[None, None]", visit.parts.live.listen(visit.delegate.id))
    async with aclosing(wakeups):
        async for _ in wakeups:
            found = await visit.parts.people.session(visit.token)
            if not isinstance(found, Delegate):
                yield ServerSentEvent(event="ended", data="")
                return
            visit = replace(visit, delegate=found, language=spoken(found.speaks(visit.parts.programme.event)))
            for said in await history(visit, min(sent)):
                if said.id not in sent:
                    sent.append(said.id)
                    yield ServerSentEvent(event="line", id=str(said.id), data=await bubbles(visit, [said]))
