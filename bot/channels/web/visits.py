"""Who is asking: the delegate or the member of staff behind a request, and the form token that belongs to them."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, Response

from bot.channels.web.parts import Application
from bot.channels.web.rendering import Pages
from bot.errors import NotAllowed
from bot.people.model import Delegate, Staff
from bot.people.service import SESSION_LENGTH
from knowledge.localize import LANGUAGES, spoken

DELEGATE_COOKIE, STAFF_COOKIE, VISITOR_COOKIE = "delegate", "staff", "visitor"
STAFF_LANGUAGE_COOKIE = "staff_language"
STAFF_PATH = "/staff"


class NotSignedIn(Exception):
    """The request carries no session that is still valid."""


def parts_of(request: Request) -> Application:
    return cast("Application", request.app.state.application)


def pages_of(request: Request) -> Pages:
    return cast("Pages", request.app.state.pages)


Parts = Annotated[Application, Depends(parts_of)]


@dataclass(frozen=True)
class Visit:
    """A request of somebody who may not have signed in; `token` is what their form token is made from."""

    request: Request
    parts: Application
    pages: Pages
    language: str
    token: str

    @property
    def csrf(self) -> str:
        return self.parts.people.csrf(self.token)

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """The template in this person's language."""
        return self.pages.page(template, self.language, status, csrf=self.csrf, **values)

    def fragment(self, template: str, **values: Any) -> str:
        """A piece of a page in this person's language."""
        return self.pages.fragment(template, self.language, csrf=self.csrf, **values)


@dataclass(frozen=True)
class DelegateVisit(Visit):
    """A request of a delegate."""

    delegate: Delegate


@dataclass(frozen=True)
class StaffVisit(Visit):
    """A request of a member of staff."""

    member: Staff


async def stranger(request: Request) -> Visit:
    """Anyone; their form token hangs on a cookie of its own."""
    token = request.cookies.get(VISITOR_COOKIE) or secrets.token_urlsafe(24)
    return Visit(request, parts_of(request), pages_of(request), language_of(request), token)


async def delegate_visit(request: Request) -> DelegateVisit:
    """The signed-in delegate. NotSignedIn otherwise."""
    parts, token = parts_of(request), request.cookies.get(DELEGATE_COOKIE, "")
    found = await parts.people.session(token) if token else None
    if not isinstance(found, Delegate):
        raise NotSignedIn
    language = spoken(found.speaks(parts.programme.event))
    request.state.language = language
    return DelegateVisit(request, parts, pages_of(request), language, token, found)


async def staff_visit(request: Request) -> StaffVisit:
    """The signed-in member of staff. NotSignedIn otherwise."""
    parts, token = parts_of(request), request.cookies.get(STAFF_COOKIE, "")
    found = await parts.people.session(token) if token else None
    if not isinstance(found, Staff):
        raise NotSignedIn
    language = spoken(request.cookies.get(STAFF_LANGUAGE_COOKIE, found.language))
    request.state.language = language
    return StaffVisit(request, parts, pages_of(request), language, token, found)


Stranger = Annotated[Visit, Depends(stranger)]
Visitor = Annotated[DelegateVisit, Depends(delegate_visit)]
Member = Annotated[StaffVisit, Depends(staff_visit)]


async def _signed(visit: Visit) -> None:
    given = visit.request.headers.get("x-csrf-token", "")
    if not given and not visit.request.headers.get("content-type", "").startswith("application/json"):
        given = str((await visit.request.form()).get("csrf", ""))
    if not hmac.compare_digest(given.encode(), visit.csrf.encode()):
        raise NotAllowed("this form is out of date; load the page again")


async def acting_stranger(visit: Stranger) -> Visit:
    """A stranger's form with its token."""
    await _signed(visit)
    return visit


async def acting_delegate(visit: Visitor) -> DelegateVisit:
    """A delegate's form with its token. NotAllowed without."""
    await _signed(visit)
    return visit


async def acting_member(visit: Member) -> StaffVisit:
    """A staff form with its token. NotAllowed without."""
    await _signed(visit)
    return visit


async def acting_sender(visit: Annotated[StaffVisit, Depends(acting_member)]) -> StaffVisit:
    """A staff form of somebody who may send announcements."""
    return _may_broadcast(visit)


async def sender(visit: Member) -> StaffVisit:
    """Somebody who may send announcements."""
    return _may_broadcast(visit)


def _may_broadcast(visit: StaffVisit) -> StaffVisit:
    if not visit.member.role.may_broadcast():
        raise NotAllowed("helpers answer questions; ask a sender or an owner to do this")
    return visit


ActingStranger = Annotated[Visit, Depends(acting_stranger)]
ActingDelegate = Annotated[DelegateVisit, Depends(acting_delegate)]
ActingMember = Annotated[StaffVisit, Depends(acting_member)]
Sender = Annotated[StaffVisit, Depends(sender)]
ActingSender = Annotated[StaffVisit, Depends(acting_sender)]


def language_of(request: Request) -> str:
    """The language to speak to a browser we do not know: asked for in the address, else its own first one of ours."""
    known = getattr(request.state, "language", "") or request.query_params.get("lang", "")
    if known in LANGUAGES:
        return str(known)
    for wanted in request.headers.get("accept-language", "").split(","):
        code = wanted.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return spoken(parts_of(request).programme.event.language)


def keep(response: Response, parts: Application, name: str, value: str, path: str = "/") -> None:
    """Give the browser a cookie that no script reads and no other site's form carries."""
    response.set_cookie(
        name,
        value,
        max_age=int(SESSION_LENGTH.total_seconds()),
        path=path,
        httponly=True,
        samesite="lax",
        secure=parts.config.web.public_url.startswith("https://"),
    )
