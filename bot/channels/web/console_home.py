"""The staff console's first page, and the language it speaks."""

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.stream import stream
from bot.channels.web.visits import (
    STAFF_COOKIE,
    STAFF_LANGUAGE_COOKIE,
    STAFF_PATH,
    ActingMember,
    Member,
    StaffVisit,
    keep,
)
from bot.delivery.model import OPEN_STATES, State
from knowledge.localize import LANGUAGES

router = APIRouter(prefix=STAFF_PATH)
SOON = 5
"""Items of the programme on the first page."""


@router.get("")
async def overview(visit: Member) -> Response:
    """What waits, what was sent, what comes next."""
    return visit.page("console/overview.html", member=visit.member, part=await _overview(visit))


@router.get("/events")
async def overview_events(visit: Member) -> Response:
    """The same, kept up to date."""
    return stream(visit, lambda: _overview(visit))


async def _overview(visit: StaffVisit) -> str:
    event, now = visit.parts.programme.event, visit.parts.clock.now()
    states = (await visit.parts.outbox.status()).states
    return visit.fragment(
        "console/overview_part.html",
        member=visit.member,
        threads=await visit.parts.helpdesk.threads(),
        broadcasts=await visit.parts.broadcasts.latest(5),
        waiting=sum(states.get(state, 0) for state in OPEN_STATES),
        sent=states.get(State.SENT, 0),
        dead=states.get(State.DEAD, 0) + states.get(State.AMBIGUOUS, 0),
        people=len(await visit.parts.people.everyone()),
        coming=[item for item in event.items if item.end > now and not item.cancelled][:SOON],
        now=now,
    )


@router.post("/language")
async def choose_language(visit: ActingMember, language: str = Form(), back: str = Form(STAFF_PATH)) -> Response:
    """Show the console in this language on this browser."""
    known = {
        STAFF_PATH,
        *(f"{STAFF_PATH}/{name}" for name in ("broadcasts", "programme", "deliveries", "questions", "people")),
    }
    response = RedirectResponse(back if back in known else STAFF_PATH, 303)
    if language in LANGUAGES:
        keep(response, visit.parts, STAFF_LANGUAGE_COOKIE, language, STAFF_PATH)
    return response


@router.post("/sign-out")
async def sign_out(visit: ActingMember) -> Response:
    """Forget the session on this browser."""
    response = RedirectResponse(STAFF_PATH, 303)
    response.delete_cookie(STAFF_COOKIE, STAFF_PATH)
    return response
