"""The delegates' bot: everything of it, wired."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from aiogram import Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.channels.telegram.delegate import browse, choosing, groups, membership, talk, taps
from bot.channels.telegram.delegate.api import connect, fetch, hook
from bot.channels.telegram.delegate.carrier import TelegramCarrier
from bot.channels.telegram.delegate.errands import Errands
from bot.channels.telegram.delegate.joining import Joining
from bot.channels.telegram.delegate.outlet import Outlet
from bot.channels.telegram.delegate.profile import publish
from bot.channels.telegram.delegate.visits import Visits
from bot.channels.telegram.intake import Intake, poll
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.webhook import Routes
from bot.delivery.pacing import Door

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of updates asked for."""

_log = structlog.get_logger(__name__)


class DelegateBot:
    """Answers delegates, and carries the outbox's messages to them. `gate` is the door of its token; with `routes` updates
    are posted to us instead of fetched."""

    def __init__(self, parts: Parts, gate: Door, routes: Routes | None = None) -> None:
        self._parts, self._routes = parts, routes
        self._bot = connect(parts.secrets.delegate_bot_token.get_secret_value(), parts.config.telegram.api_url)
        self.outlet = Outlet(self._bot, gate)
        self.carrier = TelegramCarrier(self._bot, parts.data)
        self._errands = Errands(parts, self._bot, gate)
        self._dispatcher = _dispatcher(parts, self.outlet)
        self.intake = Intake(parts.database, f"telegram:{self._bot.id}", self.handle)

    async def run(self) -> None:
        """Take updates until cancelled, then finish those in work."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.intake.run(), name="updates")
                group.create_task(self._errands.run(), name="recalls")
                group.create_task(publish(self._bot, self._parts.programme.event), name="profile")
                await hook(self._bot, self._routes, self.intake, ALLOWED)
                if self._routes is None:
                    await poll(lambda offset, seconds: fetch(self._bot, offset, seconds, ALLOWED), self.intake)
        finally:
            await self.intake.drain()

    async def close(self) -> None:
        """Give the connections back; call it when nobody sends any more."""
        await self._bot.session.close()

    async def handle(self, raw: Mapping[str, Any]) -> None:
        """Handle one update; one that makes no sense is dropped."""
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            kind = update.event_type
        except (ValidationError, UpdateTypeLookupError) as error:
            _log.warning("update dropped", update=raw.get("update_id"), reason=type(error).__name__)
            return
        if kind in ALLOWED:
            try:
                await self._dispatcher.feed_update(self._bot, update)
            except Exception:
                _log.exception("update not handled", update=update.update_id)


def _dispatcher(parts: Parts, outlet: Outlet) -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)
    visits = Visits(parts, outlet)
    for name in ALLOWED:
        dispatcher.observers[name].outer_middleware(visits)
    dispatcher.include_routers(
        membership.router(),
        groups.router(),
        Joining().router(),
        browse.router(),
        taps.router(),
        choosing.router(),
        talk.router(),
    )
    return dispatcher
