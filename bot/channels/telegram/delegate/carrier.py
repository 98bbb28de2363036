"""Delivery to Telegram: one attempt for one message of the outbox."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from aiogram import Bot
from aiogram.methods import SendDocument, SendLocation, SendPhoto, TelegramMethod
from aiogram.types import FSInputFile

from bot.channels.telegram.delegate.api import SEND_TIMEOUT, classed
from bot.channels.telegram.delegate.session import Call
from bot.channels.telegram.delegate.visit import keyboard
from bot.channels.telegram.markup import CAPTION_LIMIT, units
from bot.channels.telegram.view import View, dressed
from bot.delivery.model import Attachment, Content, Malformed, Outcome, Parcel, Sent, Uncertain
from bot.people.model import Channel

_BETWEEN_PARTS = 1.05
"""Seconds between the parts of one message: a private chat takes one a second."""

_ANYONE = 0


class TelegramCarrier:
    """Sends through the delegates' bot, one of `connect`. The courier waits at the gate, so nothing here does."""

    channel = Channel.TELEGRAM

    def __init__(self, bot: Bot, data: Path) -> None:
        self._bot, self._data = bot, data
        # A broadcast is the same for everyone of a language: it is put into words once.
        self._worded = lru_cache(maxsize=256)(self._word)

    async def deliver(self, parcel: Parcel) -> Outcome:
        """One attempt; of a message in several parts that broke off, some parts have arrived."""
        try:
            methods = self._pieces(parcel)
        except (ValueError, OSError) as error:
            return Malformed(reason=f"cannot be written: {type(error).__name__}")
        numbers: list[str] = []
        for method in methods:
            if numbers:
                await asyncio.sleep(_BETWEEN_PARTS)
            try:
                sent = await self._bot(cast("TelegramMethod[Any]", method), request_timeout=SEND_TIMEOUT)
            except Exception as error:
                return Uncertain(reason=f"only a part arrived: {type(error).__name__}") if numbers else classed(error)
            numbers.append(str(sent.message_id))
        return Sent(reference=",".join(numbers))

    def _pieces(self, parcel: Parcel) -> Sequence[Call | TelegramMethod[Any]]:
        """The requests that make up the message: mostly one."""
        chat, attachment = int(parcel.address), parcel.content.attachment
        if attachment is None:
            return self._texts(chat, parcel)
        view = dressed(parcel.text, parcel.language, parcel.content)
        fits = len(view.parts) == 1 and units(view.parts[0]) <= CAPTION_LIMIT
        if attachment.kind == "location" or not fits:
            return [*self._texts(chat, parcel), _attached(chat, attachment, self._data, View(("",)))]
        return [_attached(chat, attachment, self._data, view)]

    def _texts(self, chat: int, parcel: Parcel) -> list[Call]:
        return [call.to(chat) for call in self._worded(parcel.text, parcel.language, parcel.content)]

    def _word(self, text: str, language: str, content: Content) -> tuple[Call, ...]:
        view = dressed(text, language, content)
        *before, last = view.parts
        return (*(Call.saying(_ANYONE, part) for part in before), Call.saying(_ANYONE, last, view.rows))


def _attached(chat: int, attachment: Attachment, data: Path, view: View) -> TelegramMethod[Any]:
    caption, markup = view.parts[0] or None, keyboard(view.rows)
    if attachment.kind == "location":
        if attachment.latitude is None or attachment.longitude is None:
            raise ValueError("a place without coordinates")
        return SendLocation(chat_id=chat, latitude=attachment.latitude, longitude=attachment.longitude)
    path = (data / attachment.path).resolve()
    if not path.is_relative_to(data.resolve()) or not path.is_file():
        raise ValueError("the file is not in the data folder")
    file = FSInputFile(path, filename=attachment.name or path.name)
    if attachment.kind == "photo":
        return SendPhoto(chat_id=chat, photo=file, caption=caption, reply_markup=markup)
    return SendDocument(chat_id=chat, document=file, caption=caption, reply_markup=markup)


def references(reference: str) -> Sequence[int]:
    """The message numbers in a `Sent.reference`."""
    return [int(one) for one in reference.split(",") if one.isdigit()]
