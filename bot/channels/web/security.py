"""What every response carries and every request must respect, before any page is looked at."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_REQUEST = 32 * 1024
"""Bytes of a delegate's request body: a message of 2,000 characters, percent-encoded, fits well."""

LARGEST_STAFF_REQUEST = 512 * 1024
"""Bytes of a staff request body: an announcement of 4,096 characters in nine languages, percent-encoded."""

UPLOAD_PATH = "/staff/programme/upload"
LARGEST_UPLOAD = 9 * 1024 * 1024
"""Bytes of a request that brings a programme: a file of 8 MB and what the form says besides."""

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Guard:
    """ASGI middleware: security headers on every response, foreign origins and oversized bodies refused."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app, self._public = app, urlsplit(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        dressed = self._dressed(send)
        if scope["method"] not in _SAFE_METHODS and not self._same_origin(headers):
            await PlainTextResponse("This form was sent from another site.", 403)(scope, receive, dressed)
            return
        largest = _largest(scope["path"])
        body = _Body(receive, largest)
        if not headers.get("content-length", "0").isdigit() or int(headers.get("content-length", "0")) > largest:
            await PlainTextResponse("This request is too large.", 413)(scope, receive, dressed)
            return
        await self._app(scope, body.receive, dressed)

    def _same_origin(self, headers: Headers) -> bool:
        """Browsers say where a form comes from; what says nothing is held to the form token alone."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        return urlsplit(origin).netloc in {headers.get("host", ""), self._public.netloc} - {""}

    def _dressed(self, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if self._public.scheme == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return dressed


def _largest(path: str) -> int:
    if path == UPLOAD_PATH:
        return LARGEST_UPLOAD
    return LARGEST_STAFF_REQUEST if path.startswith("/staff") else LARGEST_REQUEST


class _Body:
    """A request body that is refused as soon as it grows beyond what is allowed, whatever was announced."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive, self._left = receive, largest

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message
