"""What a delegate says -> what we reply. Knows people and answers, but no channel."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.conversation import store
from bot.conversation.model import LONGEST_QUESTION, Patience, Permission, Reply
from bot.conversation.texts import TEXTS
from bot.delivery import store as journal
from bot.delivery.live import Live
from bot.delivery.model import Cause, Content, Line
from bot.helpdesk.service import Helpdesk
from bot.people.model import Channel, Delegate
from bot.storage.batching import Batching, Lookups
from bot.storage.engine import Database
from knowledge.answers.model import Action, ActionKind, Answer, AnswerKind, Asker, Focus
from knowledge.localize import spoken

FOCUS_LASTS = timedelta(minutes=30)
"""Event time after which "and where is it?" no longer refers to what was said before."""

LOOK_BACK = 60
"""Lines of the journal in which the last question is looked for."""


class Answers(Protocol):
    """The part of the assistant this needs; safe to call from another thread."""

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer: ...


@dataclass(frozen=True)
class _Exchange:
    """What a person wrote and what they got for it."""

    person: Delegate
    text: str
    reply: Reply
    channel: Channel

    @property
    def unanswered(self) -> bool:
        return self.reply.answer is not None and self.reply.answer.kind is AnswerKind.HANDOVER

    def lines(self, at: datetime) -> tuple[Line, Line]:
        reply = self.reply
        asked = Line(
            person=self.person.id, direction="in", channel=self.channel, text=self.text, language=reply.language, at=at
        )
        said = asked.model_copy(update={"direction": "out", "text": reply.text, "content": reply.content})
        return asked, said


@dataclass(frozen=True)
class _Before:
    """Where a person's conversation stands: the thread of theirs that staff have taken, and what was last talked about."""

    thread: int | None = None
    focus: Focus | None = None


class Conversation:
    """Answers one message at a time; both sides of it go to the journal, and what is not answered to staff, in one transaction,
    together with others that end in the same moment. `thinkers` is how many answers are worked out side by side: few where that is our own work, since more
    would only take turns and hold up everything else; many where a language model is waited for."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        assistant: Answers,
        helpdesk: Helpdesk,
        live: Live,
        per_minute: int,
        thinkers: int = 2,
    ) -> None:
        self._database, self._clock, self._assistant = database, clock, assistant
        self._helpdesk, self._live = helpdesk, live
        self._patience = Patience(per_minute)
        self._before, self._journal = Lookups(self._look_back), Batching(self._write_down)
        self._thinking = ThreadPoolExecutor(thinkers, "answer")

    async def reply(self, delegate: Delegate, text: str, channel: Channel) -> Reply | None:
        """The reply to a message; None when this person writes faster than anyone reads."""
        permission = self._patience.permit(delegate.id, time.monotonic())
        if permission is not Permission.ANSWER:
            self._patience.forget_idle(time.monotonic())
            return self._too_fast(delegate) if permission is Permission.NOTICE else None
        text, now = text[:LONGEST_QUESTION], self._clock.now()
        before = await self._before.get(delegate.id) or _Before()
        if before.thread is not None:
            await self._helpdesk.pass_on(before.thread, delegate.id, text)
            return await self._passed_on(delegate, text, channel)
        answer = await self._answer(delegate, text, now, before.focus)
        reply = self._render(answer)
        await self._journal.commit(_Exchange(delegate, text, reply, channel))
        self._live.publish(delegate.id)
        return reply

    async def _look_back(self, people: Collection[str]) -> Mapping[str, _Before]:
        async with self._database.read() as tx:
            taken = await self._helpdesk.taken(tx, people)
            talked = await store.focuses(tx, people, self._clock.now() - FOCUS_LASTS)
        return {one: _Before(taken.get(one), talked.get(one)) for one in {*taken, *talked}}

    async def hand_over(self, delegate: Delegate, channel: Channel, language: str, question: str = "") -> Reply:
        """Hand this question, else the last one asked, to staff; what to say about it, in that language."""
        async with self._database.read() as tx:
            asked = [
                said.text for said in await journal.history(tx, delegate.id, limit=LOOK_BACK) if said.direction == "in"
            ]
        last = asked[-1] if asked else TEXTS.text(language, "I would like to talk to a person.")
        await self._helpdesk.open(delegate, question or last)
        text = TEXTS.text(language, "I have asked the staff. Their answer will appear here.")
        content = Content(kind="notice", actions=(Action(kind=ActionKind.STAFF, target="close"),))
        line = Line(
            person=delegate.id,
            direction="out",
            channel=channel,
            text=text,
            language=language,
            content=content,
            at=self._clock.now(),
        )
        async with self._database.begin() as tx:
            await journal.record(tx, [line])
        self._live.publish(delegate.id)
        return Reply(text=text, language=language, content=content)

    async def _answer(self, delegate: Delegate, text: str, now: datetime, focus: Focus | None) -> Answer:
        asker = Asker(
            language=delegate.language,
            delegation=delegate.delegation,
            person=delegate.id,
            starred=delegate.preferences.starred,
        )
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thinking, self._assistant.ask, text, asker, now, focus)

    def _render(self, answer: Answer) -> Reply:
        text = answer.text
        if answer.kind is AnswerKind.HANDOVER:
            text = f"{text}\n\n{TEXTS.text(answer.language, 'I have asked the staff. Their answer will appear here.')}"
        content = Content(kind=answer.kind.value, actions=answer.actions, citations=answer.citations)
        return Reply(text=text, language=answer.language, content=content, answer=answer)

    def _too_fast(self, delegate: Delegate) -> Reply:
        language = spoken(delegate.language)
        text = TEXTS.text(language, "That is a lot of messages at once. Please wait a minute, then ask again.")
        return Reply(text=text, language=language, content=Content(kind="notice"))

    async def _passed_on(self, delegate: Delegate, text: str, channel: Channel) -> Reply:
        language = spoken(delegate.language)
        notice = TEXTS.text(language, "Passed on to the staff.")
        content = Content(kind="notice", actions=(Action(kind=ActionKind.STAFF, target="close"),))
        reply = Reply(text=notice, language=language, content=content)
        await self._journal.commit(_Exchange(delegate, text, reply, channel))
        self._live.publish(delegate.id)
        return reply

    async def _write_down(self, exchanges: Sequence[_Exchange]) -> None:
        now = self._clock.now()
        answered = [(one.person.id, one.reply.answer) for one in exchanges if one.reply.answer]
        unanswered = [one for one in exchanges if one.unanswered]
        async with self._database.begin() as tx:
            await journal.record(tx, [line for one in exchanges for line in one.lines(now)])
            await journal.record_told(tx, ((person, answer.facts) for person, answer in answered), Cause.ANSWER, now)
            await store.remember(tx, {person: answer.focus for person, answer in answered}, now)
            for one in unanswered:
                await self._helpdesk.enter(tx, one.person, one.text, one.reply.answer)
        if unanswered:
            self._helpdesk.announce()
