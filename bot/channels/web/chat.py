"""The delegate's chat: the page, and a message sent."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from bot.broadcasts.store import acknowledged
from bot.channels.web.once import Once
from bot.channels.web.visits import ActingDelegate, DelegateVisit, Visitor
from bot.conversation.model import LONGEST_QUESTION, Reply
from bot.delivery.model import Said
from bot.people.model import Channel

router = APIRouter()
LINES, ALL_LINES = 60, 2_000
"""Lines of history a page shows, and with "earlier messages"."""


class Sending(BaseModel):
    """A message from a page's script: `after` is the last line it shows, `key` tells a repeat from a new message."""

    text: str = Field(max_length=4 * LONGEST_QUESTION)
    after: int = 0
    key: str = Field(default="", max_length=64)


@router.get("/")
async def chat(visit: Visitor, earlier: bool = False) -> Response:
    """The conversation so far, and where to write."""
    return await _chat(visit, limit=ALL_LINES if earlier else LINES)


async def _chat(visit: DelegateVisit, limit: int = LINES, notice: str = "") -> Response:
    lines = await history(visit, limit=limit)
    more = len(lines) == LINES
    return visit.page("chat.html", lines=lines, more=more, notice=notice, **await surroundings(visit, lines))


@router.post("/messages")
async def send(visit: ActingDelegate, sending: Sending) -> Response:
    """Take a message from the page's script; answers with the new lines."""
    reply = await _reply(visit, sending.text, sending.key)
    notice = reply.text if reply and not _kept(reply) else ""
    lines = await history(visit, sending.after)
    return JSONResponse({"html": await bubbles(visit, lines), "notice": notice, "taken": bool(reply and not notice)})


@router.post("/messages/form")
async def send_form(visit: ActingDelegate, text: str = Form("")) -> Response:
    """Take a message from a browser without scripts."""
    reply = await _reply(visit, text, "")
    if reply is None or _kept(reply):
        return RedirectResponse("/#latest", 303)
    return await _chat(visit, notice=reply.text)


async def _reply(visit: DelegateVisit, text: str, key: str) -> Reply | None:
    text = text.strip()
    if not text:
        return None
    once: Once[Reply | None] = visit.request.app.state.once
    if visit.delegate.consented_at is None:
        await visit.parts.people.consent(visit.delegate.id)
    return await once.do(
        f"{visit.delegate.id} {key}" if key else "",
        lambda: visit.parts.conversation.reply(visit.delegate, text, Channel.WEB),
    )


def _kept(reply: Reply) -> bool:
    """Whether the reply stands in the history; "you write too fast" does not."""
    return reply.answer is not None or bool(reply.content.actions)


async def history(visit: DelegateVisit, after: int = 0, limit: int = ALL_LINES) -> tuple[Said, ...]:
    """The delegate's lines after that one."""
    return await visit.parts.outbox.history(visit.delegate.id, after, limit)


async def bubbles(visit: DelegateVisit, lines: Sequence[Said]) -> str:
    """The lines as pieces of the page."""
    around = await surroundings(visit, lines)
    return "".join(visit.fragment("line.html", said=said, **around) for said in lines)


async def surroundings(visit: DelegateVisit, lines: Sequence[Said]) -> dict[str, Any]:
    """What the buttons of lines depend on: the person, what they are reminded of, what they have confirmed."""
    asked = {said.content.acknowledge for said in lines if said.content.acknowledge is not None}
    async with visit.parts.database.read() as tx:
        confirmed = {one for one in asked if visit.delegate.id in await acknowledged(tx, one)}
    return {"delegate": visit.delegate, "confirmed": confirmed, "reminded": lambda item: reminded(visit, item)}


def reminded(visit: DelegateVisit, item: str) -> bool:
    """Whether the delegate hears of this item ahead of it."""
    chosen, found = visit.delegate.preferences, visit.parts.programme.event.items_by_id.get(item)
    if found is None or item in chosen.muted or not chosen.reminders:
        return False
    return item in chosen.starred or found.concerns(visit.delegate.delegation, visit.delegate.id)
