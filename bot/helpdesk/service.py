"""Use cases of handed-over questions. Staff's answers leave through the outbox like everything unasked."""

import re
import secrets
from collections.abc import Collection, Mapping
from typing import Protocol

from bot.clock import Clock
from bot.delivery import store as delivery
from bot.delivery.live import STAFF_TOPIC, Live
from bot.delivery.model import Cause, Content, Lane, Message
from bot.errors import Conflict, NotFound
from bot.helpdesk import store
from bot.helpdesk.model import Thread, ThreadState
from bot.people.model import Delegate, Staff
from bot.people.store import note
from bot.programme import store as programme
from bot.storage.engine import Database, Transaction
from knowledge.answers.model import Action, ActionKind, Answer
from knowledge.event import LocalizedText
from knowledge.packs.model import ApprovedAnswer


class Learner(Protocol):
    """Takes over an answer staff approved, at once."""

    def learn(self, answer: ApprovedAnswer) -> None: ...


class Helpdesk:
    """One open thread per person: a second unanswered question joins the first."""

    def __init__(self, database: Database, clock: Clock, live: Live, learner: Learner | None = None) -> None:
        self._database, self._clock, self._live, self._learner = database, clock, live, learner

    async def open(self, delegate: Delegate, question: str, answer: Answer | None = None) -> Thread:
        """Hand a question to staff."""
        async with self._database.begin() as tx:
            number = await self.enter(tx, delegate, question, answer)
        self.announce()
        return await self.thread(number)

    async def enter(self, tx: Transaction, delegate: Delegate, question: str, answer: Answer | None = None) -> int:
        """The same as part of what the caller writes, who must `announce` it afterwards; the thread's number."""
        number = await store.open_thread_of(tx, delegate.id) or await self._start(tx, delegate, question, answer)
        await store.add_line(tx, number, delegate.id, question, self._clock.now())
        return number

    def announce(self) -> None:
        """Staff may look: a thread has changed."""
        self._live.publish(STAFF_TOPIC)

    async def _start(self, tx: Transaction, delegate: Delegate, question: str, answer: Answer | None) -> int:
        guesses = tuple(a.label for a in answer.actions if a.kind is ActionKind.ASK) if answer else ()
        language = answer.language if answer else delegate.language
        return await store.add(
            tx,
            person=delegate.id,
            question=question,
            language=language,
            guesses=guesses,
            now=self._clock.now(),
        )

    async def taken(self, tx: Transaction, people: Collection[str]) -> Mapping[str, int]:
        """The numbers of the threads of these people that staff have taken, by person: their messages belong to them."""
        return await store.taken_threads(tx, people)

    async def pass_on(self, number: int, person: str, text: str) -> None:
        """Write the person's message down in the thread."""
        async with self._database.begin() as tx:
            await store.add_line(tx, number, person, text, self._clock.now())
        self.announce()

    async def reply(self, number: int, staff: Staff, text: str) -> Thread:
        """Send staff's answer to the person who asked; claims the thread."""
        text = text.strip()
        if not text:
            raise Conflict("the answer is empty; write it first")
        now = self._clock.now()
        async with self._database.begin() as tx:
            found = await self._active(tx, number)
            await store.add_line(tx, number, staff.person, text, now)
            await store.change(tx, number, state=ThreadState.CLAIMED.value, assignee=staff.person)
            await delivery.enqueue(tx, [self._letter(found, text)], now)
            await note(tx, staff.person, "answered", {"handover": number}, now)
        self.announce()
        return await self.thread(number)

    def _letter(self, thread: Thread, text: str) -> Message:
        now = self._clock.now()
        content = Content(kind="staff", actions=(Action(kind=ActionKind.STAFF, target="close"),))
        return Message(
            recipient=thread.person,
            subject=f"handover:{thread.id}",
            occasion=f"{now.isoformat()}:{secrets.token_hex(3)}",
            lane=Lane.REPLY,
            text=text,
            language=thread.language,
            due_at=now,
            cause=Cause.STAFF,
            content=content,
        )

    async def claim(self, number: int, assignee: str) -> Thread:
        """Take it, or route it: `assignee` is "staff:ID" or "liaison:DELEGATION"."""
        async with self._database.begin() as tx:
            await self._active(tx, number)
            await store.change(tx, number, state=ThreadState.CLAIMED.value, assignee=assignee)
        self.announce()
        return await self.thread(number)

    async def close(self, number: int, by: str) -> Thread:
        """End the thread; the bot answers the person's next message again."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            await self._active(tx, number)
            await store.change(tx, number, state=ThreadState.CLOSED.value, closed_at=now)
        self.announce()
        return await self.thread(number)

    async def leave(self, person: str) -> None:
        """The delegate needs no more help: close their thread, if any."""
        async with self._database.read() as tx:
            found = await store.open_thread_of(tx, person)
        if found:
            await self.close(found, person)

    async def approve(self, number: int, staff: Staff, text: str, question: str = "") -> ApprovedAnswer:
        """Make an answer knowledge: whoever asks the same gets it at once."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            found = await store.thread(tx, number)
            if found is None:
                raise NotFound(f"there is no question number {number}")
            answer = ApprovedAnswer(
                id=f"staff-{number}",
                question=LocalizedText.of(found.language, re.sub(r"\s*\|\s*", " ", question or found.question)),
                answer=LocalizedText.of(found.language, text),
            )
            await programme.approve(tx, answer, now=now, by=staff.id)
        if self._learner:
            self._learner.learn(answer)
        return answer

    async def thread(self, number: int) -> Thread:
        async with self._database.read() as tx:
            found = await store.thread(tx, number)
        if found is None:
            raise NotFound(f"there is no question number {number}")
        return found

    async def threads(self, *, closed: bool = False) -> tuple[Thread, ...]:
        """What waits for staff, oldest first; or what was closed last."""
        async with self._database.read() as tx:
            return await store.threads(tx, closed=closed)

    async def _active(self, tx: Transaction, number: int) -> Thread:
        found = await store.thread(tx, number)
        if found is None:
            raise NotFound(f"there is no question number {number}")
        if found.state is ThreadState.CLOSED:
            raise Conflict(f"question {number} is closed")
        return found
