"""Questions handed to staff, in the console: read, take, answer, keep the answer, close."""

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.stream import stream
from bot.channels.web.visits import STAFF_PATH, ActingMember, Member, StaffVisit

router = APIRouter(prefix=STAFF_PATH + "/questions")


@router.get("")
async def questions(visit: Member, closed: bool = False) -> Response:
    """What waits for an answer; or what was closed."""
    part = await _list(visit, closed=closed)
    return visit.page("console/questions.html", member=visit.member, part=part, closed=closed)


@router.get("/events")
async def questions_events(visit: Member, closed: bool = False) -> Response:
    """The same, kept up to date."""
    return stream(visit, lambda: _list(visit, closed=closed))


async def _list(visit: StaffVisit, *, closed: bool) -> str:
    threads = await visit.parts.helpdesk.threads(closed=closed)
    return visit.fragment("console/questions_part.html", threads=threads, closed=closed, staff=await _staff(visit))


@router.get("/{number}")
async def question(visit: Member, number: int) -> Response:
    """One thread, and where to answer."""
    thread = await visit.parts.helpdesk.thread(number)
    return visit.page("console/question.html", member=visit.member, thread=thread, part=await _thread(visit, number))


@router.get("/{number}/events")
async def question_events(visit: Member, number: int) -> Response:
    """The thread, kept up to date."""
    return stream(visit, lambda: _thread(visit, number))


async def _thread(visit: StaffVisit, number: int) -> str:
    thread = await visit.parts.helpdesk.thread(number)
    delegation = visit.parts.programme.event.delegations_by_id.get(thread.delegation)
    return visit.fragment("console/question_part.html", thread=thread, delegation=delegation, staff=await _staff(visit))


async def _staff(visit: StaffVisit) -> dict[str, str]:
    """The names of staff by the key they go by in threads."""
    return {member.person: member.name for member in await visit.parts.people.staff()}


@router.post("/{number}/claim")
async def claim(visit: ActingMember, number: int) -> Response:
    """Take it."""
    await visit.parts.helpdesk.claim(number, visit.member.person)
    return _to(number)


@router.post("/{number}/reply")
async def reply(visit: ActingMember, number: int, text: str = Form(""), approve: bool = Form(False)) -> Response:
    """Answer, and on request keep the answer for everyone who asks the same."""
    await visit.parts.helpdesk.reply(number, visit.member, text)
    if approve:
        await visit.parts.helpdesk.approve(number, visit.member, text.strip())
    return _to(number)


@router.post("/{number}/close")
async def close(visit: ActingMember, number: int) -> Response:
    """End it."""
    await visit.parts.helpdesk.close(number, visit.member.person)
    return RedirectResponse(f"{STAFF_PATH}/questions", 303)


def _to(number: int) -> Response:
    return RedirectResponse(f"{STAFF_PATH}/questions/{number}", 303)
