"""The assistant over the live programme: swapped whole when the programme changes, so that no answer mixes two revisions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, Self

from knowledge.answers.model import Answer, Asker, Focus
from knowledge.event import Event
from knowledge.packs.model import ApprovedAnswer


class Answering(Protocol):
    """What is asked of an assistant here; every call may come from another thread."""

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer: ...

    def with_event(self, event: Event) -> Self: ...

    def with_approved(self, approved: Sequence[ApprovedAnswer]) -> Self: ...


class LiveAnswers:
    """Holds the assistant of the live programme and the answers staff approved. `build` is called at the first question,
    so that a command which asks none does not wait for an index."""

    def __init__(self, build: Callable[[], Answering]) -> None:
        self._build, self._assistant = build, None
        self._learnt: dict[str, ApprovedAnswer] = {}

    _assistant: Answering | None

    def warm(self) -> Answering:
        """The assistant, built now if it was not yet."""
        if self._assistant is None:
            self._assistant = self._build()
        return self._assistant

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer:
        """One answer from the programme as it is at this moment."""
        return self.warm().ask(text, asker, now, focus)

    def adopt(self, event: Event) -> None:
        """Answer from this programme from now on."""
        self._assistant = self.warm().with_event(event)

    def learn(self, answer: ApprovedAnswer) -> None:
        """Answer with it from now on."""
        self._learnt[answer.id] = answer
        self._assistant = self.warm().with_approved(tuple(self._learnt.values()))

    def know(self, answers: Sequence[ApprovedAnswer]) -> None:
        """Take over the pack's and the staff's approved answers at start."""
        self._learnt = {answer.id: answer for answer in answers}
