"""Replies out: through the gate everybody passes, tried again where that is right."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.methods import SendChatAction, TelegramMethod

from bot.channels.telegram.delegate.api import SEND_TIMEOUT, classed
from bot.channels.telegram.delegate.session import Call
from bot.delivery.model import Lane, Refused, State
from bot.delivery.pacing import Door
from bot.delivery.policy import judge

TYPING_AFTER = 0.5
"""Seconds of work after which the person sees that we are at it."""

_TYPING_LASTS = 4.5
_TYPING_AT_ONCE = 30
"""People waiting beyond whom nobody is shown that we are at work: it would keep all of them waiting for longer."""

_ATTEMPTS = 4
_log = structlog.get_logger(__name__)


class Outlet:
    """Sends what a person asked for. What cannot be sent is logged and forgotten: they are there and ask again."""

    def __init__(self, bot: Bot, gate: Door) -> None:
        self.bot, self._gate = bot, gate
        self._waiting = 0

    async def send(self, chat: int, method: TelegramMethod[Any] | Call) -> Any:
        """The platform's answer; None when it could not be sent."""
        for attempt in range(1, _ATTEMPTS + 1):
            async with self._gate.slot(str(chat), rank=Lane.REPLY):
                try:
                    return await self.bot(cast("TelegramMethod[Any]", method), request_timeout=SEND_TIMEOUT)
                except AiogramError as error:
                    outcome, said = classed(error), error
            verdict = judge(outcome, Lane.REPLY, attempt)
            if isinstance(outcome, Refused) and outcome.everyone:
                self._gate.pause(verdict.pause)
            elif verdict.state is not State.PENDING or verdict.gone:
                self._note(method, said)
                return None
            else:
                await asyncio.sleep(verdict.wait)
        _log.warning("reply given up", method=method.__api_method__)
        return None

    def _note(self, method: TelegramMethod[Any] | Call, error: AiogramError) -> None:
        if not (isinstance(error, TelegramBadRequest) and "message is not modified" in error.message):
            _log.warning("reply not sent", method=method.__api_method__, reason=str(error))

    async def quick(self, method: TelegramMethod[Any]) -> None:
        """Say something that neither waits nor matters when it fails: an answer to a tap, "typing …"."""
        with suppress(AiogramError):
            await self.bot(method, request_timeout=5)

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """Show that we are at work while the block lasts, if it lasts."""
        signs = asyncio.create_task(self._signs(chat), name=f"typing {chat}")
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            signs.cancel()
            with suppress(asyncio.CancelledError):
                await signs

    async def _signs(self, chat: int) -> None:
        await asyncio.sleep(TYPING_AFTER)
        while True:
            if self._waiting <= _TYPING_AT_ONCE:
                await self.quick(SendChatAction(chat_id=chat, action="typing"))
            await asyncio.sleep(_TYPING_LASTS)
