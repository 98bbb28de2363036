"""Questions handed to staff as cards: reply to answer, take, route, close, keep the answer."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Any, cast

import structlog
from telegram import Message

from bot.channels.telegram.buttons import Button, Rows, in_rows, pack
from bot.channels.telegram.markup import bold, clean, escape, italic
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.staff.languages import Languages
from bot.channels.telegram.staff.shift import Shift
from bot.channels.telegram.texts import STAFF
from bot.delivery.live import STAFF_TOPIC
from bot.errors import Conflict
from bot.helpdesk.model import Thread, ThreadState
from bot.people import store as people
from bot.people.model import STAFF_PREFIX, Channel, Staff
from bot.storage.kept import keep, kept
from knowledge.event import Event
from knowledge.localize import NATIVE_NAMES

CARD = "h"
"""Callback code of everything done to a question: "h:claim:7"."""

_LIAISON = "liaison:"
_LOOK_EVERY = 15.0
_BETWEEN = 0.3
_LINES = 6
_NAME = "staffbot.cards"
_log = structlog.get_logger(__name__)


def render(thread: Thread, event: Event, language: str, names: dict[str, str]) -> tuple[str, Rows]:
    """The card's HTML and buttons; `names` of staff by their key."""
    t = partial(STAFF.text, language)
    delegation = event.delegations_by_id.get(thread.delegation)
    where = delegation.name.best(language, event.language) if delegation else thread.delegation
    lines = [
        bold(t("Question {number}", number=thread.id)),
        escape(" · ".join(filter(None, (thread.name, where, NATIVE_NAMES.get(thread.language, thread.language))))),
        "",
        *(_line(line.author, line.text, thread, names) for line in thread.lines[-_LINES:]),
    ]
    if thread.guesses and thread.state is not ThreadState.CLOSED:
        lines += ["", italic(t("Nearest topics: {topics}", topics=" · ".join(thread.guesses[:3])))]
    if thread.assignee:
        lines.append(escape("👤 " + _assignee(thread, event, names)))
    if thread.state is ThreadState.CLOSED:
        return "\n".join([*lines, "", "✔️ " + escape(t("Closed"))]), ()
    lines += ["", italic(t("Reply to this message to answer."))]
    return "\n".join(lines)[:4000], _rows(thread, bool(delegation and delegation.liaison), t)


def _line(author: str, text: str, thread: Thread, names: dict[str, str]) -> str:
    cut = text if len(text) <= 400 else text[:400] + "…"
    return f"❓ {escape(cut)}" if author == thread.person else f"💬 {bold(names.get(author, author))}: {escape(cut)}"


def _assignee(thread: Thread, event: Event, names: dict[str, str]) -> str:
    """Who has it: a colleague, or the delegation's liaison officer with the ways to reach them."""
    if not thread.assignee.startswith(_LIAISON):
        return names.get(thread.assignee, thread.assignee)
    found = event.delegations_by_id.get(thread.assignee.removeprefix(_LIAISON))
    return " · ".join(filter(None, (found.liaison, found.liaison_phone, found.liaison_email))) if found else ""


def _rows(thread: Thread, liaison: bool, t: Any) -> Rows:
    found = [("claim", "✋ " + t("I take it"))]
    if liaison:
        found.append(("liaison", "➡️ " + t("To the liaison officer")))
    if any(line.author != thread.person for line in thread.lines):
        found.append(("approve", "💾 " + t("Keep the answer")))
    found.append(("close", "✔️ " + t("Close")))
    return in_rows((Button(name, pack(CARD, f"{act}:{thread.id}")) for act, name in found), 2)


