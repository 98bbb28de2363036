"""Announcements that wait for a second person: shown to everyone who may approve them."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import structlog

from bot.broadcasts.model import BroadcastState
from bot.broadcasts.recall.service import Undone
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.staff.languages import Languages
from bot.channels.telegram.staff.progress import render
from bot.channels.telegram.staff.questions import chats_of_staff
from bot.delivery.live import STAFF_TOPIC

_LOOK_EVERY = 30.0
_log = structlog.get_logger(__name__)


class Approvals:
    """Sends each once to each colleague of its author."""

    def __init__(self, parts: Parts, desk: Desk, languages: Languages) -> None:
        self._parts, self._desk, self._languages = parts, desk, languages
        self._asked: set[tuple[int, int]] = set()

    async def run(self) -> None:
        """Ask until cancelled."""
        looking = self._parts.live.listen(STAFF_TOPIC, _LOOK_EVERY)
        async with aclosing(cast("AsyncGenerator[None, None]", looking)):
            async for _ in looking:
                try:
                    await self._ask()
                except Exception:
                    _log.exception("approvals not asked for")

    async def _ask(self) -> None:
        latest = await self._parts.broadcasts.latest(20)
        waiting = [one for one in latest if one.state is BroadcastState.APPROVAL]
        chats = await chats_of_staff(self._parts) if waiting else {}
        for one in waiting:
            for chat, member in chats.items():
                if (one.id, chat) in self._asked or not member.role.may_broadcast() or one.created_by == member.person:
                    continue
                self._asked.add((one.id, chat))
                progress = await self._parts.broadcasts.progress(one.id)
                nothing = Undone(done=0, waiting=0, kept=0)
                await self._desk.say(
                    chat, *render(progress, nothing, self._languages.of(chat, member), author=False, whole=True)
                )
