"""The delegate's agenda as a calendar that their phone subscribes to and refreshes by itself."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from bot.changes.model import Revision
from bot.channels.calendar_file import calendar_entry
from bot.channels.web.agenda import mine
from bot.channels.web.visits import Parts, Visitor
from bot.errors import NotFound
from bot.people.model import Delegate
from bot.reminders.leads import moment, parse
from bot.reminders.plan import leads_of
from knowledge.event import Event, Item
from knowledge.localize import spoken

router = APIRouter(prefix="/calendar")
REFRESH = timedelta(minutes=15)
"""How often calendars are asked to look again; many look more seldom."""


@router.get("")
async def subscribe(visit: Visitor) -> Response:
    """The person's own address, and how to use it."""
    public = visit.parts.config.web.public_url.rstrip("/")
    base = public or str(visit.request.base_url).rstrip("/")
    token = await visit.parts.people.calendar(visit.delegate.id)
    address = f"{base}/calendar/my/{token}.ics"
    phone = "webcal://" + address.partition("://")[2]
    return visit.page("calendar.html", address=address, phone=phone)


@router.api_route("/my/{token}.ics", methods=["GET", "HEAD"])
async def feed(token: str, request: Request, parts: Parts) -> Response:
    """The agenda of whoever the address was made for. It is no way in: it shows nothing else and changes nothing."""
    owner = await parts.people.calendar_owner(token)
    if owner is None:
        raise NotFound("this calendar is not valid any more; open your chat and subscribe again")
    programme = parts.programme
    touched = await parts.changes.touched()
    first = (await parts.changes.first()) or parts.clock.now()
    content = agenda_calendar(programme.event, owner, touched, first)
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "ETag": mark,
        "Cache-Control": f"private, max-age={int(REFRESH.total_seconds()) // 3}",
        "Content-Disposition": 'inline; filename="agenda.ics"',
    }
    if mark in (one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def agenda_calendar(event: Event, owner: Delegate, touched: Mapping[str, Revision], first: datetime) -> bytes:
    """The person's items as iCalendar (RFC 5545), in their language. `touched` holds the last revision that touched each
    item, which is its SEQUENCE; `first` is when the programme was first known. The same programme gives the same bytes."""
    language = spoken(owner.speaks(event))
    calendar = Calendar()
    calendar.add("prodid", "-//Delegate Assistant//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", event.name.best(language, event.language))
    calendar.add("x-wr-calname", event.name.best(language, event.language))
    calendar.add("x-wr-timezone", event.timezone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{int(REFRESH.total_seconds()) // 60}M")
    for item in mine(event, owner):
        calendar.add_component(_entry(item, event, owner, language, touched.get(item.id), first))
    content: bytes = calendar.to_ical()
    return content


def _entry(
    item: Item, event: Event, owner: Delegate, language: str, revision: Revision | None, first: datetime
) -> Entry:
    number, at = (revision.number, revision.at) if revision else (0, first)
    entry = calendar_entry(item, event, language, number, at)
    entry.add("last-modified", at)
    if item.cancelled:
        return entry
    title = item.title.best(language, event.language)
    for before in sorted({_before(event, item, lead) for lead in leads_of(event, owner, item)}, reverse=True):
        if before > timedelta(0):
            entry.add_component(_alarm(before, title))
    return entry


def _before(event: Event, item: Item, lead: str) -> timedelta:
    """How long before the item the lead time is; zero when it is none."""
    found = parse(lead)
    return item.start - moment(event, item.start, found) if found else timedelta(0)


def _alarm(before: timedelta, title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", title)
    return alarm
