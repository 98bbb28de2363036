"""What the buttons below a message do: remind, confirm, ask a person."""

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, RedirectResponse, Response

from bot.channels.web.visits import ActingDelegate, DelegateVisit
from bot.errors import NotFound
from bot.people.model import Channel

router = APIRouter()


@router.post("/remind")
async def remind(visit: ActingDelegate, item: str = Form(), wanted: bool = Form()) -> Response:
    """Remind of an item, or do not."""
    if item not in visit.parts.programme.event.items_by_id:
        raise NotFound(f'there is no item "{item}" in the programme')
    await visit.parts.people.star(visit.delegate.id, item, wanted=wanted)
    return _done(visit, "remind.html", item=item, on=wanted)


@router.post("/acknowledge")
async def acknowledge(visit: ActingDelegate, broadcast: int = Form()) -> Response:
    """Confirm having read an announcement."""
    await visit.parts.broadcasts.acknowledge(broadcast, visit.delegate.id)
    return _done(visit, "acknowledge.html", broadcast=broadcast, done=True)


def _done(visit: DelegateVisit, template: str, **values: object) -> Response:
    """The button as it looks now, to a script; back to the page it was on, to a browser without."""
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"html": visit.fragment(template, **values)})
    back = "/agenda" if visit.request.headers.get("referer", "").endswith("/agenda") else "/"
    return RedirectResponse(back, 303)


@router.post("/person")
async def ask_a_person(visit: ActingDelegate, close: bool = Form(False)) -> Response:
    """Hand the last question to staff, or say that no more help is needed."""
    if close:
        await visit.parts.helpdesk.leave(visit.delegate.id)
    else:
        await visit.parts.conversation.hand_over(visit.delegate, Channel.WEB, visit.language)
    if "application/json" in visit.request.headers.get("accept", ""):
        return JSONResponse({"html": ""})
    return RedirectResponse("/#latest", 303)
