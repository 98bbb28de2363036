"""Logging: one line an event, and no secret in any of them, messages and tracebacks alike."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.config import LogSection, Secrets

_TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
"""The shape of a Telegram bot token (https://core.telegram.org/bots/api#authorizing-your-bot)."""

_INVITATION = re.compile(r"(/(?:i|sign-in|calendar)/)[A-Za-z0-9_-]{16,}")

_CHATTY = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    "aiogram": logging.WARNING,
    "telegram": logging.WARNING,
    "chromadb": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "sse_starlette": logging.WARNING,
}
"""httpx puts the whole address, token included, into its INFO lines."""


class Redactor:
    """Takes known secrets and anything shaped like a token out of texts."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = sorted(secrets.values(), key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text with each secret replaced by a mark."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return _INVITATION.sub(r"\1[secret]", _TOKEN.sub("[secret]", text))

    def __call__(self, _logger: object, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in line.items():
            if isinstance(value, str):
                line[key] = self.clean(value)
        return line


def set_up(section: LogSection, secrets: Secrets) -> None:
    """Send structlog and the standard library's records through one redacted stream on standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_text,
        Redactor(secrets),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if section.format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _exception_text,
            Redactor(secrets),
            renderer,
        ],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(section.level)
    for name, level in _CHATTY.items():
        logging.getLogger(name).setLevel(max(level, root.level))


def quiet() -> None:
    """For commands that print their result: warnings and worse only."""
    set_up(LogSection(level="WARNING"), Secrets.from_environment())


def _exception_text(_logger: object, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn exception information into text before it is redacted."""
    info = line.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    if isinstance(info, tuple) and info[0] is not None:
        line["exception"] = "".join(traceback.format_exception(*info))
    return line
