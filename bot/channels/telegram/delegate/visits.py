"""From a raw update to a visit: who it is, what they may, and what they see when something breaks."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, User

from bot.channels.telegram.delegate.outlet import Outlet
from bot.channels.telegram.delegate.visit import Visit
from bot.channels.telegram.markup import escape
from bot.channels.telegram.parts import Parts
from bot.conversation.model import Patience, Permission
from bot.people.model import Channel, Delegate
from knowledge.localize import spoken

_SEEN_EVERY = 60.0
"""Seconds after which a person's address is written down anew."""

_STRANGERS_PER_MINUTE = 6
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
_log = structlog.get_logger(__name__)


class Visits(BaseMiddleware):
    """Gives handlers their `visit`."""

    def __init__(self, parts: Parts, outlet: Outlet) -> None:
        self._parts, self._outlet = parts, outlet
        self._seen: dict[str, float] = {}
        self._patience = Patience(_STRANGERS_PER_MINUTE)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user, chat = data.get("event_from_user"), data.get("event_chat")
        if not isinstance(user, User) or not isinstance(chat, Chat) or user.is_bot:
            return None
        delegate = await self._delegate(chat)
        if delegate is None and not self._patient(str(chat.id)):
            return None
        visit = self._visit(user, chat, delegate)
        try:
            return await handler(event, {**data, "visit": visit})
        except Exception:
            _log.exception("message not answered")
            await visit.say(escape(visit.t("Something went wrong. Please try again in a moment.")))

    async def _delegate(self, chat: Chat) -> Delegate | None:
        if chat.type != "private":
            return None
        found = await self._parts.people.at(Channel.TELEGRAM, str(chat.id))
        if found is not None and time.monotonic() - self._seen.get(found.id, -_SEEN_EVERY) >= _SEEN_EVERY:
            self._seen[found.id] = time.monotonic()
            await self._parts.people.seen(found.id, Channel.TELEGRAM, str(chat.id))
        return found

    def _patient(self, chat: str) -> bool:
        """Strangers get a few replies a minute, then silence."""
        self._patience.forget_idle(time.monotonic())
        return self._patience.permit(chat, time.monotonic()) is Permission.ANSWER

    def _visit(self, user: User, chat: Chat, delegate: Delegate | None) -> Visit:
        language = delegate.language if delegate and delegate.language else user.language_code or ""
        return Visit(self._parts, self._outlet, chat.id, user.full_name, spoken(language), delegate)
