"""Announcements in the console: write, look at whom it reaches, send, watch."""

import secrets
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.broadcasts.model import Broadcast, BroadcastState
from bot.channels.web.announcement import draft_from, fields_of
from bot.channels.web.once import Once
from bot.channels.web.stream import stream
from bot.channels.web.visits import STAFF_PATH, ActingSender, Member, Sender, StaffVisit

router = APIRouter(prefix=STAFF_PATH + "/broadcasts")
RECEIPTS_SHOWN = 300
_FINISHED = (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.RECALLED)


@router.get("")
async def broadcasts(visit: Member) -> Response:
    """The latest announcements."""
    return visit.page(
        "console/broadcasts.html", member=visit.member, broadcasts=await visit.parts.broadcasts.latest(50)
    )


@router.get("/new")
async def new(visit: Sender) -> Response:
    """An empty form."""
    return await _form(visit, {}, [])


async def _form(visit: StaffVisit, written: dict[str, str], audience: list[str]) -> Response:
    latest = await visit.parts.broadcasts.latest(50)
    return visit.page(
        "console/broadcast_form.html",
        member=visit.member,
        written=written,
        audience=audience,
        chaseable=[one for one in latest if one.draft.acknowledge],
        spoken_here=sorted({person.language for person in await visit.parts.people.everyone() if person.language}),
        now=visit.parts.clock.now(),
    )


@router.post("/preview")
async def preview(visit: ActingSender, request: Request) -> Response:
    """Whom it would reach; nothing is kept or sent."""
    form = await request.form()
    if form.get("edit"):
        return await _form(visit, {k: str(v) for k, v in form.items()}, [str(v) for v in form.getlist("audience")])
    event = visit.parts.programme.event
    draft = draft_from(form, event)
    return visit.page(
        "console/broadcast_preview.html",
        member=visit.member,
        draft=draft,
        preview=await visit.parts.broadcasts.preview(draft),
        fields=fields_of(draft, event),
        audience=audience_names(visit, draft.audience),
        key=secrets.token_urlsafe(12),
    )


@router.post("")
async def send(visit: ActingSender, request: Request) -> Response:
    """Send what was previewed; the same preview sends once."""
    form = await request.form()
    draft = draft_from(form, visit.parts.programme.event)
    once: Once[Broadcast] = request.app.state.once
    sent = await once.do(
        f"{visit.member.person} {form['key']}" if form.get("key") else "",
        lambda: visit.parts.broadcasts.send(draft, visit.member.person),
    )
    return _to(sent.id)


@router.get("/{number}")
async def broadcast(visit: Member, number: int) -> Response:
    """How far it got, for each recipient."""
    return visit.page("console/broadcast.html", member=visit.member, number=number, part=await _part(visit, number))


@router.get("/{number}/events")
async def broadcast_events(visit: Member, number: int) -> Response:
    """The same, kept up to date."""
    return stream(visit, lambda: _part(visit, number))


async def _part(visit: StaffVisit, number: int) -> str:
    progress = await visit.parts.broadcasts.progress(number)
    receipts = await visit.parts.broadcasts.receipts(number)
    return visit.fragment(
        "console/broadcast_part.html",
        member=visit.member,
        progress=progress,
        finished=progress.broadcast.state in _FINISHED,
        audience=audience_names(visit, progress.broadcast.draft.audience),
        receipts=receipts[:RECEIPTS_SHOWN],
        more=max(0, len(receipts) - RECEIPTS_SHOWN),
    )


@router.post("/{number}/pause")
async def pause(visit: ActingSender, number: int) -> Response:
    """Hold what has not left."""
    return _to((await visit.parts.broadcasts.pause(number, visit.member.person)).id)


@router.post("/{number}/resume")
async def resume(visit: ActingSender, number: int) -> Response:
    """Let the rest go."""
    return _to((await visit.parts.broadcasts.resume(number, visit.member.person)).id)


@router.post("/{number}/cancel")
async def cancel(visit: ActingSender, number: int) -> Response:
    """Never send the rest."""
    return _to((await visit.parts.broadcasts.cancel(number, visit.member.person)).id)


@router.post("/{number}/retry")
async def retry(visit: ActingSender, number: int, uncertain: bool = Form(False)) -> Response:
    """Try the failed copies again."""
    await visit.parts.broadcasts.retry_failed(number, visit.member.person, uncertain=uncertain)
    return _to(number)


@router.post("/{number}/approve")
async def approve(visit: ActingSender, number: int) -> Response:
    """Approve somebody else's announcement, which sends it."""
    return _to((await visit.parts.broadcasts.approve(number, visit.member)).id)


def _to(number: int) -> Response:
    return RedirectResponse(f"{STAFF_PATH}/broadcasts/{number}", 303)


def audience_names(visit: StaffVisit, audience: str) -> list[dict[str, Any]]:
    """The parts of an audience with what they name: a delegation, a language, an item."""
    event = visit.parts.programme.event
    named = []
    for part in audience.split(","):
        kind, _, name = part.partition(":")
        delegation, item = event.delegations_by_id.get(name), event.items_by_id.get(name)
        found = delegation.name if kind == "delegation" and delegation else item.title if item else None
        named.append({"kind": kind, "name": name, "text": found})
    return named