class Cards:
    """Every open question as a card in the chat of every member of staff, kept up to date; the messages are remembered
    across restarts."""

    def __init__(self, parts: Parts, desk: Desk, languages: Languages) -> None:
        self._parts, self._desk, self._languages = parts, desk, languages
        self._cards: dict[int, dict[int, int]] = {}
        self._shown: dict[tuple[int, int], str] = {}
        self._lines: dict[int, int] = {}
        self._more: dict[tuple[int, int], int] = {}
        self._refreshing = asyncio.Lock()

    async def load(self) -> None:
        """Find the cards again that an earlier process sent."""
        async with self._parts.database.read() as tx:
            found: Any = await kept(tx, _NAME)
        for number, card in (found or {}).items():
            self._cards[int(number)] = {int(chat): message for chat, message in card["messages"].items()}
            self._lines[int(number)] = card["lines"]

    def thread_of(self, chat: int, message: int) -> int | None:
        """The question that a message replied to belongs to."""
        if (chat, message) in self._more:
            return self._more[(chat, message)]
        return next((number for number, card in self._cards.items() if card.get(chat) == message), None)

    async def run(self) -> None:
        """Send and update cards until cancelled."""
        looking = self._parts.live.listen(STAFF_TOPIC, _LOOK_EVERY)
        async with aclosing(cast("AsyncGenerator[None, None]", looking)):
            async for _ in looking:
                try:
                    await self.refresh()
                except Exception:
                    _log.exception("cards not refreshed")
                await asyncio.sleep(_BETWEEN)  # many questions at once are one look

    async def refresh(self) -> None:
        """Bring every card in line with its question; one refresh at a time, so that nothing is sent twice."""
        async with self._refreshing:
            await self._refresh()

    async def _refresh(self) -> None:
        threads = {thread.id: thread for thread in await self._parts.helpdesk.threads()}
        closed = [number for number in self._cards if number not in threads]
        if not threads and not closed:
            return
        chats = await chats_of_staff(self._parts)
        if not chats and not self._cards:
            return
        names = {member.person: member.name for member in await self._parts.people.staff()}
        before = {number: dict(card) for number, card in self._cards.items()}, dict(self._lines)
        for thread in threads.values():
            await self._update(thread, chats, names)
        for number in closed:
            await self._update(await self._parts.helpdesk.thread(number), chats, names)
            del self._cards[number]
        if (self._cards, self._lines) != before:
            await self._save()

    async def _update(self, thread: Thread, chats: dict[int, Staff], names: dict[str, str]) -> None:
        card = self._cards.setdefault(thread.id, {})
        for chat, member in chats.items():
            text, rows = render(thread, self._parts.programme.event, self._languages.of(chat, member), names)
            key = (thread.id, chat)
            if chat not in card and thread.state is not ThreadState.CLOSED:
                if message := await self._desk.say(chat, text, rows):
                    card[chat] = message
                    self._shown[key] = text
            elif chat in card and self._shown.get(key) != text:
                await self._desk.revise(chat, card[chat], text, rows)
                self._shown[key] = text
        await self._tell_news(thread, chats, card)

    async def _tell_news(self, thread: Thread, chats: dict[int, Staff], card: dict[int, int]) -> None:
        """What the delegate wrote since goes to whoever has taken it, below the card."""
        known = self._lines.get(thread.id, len(thread.lines))
        self._lines[thread.id] = len(thread.lines)
        fresh = [line for line in thread.lines[known:] if line.author == thread.person]
        takers = [chat for chat, member in chats.items() if member.person == thread.assignee] or list(chats)
        for line in fresh:
            for chat in takers:
                text = f"❓ {bold(thread.name)}: {escape(line.text[:3500])}"
                if message := await self._desk.say(chat, text, reply_to=card.get(chat, 0)):
                    self._more[(chat, message)] = thread.id

    async def _save(self) -> None:
        value = {
            str(number): {"messages": {str(chat): m for chat, m in card.items()}, "lines": self._lines.get(number, 0)}
            for number, card in self._cards.items()
        }
        async with self._parts.database.begin() as tx:
            await keep(tx, _NAME, value)

    async def answer(self, shift: Shift, number: int, message: Message) -> None:
        """Send the reply to the person who asked."""
        text = clean(message.text or message.caption or "")
        if not text:
            raise Conflict(shift.t("Answers are texts; write it in words."))
        await self._parts.helpdesk.reply(number, shift.member, text)
        keep_it = Button("💾 " + shift.t("Keep the answer"), pack(CARD, f"approve:{number}"))
        close = Button("✔️ " + shift.t("Close"), pack(CARD, f"close:{number}"))
        await shift.say(escape(shift.t("Your answer is on its way.")), ((keep_it, close),), reply_to=message.message_id)

    async def act(self, shift: Shift, rest: str) -> None:
        """A button of a card."""
        what, _, number = rest[1:].partition(":")
        if not number.isdecimal() or len(number) > 15:
            await shift.toast(shift.t("This button is out of date."))
            return
        await shift.toast(await self._act(shift, what, int(number)))

    async def _act(self, shift: Shift, what: str, number: int) -> str:
        desk = self._parts.helpdesk
        if what == "claim":
            await desk.claim(number, shift.member.person)
            return shift.t("It is yours.")
        if what == "close":
            await desk.close(number, shift.member.person)
            return shift.t("Closed")
        thread = await desk.thread(number)
        if what == "liaison" and thread.delegation:
            await desk.claim(number, _LIAISON + thread.delegation)
            return shift.t("Routed to the liaison officer.")
        answers = [line.text for line in thread.lines if line.author != thread.person]
        if what == "approve" and answers:
            await desk.approve(number, shift.member, answers[-1])
            return shift.t("Kept: whoever asks the same gets this answer.")
        return shift.t("This button is out of date.")

    async def list_(self, shift: Shift, rest: str = "") -> None:
        """All open questions, anew at the end of the chat."""
        threads = await self._parts.helpdesk.threads()
        if not threads:
            await shift.say(escape(shift.t("No question is waiting.")))
        for thread in threads[:10]:
            self._cards.setdefault(thread.id, {}).pop(shift.chat, None)
        await self.refresh()


async def chats_of_staff(parts: Parts) -> dict[int, Staff]:
    """The chats of active staff."""
    staff = {member.person: member for member in await parts.people.staff() if member.active}
    async with parts.database.read() as tx:
        addresses = await people.addresses_of(tx, staff.keys())
    found = {}
    for address in reversed(addresses):
        number = address.value.removeprefix(STAFF_PREFIX)
        if address.channel is Channel.TELEGRAM and number.isdecimal():
            found[int(number)] = staff[address.person]
    return found
