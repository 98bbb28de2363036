"""Announcements as a conversation: written, addressed, previewed, sent, watched."""

import secrets
from dataclasses import replace
from pathlib import PurePath

from telegram import Message
from telegram.error import TelegramError

from bot.broadcasts.model import BroadcastState
from bot.broadcasts.recall.service import Recall
from bot.channels.telegram.buttons import resolve
from bot.channels.telegram.markup import clean, escape
from bot.channels.telegram.staff.composing import LONGEST_TEXT, Composing, Panel, option, parse_moment
from bot.channels.telegram.staff.progress import Watches
from bot.channels.telegram.staff.shift import Shift
from bot.channels.telegram.staff.unsent import Unsent
from bot.delivery.model import Attachment
from bot.errors import Conflict
from knowledge.questions.language import detect

_PAGES = ("audience", "delegations", "languages", "items", "missing", "options", "preview")
FOLDER = "attachments"
"""Where files of announcements are kept, in the data folder."""


class Broadcasting:
    """The announcements being written, one a chat."""

    def __init__(self, watches: Watches, unsent: Unsent) -> None:
        self._open = unsent.by_chat
        self._watches = watches

    def composing(self, chat: int) -> bool:
        """Whether the next message belongs to an announcement."""
        found = self._open.get(chat)
        return found is not None and (not found.texts or bool(found.asking) or found.page == "")

    def drop(self, chat: int) -> None:
        """Forget what this chat is writing."""
        self._open.pop(chat, None)

    async def begin(self, shift: Shift, rest: str = "") -> None:
        """A new announcement, perhaps with its text already."""
        self._open[shift.chat] = Composing(key=secrets.token_hex(4))
        if rest:
            await self._take_text(shift, rest)
        else:
            await self._show(shift, fresh=True)

    async def begin_correction(self, shift: Shift, rest: str) -> None:
        """Write new words for an announcement that was sent."""
        number = _number(rest)
        progress = await shift.parts.broadcasts.progress(number)
        draft = progress.broadcast.draft
        found = Composing(key=secrets.token_hex(4), texts={}, source=draft.source, correcting=number)
        self._open[shift.chat] = replace(found, asking=draft.source)
        await shift.toast()
        await self._show(shift, fresh=True)

    async def receive(self, shift: Shift, message: Message) -> None:
        """A message while an announcement is written: its text, photo, document or place, or the time."""
        found = self._open[shift.chat]
        text = clean(message.text or message.caption or "")
        if found.asking == "time":
            await self._take_time(shift, found, text)
            return
        if not found.correcting and (attachment := await self._attachment(shift, message)):
            found = self._open[shift.chat] = replace(found, attachment=attachment)
        if text:
            await self._take_text(shift, text)
        elif found.attachment:
            await shift.say(escape(shift.t("Now send me its text.")))
        else:
            await self._show(shift, fresh=True)

    async def _take_time(self, shift: Shift, found: Composing, text: str) -> None:
        moment = parse_moment(text, shift.event, shift.parts.clock.now())
        if moment is None:
            await shift.say(escape(shift.t("I need a time ahead of now, such as 14:30 or 2026-01-07 14:30.")))
            return
        self._open[shift.chat] = replace(found, scheduled_at=moment, asking="")
        await self._show(shift, fresh=True)

    async def _take_text(self, shift: Shift, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            await shift.say(escape(shift.t("That is too long: at most {count} characters.", count=LONGEST_TEXT)))
            return
        found = self._open[shift.chat]
        language = found.asking or detect(text, shift.language)
        found = found.with_text(language, text)
        self._open[shift.chat] = replace(found, page=found.page or "audience")
        if found.correcting:
            await self._correct(shift, found)
        else:
            await self._show(shift, fresh=True)

    async def _correct(self, shift: Shift, found: Composing) -> None:
        """Ask for every language that was sent, then write all copies anew."""
        progress = await shift.parts.broadcasts.progress(found.correcting)
        missing = [code for code in progress.broadcast.draft.texts if code not in found.texts]
        if missing:
            self._open[shift.chat] = replace(found, asking=missing[0], page="")
            await self._show(shift, fresh=True)
            return
        self.drop(shift.chat)
        recall = Recall(shift.parts.database, shift.parts.clock, shift.parts.live)
        await recall.correct(found.correcting, found.texts, shift.member.person)
        await self._watches.watch(shift, found.correcting)

    async def _attachment(self, shift: Shift, message: Message) -> Attachment | None:
        """What came with the message, its file kept in the data folder."""
        if message.location:
            return Attachment(kind="location", latitude=message.location.latitude, longitude=message.location.longitude)
        if message.photo:
            kind, file, name = "photo", message.photo[-1].file_id, "photo.jpg"
        elif message.document:
            kind, file, name = "document", message.document.file_id, message.document.file_name or "document"
        else:
            return None
        name = PurePath(clean(name).replace("\\", "/")).name[-80:] or kind
        path = f"{FOLDER}/{secrets.token_hex(8)}{PurePath(name).suffix[:10]}"
        try:
            await shift.desk.save(file, shift.parts.data / path)
        except (TelegramError, OSError):
            raise Conflict(shift.t("The file could not be fetched; send it again.")) from None
        return Attachment(kind=kind, path=path, name=name)

    async def turn(self, shift: Shift, rest: str) -> None:
        """Another page of the panel."""
        if found := await self._mine(shift):
            page = resolve(rest, _PAGES)
            if page and found.texts:
                self._open[shift.chat] = replace(found, page=page, asking="")
            await self._show(shift)

    async def tick(self, shift: Shift, rest: str) -> None:
        """One more part of the audience, or one less."""
        if found := await self._mine(shift):
            part = resolve(rest, [one for _, one, _ in (await self._panel(shift)).parts()])
            if part:
                self._open[shift.chat] = found.toggled(part)
            await self._show(shift)

    async def opt(self, shift: Shift, rest: str) -> None:
        """Urgent, must be confirmed, later, another language."""
        if found := await self._mine(shift):
            found = option(found, rest[1:], shift.event, shift.parts.clock.now())
            self._open[shift.chat] = found
            if found.asking:
                await shift.say(escape((await self._panel(shift)).ask(found)))
            else:
                await self._show(shift)

    async def send(self, shift: Shift, rest: str) -> None:
        """Send it, once."""
        found = self._open.get(shift.chat)
        if found is None or rest != f":{found.key}" or found.page != "preview":
            await shift.toast(shift.t("This button is out of date."))
            return
        self.drop(shift.chat)
        sent = await shift.parts.broadcasts.send(found.draft(), shift.member.person)
        await shift.toast()
        if sent.state is BroadcastState.APPROVAL:
            said = shift.t("No. {number} waits for the approval of a colleague.", number=sent.id)
            await shift.revise(escape(said))
        await self._watches.watch(shift, sent.id)

    async def discard(self, shift: Shift, rest: str) -> None:
        self.drop(shift.chat)
        await shift.toast()
        await shift.revise(escape(shift.t("Discarded.")))

    async def _mine(self, shift: Shift) -> Composing | None:
        """What the tapped panel belongs to."""
        found = self._open.get(shift.chat)
        known = found if found and found.panel == shift.message else None
        await shift.toast("" if known else shift.t("This button is out of date."))
        return known

    async def _panel(self, shift: Shift) -> Panel:
        latest = await shift.parts.broadcasts.latest(8)
        return Panel(shift.event, shift.language, shift.parts.clock.now(), latest)

    async def _show(self, shift: Shift, *, fresh: bool = False) -> None:
        found = self._open[shift.chat]
        preview = await shift.parts.broadcasts.preview(found.draft()) if found.page == "preview" else None
        text, rows = (await self._panel(shift)).show(found, preview)
        if fresh:
            self._open[shift.chat] = replace(found, panel=await shift.say(text, rows) or 0)
        else:
            await shift.revise(text, rows)


def _number(rest: str) -> int:
    """The broadcast a button names."""
    found = rest[1:]
    if not found.isdecimal() or len(found) > 15:
        raise Conflict("this button is out of date")
    return int(found)
