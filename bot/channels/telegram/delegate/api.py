"""The Bot API through aiogram: one session, raw updates, and what an error means for a message."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    RestartingTelegram,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import LinkPreviewOptions
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.channels.telegram.delegate.session import PARSE_MODE, PREVIEW, Session
from bot.channels.telegram.intake import Intake, Unusable
from bot.channels.telegram.webhook import Routes
from bot.delivery.model import Gone, Malformed, Outcome, Refused, Uncertain
from bot.delivery.pacing import AT_ONCE

SEND_TIMEOUT = 20
"""Seconds to wait for the answer to a message."""

_NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty", "group chat was upgraded")
_TOKEN_REFUSED = 60.0
_FOR_ERRANDS = 16
"""Connections beside those the gate lets messages have: updates, edits, files."""

_log = structlog.get_logger(__name__)


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without looking into the updates, so that a strange one does not hide the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int
    timeout: int
    limit: int = 100
    allowed_updates: list[str]


def connect(token: str, api_url: str) -> Bot:
    """A bot on that server; nothing is sent before its first call."""
    server = TelegramAPIServer.from_base(api_url.rstrip("/"))
    session = Session(api=server, timeout=SEND_TIMEOUT, limit=AT_ONCE + _FOR_ERRANDS)
    defaults = DefaultBotProperties(
        parse_mode=PARSE_MODE, link_preview=LinkPreviewOptions.model_validate(PREVIEW), allow_sending_without_reply=True
    )
    return Bot(token, session=session, default=defaults)


async def fetch(bot: Bot, offset: int, seconds: int, allowed: list[str]) -> list[dict[str, Any]]:
    """The updates from that number on, waiting so long for one. Unusable when the server does not give any."""
    method = RawUpdates(offset=offset, timeout=seconds, allowed_updates=allowed)
    try:
        return await bot(method, request_timeout=seconds + SEND_TIMEOUT)
    except TelegramRetryAfter as error:
        raise Unusable(error.message, float(error.retry_after)) from None
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise Unusable("Telegram does not know this token; check DELEGATE_BOT_TOKEN", _TOKEN_REFUSED) from None
    except TelegramConflictError as error:
        raise Unusable(error.message, 3.0) from None
    except AiogramError as error:
        raise Unusable(f"{type(error).__name__}: {error}", 1.0) from None


async def hook(bot: Bot, routes: Routes | None, intake: Intake, allowed: list[str]) -> None:
    """Tell the server where to post updates, or that they will be fetched; tried until it works."""
    wait = 1.0
    while True:
        try:
            if routes is None:
                await bot.delete_webhook()
            else:
                url = routes.add("delegates", intake)
                await bot.set_webhook(url, secret_token=routes.secret, allowed_updates=allowed)
            return
        except AiogramError as error:
            _log.warning("webhook not changed", reason=str(error))
            await asyncio.sleep(wait)
            wait = min(60.0, wait * 2)


def classed(error: Exception) -> Outcome:
    """What became of a message whose request failed so."""
    match error:
        case TelegramRetryAfter():
            return Refused(reason="too many requests", retry_after=float(error.retry_after), everyone=True)
        case TelegramForbiddenError():
            return Gone(reason=error.message)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Refused(reason="Telegram does not know this token", retry_after=_TOKEN_REFUSED)
        case TelegramBadRequest() if any(words in error.message.lower() for words in _NO_SUCH_CHAT):
            return Gone(reason=error.message)
        case TelegramNetworkError():
            return _network(error)
        case TelegramServerError() | RestartingTelegram() | ClientDecodeError():
            return Uncertain(reason=f"the server failed ({type(error).__name__})")
        case TelegramAPIError():
            return Malformed(reason=error.message)
        case _:
            return Uncertain(reason=type(error).__name__)


def _network(error: TelegramNetworkError) -> Outcome:
    """Only a connection that never came about is sure not to have carried the message."""
    if isinstance(error.__cause__, (ClientConnectorError, ConnectionTimeoutError)):
        return Refused(reason="no connection to Telegram")
    return Uncertain(reason=f"connection lost ({type(error.__cause__).__name__})")
