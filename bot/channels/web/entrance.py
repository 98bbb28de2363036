"""How people come in: an invitation link, a name where access is open, a sign-in link for staff."""

import secrets
import time

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.parts import Application
from bot.channels.web.visits import (
    DELEGATE_COOKIE,
    STAFF_COOKIE,
    STAFF_PATH,
    VISITOR_COOKIE,
    ActingStranger,
    Parts,
    Stranger,
    keep,
)
from bot.conversation.model import Patience, Permission
from bot.errors import NotAllowed
from bot.people.model import Channel
from knowledge.localize import LANGUAGES

router = APIRouter()
LONGEST_NAME = 80
JOINS_PER_MINUTE = 30
"""From one network address; a delegation behind one router still gets in."""


@router.get("/i/{token}")
async def open_invitation(token: str, parts: Parts) -> Response:
    """Sign the invited person in on this browser."""
    delegate = await parts.people.accept(token, Channel.WEB)
    return await _signed_in(parts, delegate.id)


async def _signed_in(parts: Application, person: str) -> Response:
    await parts.outbox.revive(person)
    response = RedirectResponse("/", 303)
    keep(response, parts, DELEGATE_COOKIE, await parts.people.open_session(person))
    return response


@router.get("/join")
async def join_form(visit: Stranger) -> Response:
    """Ask for a name and a language, where anyone may join."""
    _only_when_open(visit.parts)
    response = visit.page("join.html")
    keep(response, visit.parts, VISITOR_COOKIE, visit.token)
    return response


@router.post("/join")
async def join(visit: ActingStranger, name: str = Form(""), language: str = Form("")) -> Response:
    """Register the visitor and sign them in."""
    _only_when_open(visit.parts)
    _slowly(visit.request)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        return RedirectResponse("/join", 303)
    chosen = language if language in LANGUAGES else visit.language
    delegate = await visit.parts.people.join(Channel.WEB, secrets.token_hex(8), name, chosen)
    await visit.parts.people.seen(delegate.id, Channel.WEB)
    return await _signed_in(visit.parts, delegate.id)


def _only_when_open(parts: Application) -> None:
    if parts.config.access.mode != "open":
        raise NotAllowed("this event is by invitation; open your personal link")


def _slowly(request: Request) -> None:
    patience: Patience = request.app.state.joins
    host = request.client.host if request.client else ""
    patience.forget_idle(time.monotonic())
    if patience.permit(host, time.monotonic()) is not Permission.ANSWER:
        raise NotAllowed("too many people join from here at once; wait a minute")


@router.get(STAFF_PATH + "/sign-in/{code}")
async def sign_in(code: str, parts: Parts) -> Response:
    """Spend a sign-in link."""
    member = await parts.people.sign_in(code)
    response = RedirectResponse(STAFF_PATH, 303)
    keep(response, parts, STAFF_COOKIE, await parts.people.open_session(member.person), STAFF_PATH)
    return response
