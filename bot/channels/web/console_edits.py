"""Quick edits of single items. Each goes into the draft, never straight to people."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from bot.changes import edits
from bot.channels.web.console_programme import DRAFT_PATH, PATH
from bot.channels.web.visits import ActingSender, Member, Sender, StaffVisit
from bot.errors import ApplicationError, Conflict
from bot.people.model import slug
from knowledge.event import EVERYONE, Event, Item, ItemKind, LocalizedText

router = APIRouter(prefix=PATH)
LONGEST_DELAY = 24 * 60
LONGEST_TITLE, LONGEST_ROOM = 300, 120
USUAL_LENGTH = timedelta(hours=1)
_WHOLE = re.compile(r"-?\d{1,4}")


@router.get("/add")
async def add_form(visit: Sender) -> Response:
    """A new item."""
    return await _adding(visit)


async def _adding(visit: StaffVisit, written: dict[str, str] | None = None, refusal: str = "") -> Response:
    return visit.page(
        "console/programme_add.html",
        409 if refusal else 200,
        member=visit.member,
        kinds=list(ItemKind),
        written=written or {},
        refusal=refusal,
    )


@router.post("/add")
async def add(visit: ActingSender, request: Request) -> Response:
    """Put it into the draft."""
    form = await request.form()
    try:
        await visit.parts.drafts.edit(lambda event: edits.add(event, _item(form, event)), visit.member.person)
    except ApplicationError as error:
        return await _adding(visit, {name: str(value) for name, value in form.items()}, str(error))
    return RedirectResponse(DRAFT_PATH, 303)


@router.get("/items/{item}")
async def item_form(visit: Member, item: str) -> Response:
    """One item, as it would be with what is prepared, and what can be done with it."""
    return await _editing(visit, item)


async def _editing(visit: StaffVisit, item: str, refusal: str = "") -> Response:
    draft = await visit.parts.drafts.pending()
    event = draft.event if draft else visit.parts.programme.event
    found = edits.find(event, item)
    same_day = [one for one in event.items if one.id != item and event.day(one.start) == event.day(found.start)]
    return visit.page(
        "console/programme_item.html",
        409 if refusal else 200,
        member=visit.member,
        item=found,
        live=visit.parts.programme.event.items_by_id.get(item),
        start=event.local(found.start).strftime("%Y-%m-%dT%H:%M"),
        others=[one for one in same_day if not one.cancelled and (one.venue or one.room)],
        refusal=refusal,
    )


@router.post("/items/{item}/{what}")
async def edit(visit: ActingSender, request: Request, item: str, what: str) -> Response:
    """Put one edit of the item into the draft."""
    form = await request.form()
    try:
        await visit.parts.drafts.edit(_edit(what, item, form), visit.member.person)
    except ApplicationError as error:
        return await _editing(visit, item, str(error))
    return RedirectResponse(DRAFT_PATH, 303)


def _edit(what: str, item: str, form: FormData) -> Callable[[Event], Event]:
    if what == "delay":
        minutes = _whole(form, "minutes")
        return lambda event: edits.delay(event, item, timedelta(minutes=minutes))
    if what == "move":
        return lambda event: _moved(event, item, form)
    if what == "swap":
        return lambda event: edits.swap_rooms(event, item, str(form.get("other", "")))
    if what == "cancel":
        return lambda event: edits.cancel(event, item)
    raise Conflict(f'"{what[:20]}" cannot be done with an item')


def _moved(event: Event, item: str, form: FormData) -> Event:
    """Only what differs from how the item is: going elsewhere would otherwise empty the room."""
    found = edits.find(event, item)
    start, venue, room = _moment(form, "start"), _text(form, "venue"), _text(form, "room", LONGEST_ROOM)
    return edits.move(
        event,
        item,
        start=None if start is None or start == event.local(found.start).replace(tzinfo=None) else start,
        venue="" if venue == found.venue else venue,
        room="" if room == found.room.best(event.language) else room,
    )


def _item(form: FormData, event: Event) -> Item:
    title, start = _text(form, "title", LONGEST_TITLE), _moment(form, "start")
    if not title or start is None:
        raise Conflict("a title, a day and a time are needed; fill them in")
    begins = start.replace(tzinfo=event.zone)
    end = _moment(form, "end")
    ends = end.replace(tzinfo=event.zone) if end else begins + USUAL_LENGTH
    if ends < begins:
        raise Conflict("it would end before it starts; correct one of the times")
    venue, room = _text(form, "venue"), _text(form, "room", LONGEST_ROOM)
    if venue and venue not in event.venues_by_id:
        raise Conflict(f'there is no venue "{venue}"; choose one of the list')
    kind = _text(form, "kind")
    audience = tuple(str(one) for one in form.getlist("audience") if str(one) in event.delegations_by_id)
    return Item(
        id=edits.free_id(slug(title), event),
        kind=ItemKind(kind) if kind in set(ItemKind) else ItemKind.SESSION,
        title=LocalizedText({event.language: title}),
        start=begins,
        end=ends,
        venue=venue,
        room=LocalizedText(dict.fromkeys(event.languages, room) if room else {}),
        audience=audience or (EVERYONE,),
    )


def _text(form: FormData, name: str, longest: int = 200) -> str:
    return " ".join(str(form.get(name, "")).split())[:longest]


def _moment(form: FormData, name: str) -> datetime | None:
    text = _text(form, name)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        raise Conflict(f'"{text[:30]}" is not a day and time; write it as 2026-01-06T14:30') from None


def _whole(form: FormData, name: str) -> int:
    text = _text(form, name).replace("−", "-").replace("+", "")
    if not _WHOLE.fullmatch(text) or not 0 < abs(int(text)) <= LONGEST_DELAY:
        raise Conflict("say by how many minutes, at most a day; a minus sign means earlier")
    return int(text)
