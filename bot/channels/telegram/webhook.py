"""Updates that Telegram posts to us: an ASGI application in front of another, answering under secret paths only."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bot.channels.telegram.intake import Intake
from bot.config import Secrets, TelegramSection
from bot.errors import ConfigurationError

PREFIX = "/telegram/"
LARGEST = 1_000_000
"""Bytes of an update; Telegram's are far smaller."""

_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
_ALLOWED_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


class Routes:
    """Where each bot's updates arrive. `secret` is what Telegram proves itself with."""

    def __init__(self, public_url: str, secret: str) -> None:
        self._public, self.secret = public_url.rstrip("/"), secret
        self._intakes: dict[str, Intake] = {}

    def add(self, name: str, intake: Intake) -> str:
        """Open a route; returns the address to tell Telegram."""
        self._intakes[PREFIX + name] = intake
        return f"{self._public}{PREFIX}{name}"

    def before(self, application: Asgi) -> Asgi:
        """The application with our routes in front of its own."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            intake = self._intakes.get(scope.get("path", "")) if scope["type"] == "http" else None
            if intake is None:
                await application(scope, receive, send)
            else:
                await _answer(send, await self._take(intake, scope, receive))

        return serve

    async def _take(self, intake: Intake, scope: Scope, receive: Receive) -> int:
        """The status to answer with: 200 once the update is kept, so that one that is not comes again."""
        given = dict(scope["headers"]).get(_SECRET_HEADER, b"")
        if scope["method"] != "POST" or not hmac.compare_digest(given, self.secret.encode()):
            return 403
        body = await _body(receive)
        try:
            update = json.loads(body or b"")
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return 400
        await intake.receive([update])
        return 200


async def _body(receive: Receive) -> bytes | None:
    """The request's body; None when it is too large."""
    parts, size = [], 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def routes_of(section: TelegramSection, secrets: Secrets) -> Routes | None:
    """The routes of webhook mode; None when updates are polled. ConfigurationError when something is missing."""
    if section.mode == "polling":
        return None
    secret = secrets.webhook_secret.get_secret_value()
    if not _ALLOWED_SECRET.fullmatch(secret):
        raise ConfigurationError(
            '[telegram] mode "webhook" needs WEBHOOK_SECRET in the environment: 1 to 256 of A-Z, a-z, 0-9, _ and -'
        )
    if not section.public_url:
        raise ConfigurationError('[telegram] mode "webhook" needs public_url, the https address Telegram posts to')
    return Routes(section.public_url, secret)
