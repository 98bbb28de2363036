"""Delivery to Telegram: one attempt for one message of the outbox."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.methods import Response, SendDocument, SendLocation, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import FSInputFile, InlineKeyboardMarkup
from pydantic import BaseModel

from bot.channels.telegram.buttons import Rows
from bot.channels.telegram.delegate.api import SEND_TIMEOUT, classed
from bot.channels.telegram.delegate.visit import keyboard
from bot.channels.telegram.markup import CAPTION_LIMIT, units
from bot.channels.telegram.view import View, dressed
from bot.delivery.model import Attachment, Malformed, Outcome, Parcel, Sent, Uncertain
from bot.people.model import Channel

_BETWEEN_PARTS = 1.05
"""Seconds between the parts of one message: a private chat takes one a second."""


class Receipt(BaseModel):
    """Of the message that was sent, only its number: reading all of it costs as much as sending it."""

    message_id: int


_RECEIVED = Response[Receipt]
"""Kept, since pydantic forgets a generic type that nobody holds, and building it takes milliseconds."""


class _Text(SendMessage):
    __returning__ = Receipt


class _Place(SendLocation):
    __returning__ = Receipt


class _Photo(SendPhoto):
    __returning__ = Receipt


class _Document(SendDocument):
    __returning__ = Receipt


class TelegramCarrier:
    """Sends through the delegates' bot. The courier waits at the gate, so nothing here does."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: Bot, data: Path) -> None:
        self._bot, self._data = bot, data

    async def deliver(self, parcel: Parcel) -> Outcome:
        """One attempt; of a message in several parts that broke off, some parts have arrived."""
        try:
            methods = pieces(parcel, self._data)
        except (ValueError, OSError) as error:
            return Malformed(reason=f"cannot be written: {type(error).__name__}")
        numbers: list[str] = []
        for method in methods:
            if numbers:
                await asyncio.sleep(_BETWEEN_PARTS)
            try:
                sent = await self._bot(method, request_timeout=SEND_TIMEOUT)
            except Exception as error:
                return Uncertain(reason=f"only a part arrived: {type(error).__name__}") if numbers else classed(error)
            numbers.append(str(sent.message_id))
        return Sent(reference=",".join(numbers))


# A broadcast is the same message for everyone of a language: it is put into words once.
_dressed = lru_cache(maxsize=256)(dressed)


@lru_cache(maxsize=256)
def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    return keyboard(rows)


def pieces(parcel: Parcel, data: Path) -> list[TelegramMethod[Any]]:
    """The requests that make up the message: mostly one."""
    chat, attachment = int(parcel.address), parcel.content.attachment
    view = _dressed(parcel.text, parcel.language, parcel.content)
    if attachment is None:
        return _texts(chat, view)
    fits = len(view.parts) == 1 and units(view.parts[0]) <= CAPTION_LIMIT
    if attachment.kind == "location" or not fits:
        return [*_texts(chat, view), _attached(chat, attachment, data, View(("",)))]
    return [_attached(chat, attachment, data, view)]


def _texts(chat: int, view: View) -> list[TelegramMethod[Any]]:
    last = len(view.parts) - 1
    return [
        _Text(chat_id=chat, text=part, reply_markup=_keyboard(view.rows) if at == last else None)
        for at, part in enumerate(view.parts)
    ]


def _attached(chat: int, attachment: Attachment, data: Path, view: View) -> TelegramMethod[Any]:
    caption, markup = view.parts[0] or None, _keyboard(view.rows)
    if attachment.kind == "location":
        if attachment.latitude is None or attachment.longitude is None:
            raise ValueError("a place without coordinates")
        return _Place(chat_id=chat, latitude=attachment.latitude, longitude=attachment.longitude)
    path = (data / attachment.path).resolve()
    if not path.is_relative_to(data.resolve()) or not path.is_file():
        raise ValueError("the file is not in the data folder")
    file = FSInputFile(path, filename=attachment.name or path.name)
    if attachment.kind == "photo":
        return _Photo(chat_id=chat, photo=file, caption=caption, reply_markup=markup)
    return _Document(chat_id=chat, document=file, caption=caption, reply_markup=markup)


def references(reference: str) -> Sequence[int]:
    """The message numbers in a `Sent.reference`."""
    return [int(one) for one in reference.split(",") if one.isdigit()]
