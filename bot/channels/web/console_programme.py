"""The programme in the console: what is live, what is wrong with it, and where a new version comes in."""

import asyncio
from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from bot.changes.upload import KINDS, LARGEST, read_upload
from bot.channels.web.agenda import by_day
from bot.channels.web.parts import Application
from bot.channels.web.visits import STAFF_PATH, ActingSender, Member, StaffVisit
from bot.errors import ApplicationError, Conflict
from knowledge.check import check, explain
from knowledge.packs.model import Problem

PATH = STAFF_PATH + "/programme"
DRAFT_PATH = PATH + "/draft"
router = APIRouter(prefix=PATH)
RELEASES_SHOWN = 8


@router.get("")
async def programme(visit: Member) -> Response:
    """The live programme by day, with what is prepared, found and released."""
    return await shown(visit)


async def shown(visit: StaffVisit, refusal: str = "", status: int = 200) -> Response:
    """The page, with why something was refused."""
    parts = visit.parts
    event = parts.programme.event
    problems = await findings(parts)
    days, now = by_day(event, event.items), parts.clock.now()
    ahead = (day for day, items in days if any(item.end > now for item in items))
    return visit.page(
        "console/programme.html",
        status,
        member=visit.member,
        opened=next(ahead, None),
        refusal=refusal,
        revision=parts.programme.revision,
        days=days,
        now=now,
        draft=await parts.drafts.pending(),
        watched=await parts.drafts.watched(),
        watching=parts.config.event.watch,
        releases=await parts.changes.history(RELEASES_SHOWN),
        problems=[(one, explain(one, visit.language)) for one in problems],
        kinds=",".join(KINDS),
        megabytes=LARGEST // 2**20,
    )


async def findings(parts: Application) -> Sequence[Problem]:
    """What is wrong with the live programme, and with the files it came from."""
    pack = parts.pack.model_copy(update={"event": parts.programme.event, "places": {}})
    return await asyncio.to_thread(check, pack)


@router.post("/upload")
async def upload(visit: ActingSender, request: Request, first_day: str = Form("")) -> Response:
    """Read a new version and prepare it; the live programme stays as it is."""
    file = (await request.form()).get("file")
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise Conflict("no file was chosen; choose one first")
        live = visit.parts.programme.event
        pack = await asyncio.to_thread(read_upload, file.filename, file.file, live, _day(first_day))
        await visit.parts.drafts.take(pack, visit.member.person, file.filename[-80:])
    except ApplicationError as error:
        return await shown(visit, str(error), 409)
    return RedirectResponse(DRAFT_PATH, 303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Conflict(f'"{text[:20]}" is not a date; write it as 2026-01-06') from None


@router.post("/undo")
async def undo(visit: ActingSender) -> Response:
    """Prepare the programme as it was before the last release."""
    try:
        await visit.parts.drafts.take_back(visit.member.person)
    except ApplicationError as error:
        return await shown(visit, str(error), 409)
    return RedirectResponse(DRAFT_PATH, 303)


@router.post("/watched")
async def take_watched(visit: ActingSender) -> Response:
    """Prepare what the watched files say."""
    await visit.parts.drafts.take_watched(visit.member.person)
    return RedirectResponse(DRAFT_PATH, 303)


@router.post("/watched/ignore")
async def ignore_watched(visit: ActingSender) -> Response:
    """Leave the watched files until they change again."""
    await visit.parts.drafts.ignore_watched()
    return RedirectResponse(PATH, 303)
