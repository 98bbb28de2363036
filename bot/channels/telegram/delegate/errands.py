"""Sent announcements that staff took back or wrote anew: their messages are deleted or edited, one by one."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import DeleteMessage, EditMessageCaption, EditMessageText, TelegramMethod

from bot.broadcasts.recall.service import WORK_TOPIC, Recall
from bot.broadcasts.recall.store import Copy, Errand
from bot.channels.telegram.delegate.api import SEND_TIMEOUT, classed
from bot.channels.telegram.delegate.visit import keyboard
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.view import dressed
from bot.delivery.model import Gone, Lane, Malformed
from bot.delivery.pacing import Door
from bot.people.model import Channel

_LOOK_EVERY = 30.0
_BACK_OFF = 2.0


class Errands:
    """Runs them behind everything else that leaves through the gate; what fails for now is tried again."""

    def __init__(self, parts: Parts, bot: Bot, gate: Door) -> None:
        self._recall = Recall(parts.database, parts.clock, parts.live)
        self._live, self._bot, self._gate = parts.live, bot, gate

    async def run(self) -> None:
        """Work until cancelled."""
        looking = self._live.listen(WORK_TOPIC, _LOOK_EVERY)
        async with aclosing(cast("AsyncGenerator[None, None]", looking)):
            async for _ in looking:
                while copies := await self._recall.work(Channel.TELEGRAM):
                    if not [copy for copy in copies if await self._run(copy)]:
                        break

    async def _run(self, copy: Copy) -> bool:
        """Whether it is off the list."""
        reason = "" if copy.references else "its message is not known"
        for method in methods(copy):
            async with self._gate.slot(copy.address, rank=Lane.BROADCAST):
                try:
                    await self._bot(method, request_timeout=SEND_TIMEOUT)
                except AiogramError as error:
                    if "message is not modified" in str(error) or "to delete not found" in str(error):
                        continue
                    outcome = classed(error)
                    if not isinstance(outcome, (Gone, Malformed)):
                        self._gate.pause(getattr(outcome, "retry_after", None) or _BACK_OFF)
                        return False
                    reason = outcome.reason
        await self._recall.done(copy, reason)
        return True


def methods(copy: Copy) -> list[TelegramMethod[Any]]:
    """Delete every part; or put the new text into the first one that holds text and delete other text parts."""
    chat, numbers = int(copy.address), list(copy.references)
    if copy.errand is Errand.RECALL or not numbers:
        return [DeleteMessage(chat_id=chat, message_id=number) for number in numbers]
    view = dressed(copy.text, copy.language, copy.content)
    attached = copy.content.attachment
    if attached and attached.kind != "location" and len(numbers) == 1:
        caption = EditMessageCaption(
            chat_id=chat, message_id=numbers[0], caption=view.parts[0], reply_markup=keyboard(view.rows)
        )
        return [caption]
    texts = numbers[:-1] if attached and len(numbers) > 1 else numbers
    first = EditMessageText(chat_id=chat, message_id=texts[0], text=view.parts[0], reply_markup=keyboard(view.rows))
    return [first, *(DeleteMessage(chat_id=chat, message_id=number) for number in texts[1:])]
