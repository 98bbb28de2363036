"""Pages to take along: the card for the driver, an item for one's own calendar."""

from fastapi import APIRouter
from fastapi.responses import Response

from bot.channels.calendar_file import calendar_file
from bot.channels.web.maps import device_link
from bot.channels.web.visits import Visitor
from bot.errors import NotFound

router = APIRouter()


@router.get("/driver/{venue}")
async def driver(visit: Visitor, venue: str) -> Response:
    """The venue's name and address in the local language, very large."""
    event = visit.parts.programme.event
    found = event.venues_by_id.get(venue)
    if found is None:
        raise NotFound(f'there is no venue "{venue}"')
    return visit.page("driver.html", venue=found, device=device_link(found))


@router.get("/calendar/{item}.ics")
async def calendar(visit: Visitor, item: str) -> Response:
    """The item as a calendar file; loading it again later updates the entry."""
    programme = visit.parts.programme
    found = programme.event.items_by_id.get(item)
    if found is None:
        raise NotFound(f'there is no item "{item}" in the programme')
    content = calendar_file([found], programme.event, visit.language, programme.revision, visit.parts.clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{_plain(item)}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _plain(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in name)
