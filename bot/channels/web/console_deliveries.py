"""Deliveries in the console: what is on its way, what could not arrive and why, trying again."""

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.stream import stream
from bot.channels.web.visits import STAFF_PATH, ActingSender, Member, StaffVisit

router = APIRouter(prefix=STAFF_PATH + "/deliveries")


@router.get("")
async def deliveries(visit: Member) -> Response:
    """How many messages are in each state, and the unfortunate ones."""
    return visit.page("console/deliveries.html", member=visit.member, part=await _part(visit))


@router.get("/events")
async def deliveries_events(visit: Member) -> Response:
    """The same, kept up to date."""
    return stream(visit, lambda: _part(visit))


async def _part(visit: StaffVisit) -> str:
    outbox = visit.parts.outbox
    return visit.fragment(
        "console/deliveries_part.html",
        member=visit.member,
        status=await outbox.status(),
        stuck=await outbox.stuck(),
        unreachable=await outbox.unreachable(),
    )


@router.post("/{row}/retry")
async def retry(visit: ActingSender, row: int) -> Response:
    """Try one message again."""
    await visit.parts.outbox.retry([row])
    return RedirectResponse(f"{STAFF_PATH}/deliveries", 303)


@router.post("/retry")
async def retry_failed(visit: ActingSender, rows: str = Form("")) -> Response:
    """Try all the failed messages that were shown again."""
    await visit.parts.outbox.retry([int(one) for one in rows.split(",") if one.isdigit()])
    return RedirectResponse(f"{STAFF_PATH}/deliveries", 303)
