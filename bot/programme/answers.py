"""The assistant over the live programme: swapped whole when the programme changes, so that no answer mixes two revisions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Protocol, Self

from knowledge.answers.model import Answer, Asker, Focus
from knowledge.answers.prepared import Passage
from knowledge.event import Event
from knowledge.packs.model import ApprovedAnswer

MOST_READ_AHEAD = 20_000
"""Passages made ready before anybody asks; each takes about six kilobytes."""


class Answering(Protocol):
    """What is asked of an assistant here; every call may come from another thread."""

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer: ...

    def prepare(self, passage: Passage) -> None: ...

    def with_event(self, event: Event) -> Self: ...

    def with_approved(self, approved: Sequence[ApprovedAnswer]) -> Self: ...


class LiveAnswers:
    """Holds the assistant of the live programme and the answers staff approved. `build` is called at the first question,
    so that a command which asks none does not wait for an index; `current` gives the live programme."""

    def __init__(
        self,
        build: Callable[[Event, Sequence[ApprovedAnswer]], Answering],
        current: Callable[[], Event],
        approved: Sequence[ApprovedAnswer] = (),
    ) -> None:
        self._build, self._current = build, current
        self._approved = {answer.id: answer for answer in approved}
        self._assistant: Answering | None = None
        self._event: Event | None = None
        self._lock = Lock()

    def warm(self) -> Answering:
        """The assistant over the programme as it is at this moment, built or brought up to date now if need be."""
        event, assistant = self._current(), self._assistant
        if assistant is not None and event is self._event:
            return assistant
        with self._lock:
            if self._assistant is None:
                self._assistant = self._build(event, tuple(self._approved.values()))
            elif event is not self._event:
                self._assistant = self._assistant.with_event(event)
            self._event = event
            return self._assistant

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer:
        """One answer from the live programme."""
        return self.warm().ask(text, asker, now, focus)

    def learn(self, answer: ApprovedAnswer) -> None:
        """Answer with it from now on."""
        assistant = self.warm()
        with self._lock:
            self._approved[answer.id] = answer
            self._assistant = assistant.with_approved(tuple(self._approved.values()))
