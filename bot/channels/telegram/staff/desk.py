"""The staff bot's way in and out through python-telegram-bot: raw updates, messages through a gate of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.buttons import Rows
from bot.channels.telegram.intake import Unusable
from bot.delivery.pacing import Gate, Limits

Result = TypeVar("Result")
_ATTEMPTS = 4
_log = structlog.get_logger(__name__)


class Desk:
    """Sends to staff. What cannot be sent is logged; nothing here raises."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self._gate = Gate(Limits())

    async def say(self, chat: int, text: str, rows: Rows = (), *, reply_to: int = 0) -> int | None:
        """Send HTML; the message's number."""

        async def send() -> Message:
            return await self.bot.send_message(
                chat,
                text,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(rows),
                reply_to_message_id=reply_to or None,
                allow_sending_without_reply=True if reply_to else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

        sent = await self._send(chat, send)
        return sent.message_id if sent else None

    async def revise(self, chat: int, message: int, text: str, rows: Rows = ()) -> None:
        """Write a message anew; no harm if it is the same."""

        async def edit() -> object:
            return await self.bot.edit_message_text(
                text,
                chat,
                message,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(rows),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )

        await self._send(chat, edit)

    async def _send(self, chat: int, work: Callable[[], Awaitable[Result]]) -> Result | None:
        for attempt in range(1, _ATTEMPTS + 1):
            async with self._gate.slot(str(chat)):
                try:
                    return await work()
                except RetryAfter as error:
                    self._gate.pause(_seconds(error))
                except (BadRequest, Forbidden) as error:
                    if "not modified" not in error.message:
                        _log.warning("staff message not sent", reason=error.message)
                    return None
                except TelegramError as error:
                    said = type(error).__name__
            await asyncio.sleep(0.5 * 2**attempt)
        _log.warning("staff message given up", reason=said)
        return None

    async def toast(self, query: str, text: str = "") -> None:
        """Answer a tap."""
        try:
            await self.bot.answer_callback_query(query, text[:190] or None)
        except TelegramError as error:
            _log.info("tap not answered", reason=type(error).__name__)

    async def save(self, file: str, path: Path) -> None:
        """Download what somebody sent into the file. TelegramError when it cannot be had."""
        found = await self.bot.get_file(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        await found.download_to_drive(path)

    async def fetch(self, offset: int, seconds: int, allowed: list[str]) -> list[dict[str, Any]]:
        """The raw updates from that number on. Unusable when the server does not give any."""
        wanted = {"offset": offset, "timeout": seconds, "limit": 100, "allowed_updates": allowed}
        try:
            found = await self.bot.do_api_request("getupdates", api_kwargs=wanted, read_timeout=seconds + 15)
        except RetryAfter as error:
            raise Unusable("too many requests", _seconds(error)) from None
        except (InvalidToken, EndPointNotFound):  # the library takes a refused token for an unknown method
            raise Unusable("Telegram does not know this token; check STAFF_BOT_TOKEN", 60.0) from None
        except TimedOut:
            raise Unusable("time-out", 1.0) from None
        except Conflict as error:
            raise Unusable(error.message, 3.0) from None
        except TelegramError as error:
            raise Unusable(type(error).__name__, 1.0) from None
        return found if isinstance(found, list) else []


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The buttons as python-telegram-bot takes them; None without any."""
    if not rows:
        return None
    made = [
        [InlineKeyboardButton(one.label, callback_data=one.data or None, url=one.url or None) for one in row]
        for row in rows
    ]
    return InlineKeyboardMarkup(made)
