"""Delegates in the console: who has opened the chat, who cannot be reached, and their invitation links."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.channels.web.visits import STAFF_PATH, ActingSender, Member, StaffVisit
from bot.people import store
from bot.people.model import Address, Delegate

router = APIRouter(prefix=STAFF_PATH + "/people")
SHOWN = 300


@dataclass(frozen=True)
class Row:
    """A delegate and where they can be written to."""

    delegate: Delegate
    addresses: tuple[Address, ...]


@router.get("")
async def people(visit: Member, q: str = "") -> Response:
    """The delegates whose name, id or delegation holds `q`."""
    wanted = q.strip().casefold()
    rows = [row for row in await _rows(visit) if wanted in _sought(visit, row.delegate)]
    return visit.page("console/people.html", member=visit.member, rows=rows[:SHOWN], total=len(rows), q=q, link=None)


async def _rows(visit: StaffVisit) -> list[Row]:
    async with visit.parts.database.read() as tx:
        found = await store.addresses_by_person(tx)
    return [Row(delegate, found.get(delegate.id, ())) for delegate in await visit.parts.people.everyone()]


def _sought(visit: StaffVisit, delegate: Delegate) -> str:
    delegation = visit.parts.programme.event.delegations_by_id.get(delegate.delegation)
    names = delegation.name.all() if delegation else ()
    return " ".join((delegate.name, delegate.id, delegate.delegation, delegate.language, *names)).casefold()


@router.post("/{person}/invite")
async def invite(visit: ActingSender, person: str) -> Response:
    """The delegate's personal link: to a script as JSON, else on a page."""
    token = await visit.parts.people.invite(person)
    base = visit.parts.config.web.public_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    link = {"name": (await visit.parts.people.delegate(person)).name, "address": f"{base}/i/{token}"}
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse(link)
    return visit.page("console/people.html", member=visit.member, rows=[], total=0, q="", link=link)


@router.post("/{person}/revoke")
async def revoke(visit: ActingSender, person: str) -> Response:
    """Make the delegate's links useless and end their sessions."""
    await visit.parts.people.revoke(person)
    visit.parts.live.publish(person)
    return RedirectResponse(f"{STAFF_PATH}/people", 303)
