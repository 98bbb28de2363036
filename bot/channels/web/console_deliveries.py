"""Deliveries in the console: what is on its way, what could not arrive and why, trying again."""

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.parts import Application
from bot.channels.web.stream import stream
from bot.channels.web.visits import STAFF_PATH, ActingSender, Member, StaffVisit
from bot.delivery.service import Outbox

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
    outbox = outbox_of(visit.parts)
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
    await outbox_of(visit.parts).retry([row])
    return RedirectResponse(f"{STAFF_PATH}/deliveries", 303)


@router.post("/retry")
async def retry_failed(visit: ActingSender, rows: str = Form("")) -> Response:
    """Try all the failed messages that were shown again."""
    await outbox_of(visit.parts).retry([int(one) for one in rows.split(",") if one.isdigit()])
    return RedirectResponse(f"{STAFF_PATH}/deliveries", 303)


def outbox_of(parts: Application) -> Outbox:
    """The use cases of the outbox."""
    return Outbox(parts.database, parts.clock, parts.live)
