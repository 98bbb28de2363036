"""How far announcements got: live in one edited message, with the buttons that fit their state."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import cast

import structlog

from bot.broadcasts.model import Broadcast, BroadcastState, Progress
from bot.broadcasts.recall.service import Recall, Undone
from bot.channels.telegram.buttons import Button, Rows, in_rows, pack
from bot.channels.telegram.markup import bold, escape, italic
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.staff.shift import Shift
from bot.channels.telegram.texts import STAFF
from bot.delivery.live import STAFF_TOPIC
from bot.errors import ApplicationError
from knowledge.answers.voice import short
from knowledge.localize import NATIVE_NAMES

ACT = "w"
"""Callback code of everything done to a broadcast: "w:pause:7"."""

_LOOK_EVERY, _BETWEEN_EDITS, _MOST = 2.0, 1.5, 20
_CALM = 10.0
"""Seconds between looks at a broadcast that is over: people still confirm."""

_MOVING = (BroadcastState.SENDING, BroadcastState.APPROVAL)
_STATES = {
    BroadcastState.DRAFT: "draft",
    BroadcastState.APPROVAL: "waits for approval",
    BroadcastState.SENDING: "is being sent",
    BroadcastState.PAUSED: "paused",
    BroadcastState.DONE: "sent",
    BroadcastState.CANCELLED: "cancelled",
    BroadcastState.RECALLED: "recalled",
}
_log = structlog.get_logger(__name__)


def render(progress: Progress, undone: Undone, language: str, *, author: bool, whole: bool = False) -> tuple[str, Rows]:
    """The message's HTML and buttons. The `author` may not approve; `whole` shows the text in every language."""
    broadcast = progress.broadcast

    t = partial(STAFF.text, language)
    lines = [
        bold(f"{t('No. {number}', number=broadcast.id)}: {t(_STATES[broadcast.state])}"),
        *_texts(broadcast, whole=whole),
        _bar(progress.sent, progress.total),
        escape(
            t(
                "{sent} of {total} sent, {waiting} waiting",
                sent=progress.sent,
                total=progress.total,
                waiting=progress.waiting,
            )
        ),
    ]
    if progress.asleep:
        lines.append(escape(t("{count} wait for the end of their quiet hours", count=progress.asleep)))
    if progress.failed or progress.uncertain:
        lines.append(
            escape(t("{failed} failed, {uncertain} uncertain", failed=progress.failed, uncertain=progress.uncertain))
        )
    if broadcast.draft.acknowledge:
        lines.append(escape(t("{count} confirmed", count=progress.acknowledged)))
    if undone.done or undone.waiting or undone.kept:
        lines.append(
            escape(
                t(
                    "Taken back or corrected: {done}, to do: {waiting}, not possible: {kept}",
                    done=undone.done,
                    waiting=undone.waiting,
                    kept=undone.kept,
                )
            )
        )
    if broadcast.note:
        lines.append(escape(broadcast.note))
    return "\n".join(filter(None, lines)), _rows(progress, t, author=author)


def _texts(broadcast: Broadcast, *, whole: bool) -> list[str]:
    draft = broadcast.draft
    if not whole:
        return [escape(short(draft.texts.get(draft.source, ""), 200))]
    share = 3_000 // max(1, len(draft.texts))
    texts = [f"{bold(NATIVE_NAMES[code])}\n{escape(short(text, share))}" for code, text in draft.texts.items()]
    return [*texts, italic(draft.audience)]


def _bar(sent: int, total: int) -> str:
    full = round(10 * sent / total) if total else 0
    return "▓" * full + "░" * (10 - full) if total else ""


def _rows(progress: Progress, t: Callable[..., str], *, author: bool) -> Rows:
    state = progress.broadcast.state
    found: list[tuple[str, str]] = []
    if state is BroadcastState.APPROVAL and not author:
        found.append(("approve", "✅ " + t("Approve and send")))
    if state is BroadcastState.SENDING:
        found.append(("pause", "⏸ " + t("Pause")))
    if state is BroadcastState.PAUSED:
        found.append(("resume", "▶️ " + t("Resume")))
    if state in (BroadcastState.APPROVAL, BroadcastState.SENDING, BroadcastState.PAUSED):
        found.append(("cancel", "✖ " + t("Cancel")))
    if progress.failed and state in (BroadcastState.SENDING, BroadcastState.DONE):
        found.append(("retry", "🔁 " + t("Retry failed")))
    if progress.sent and state not in (BroadcastState.RECALLED, BroadcastState.CANCELLED):
        found += [("correct", "✏️ " + t("Correct")), ("recall?", "🗑 " + t("Recall"))]
    number = progress.broadcast.id
    return in_rows((Button(name, pack(ACT, f"{act}:{number}")) for act, name in found), 2)


@dataclass
class _Watch:
    number: int
    language: str
    author: bool
    shown: str = ""
    calm: bool = False
    looked: float = 0.0


class Watches:
    """The messages that follow a broadcast, the latest ones; they are edited when something changed."""

    def __init__(self, parts: Parts, desk: Desk) -> None:
        self._parts, self._desk = parts, desk
        self._recall = Recall(parts.database, parts.clock, parts.live)
        self._open: dict[tuple[int, int], _Watch] = {}

    async def watch(self, shift: Shift, number: int) -> None:
        """Show a broadcast in a new message, and keep it up to date."""
        progress = await self._parts.broadcasts.progress(number)
        watch = _Watch(number, shift.language, progress.broadcast.created_by == shift.member.person)
        text, rows = await self._render(watch)
        if message := await shift.say(text, rows):
            watch.shown = f"{text}{rows}"
            self._open[(shift.chat, message)] = watch
            while len(self._open) > _MOST:
                del self._open[next(iter(self._open))]

    async def _render(self, watch: _Watch) -> tuple[str, Rows]:
        progress = await self._parts.broadcasts.progress(watch.number)
        undone = await self._recall.progress(watch.number)
        watch.calm = progress.broadcast.state not in _MOVING and not undone.waiting
        return render(progress, undone, watch.language, author=watch.author)

    async def run(self) -> None:
        """Keep them up to date until cancelled."""
        looking = self._parts.live.listen(STAFF_TOPIC, _LOOK_EVERY)
        async with aclosing(cast("AsyncGenerator[None, None]", looking)):
            async for _ in looking:
                if self._open:
                    await self._refresh()
                    await asyncio.sleep(_BETWEEN_EDITS)

    async def _refresh(self) -> None:
        for (chat, message), watch in list(self._open.items()):
            if watch.calm and time.monotonic() - watch.looked < _CALM:
                continue
            watch.looked = time.monotonic()
            try:
                text, rows = await self._render(watch)
            except ApplicationError as error:
                _log.info("broadcast not shown", broadcast=watch.number, reason=str(error))
                continue
            if f"{text}{rows}" != watch.shown:
                watch.shown = f"{text}{rows}"
                await self._desk.revise(chat, message, text, rows)
