"""One page for everything that goes wrong, in the reader's language, without anything for an attacker."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.channels.web.visits import STAFF_PATH, NotSignedIn, language_of, pages_of, parts_of
from bot.errors import ApplicationError, Conflict, NotAllowed, NotFound

log = structlog.get_logger(__name__)
_STATUS: dict[type[ApplicationError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409}


def install(app: FastAPI) -> None:
    """Make the application answer every error with a page (or JSON to a script)."""
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(ApplicationError, _on_purpose)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _unexpected)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    if request.method == "GET" and request.url.path == "/" and parts_of(request).config.access.mode == "open":
        return RedirectResponse("/join", 303)
    return _answer(request, 401)


async def _on_purpose(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        log.error("request failed", path=request.url.path, error=str(error))
    return _answer(request, status, str(error))


async def _http(request: Request, error: Exception) -> Response:
    return _answer(request, error.status_code if isinstance(error, HTTPException) else 500)


async def _malformed(request: Request, error: Exception) -> Response:
    return _answer(request, 400)


async def _unexpected(request: Request, error: Exception) -> Response:
    # The server logs the exception itself, with its stack; the reader gets neither.
    return _answer(request, 500)


def _answer(request: Request, status: int, detail: str = "") -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"status": status}, status)
    staff = request.url.path.startswith(STAFF_PATH)
    shown = detail if staff or status in (403, 409) else ""
    language = language_of(request)
    return pages_of(request).page("error.html", language, status, code=status, staff=staff, detail=shown)
