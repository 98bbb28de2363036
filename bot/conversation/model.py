"""A reply as every channel can show it, and how many questions one person may put."""

from collections import deque
from datetime import timedelta
from enum import Enum

from pydantic import BaseModel, ConfigDict

from bot.delivery.model import Content
from knowledge.answers.model import Answer

LONGEST_QUESTION = 2_000
"""Characters of a message that are looked at; nobody asks a longer question."""

_WINDOW = timedelta(minutes=1).total_seconds()


class Reply(BaseModel):
    """What to show: plain text in `language`, with `content` saying what to offer below it. `answer` is what the
    assistant found; None for a notice of our own."""

    model_config = ConfigDict(frozen=True)
    text: str
    language: str
    content: Content
    answer: Answer | None = None


class Permission(Enum):
    """What to do with one more message of a person."""

    ANSWER = "answer"
    NOTICE = "notice"  # say once that it is too fast
    SILENCE = "silence"


class Patience:
    """Counts each person's messages over a sliding minute. Times are monotonic seconds."""

    def __init__(self, per_minute: int) -> None:
        self._limit = per_minute
        self._seen: dict[str, deque[float]] = {}
        self._noticed: dict[str, float] = {}

    def permit(self, person: str, now: float) -> Permission:
        """Whether to answer this message; those not answered do not count against the next minute."""
        seen = self._seen.setdefault(person, deque())
        while seen and now - seen[0] >= _WINDOW:
            seen.popleft()
        if len(seen) < self._limit:
            seen.append(now)
            self._noticed.pop(person, None)
            return Permission.ANSWER
        if person in self._noticed:
            return Permission.SILENCE
        self._noticed[person] = now
        return Permission.NOTICE

    def forget_idle(self, now: float) -> None:
        """Drop people who said nothing for a minute, so that memory stays small."""
        idle = [person for person, seen in self._seen.items() if not seen or now - seen[-1] >= _WINDOW]
        for person in idle:
            self._seen.pop(person, None)
            self._noticed.pop(person, None)
