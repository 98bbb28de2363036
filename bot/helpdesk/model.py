"""Questions handed to staff: a thread per person, from the question nobody could answer to its close."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class ThreadState(StrEnum):
    OPEN = "open"  # nobody of the staff has taken it
    CLAIMED = "claimed"  # someone has: what the delegate writes goes to them
    CLOSED = "closed"


class Line(BaseModel):
    """One message of a thread; `author` is a delegate's id or "staff:ID"."""

    model_config = ConfigDict(frozen=True)
    author: str
    text: str
    at: datetime


class Thread(BaseModel):
    """A handed-over question with everything said since. `guesses` are the nearest topics the assistant found;
    `assignee` is "staff:ID", or "liaison:DELEGATION" when it was routed to a delegation's liaison officer."""

    model_config = ConfigDict(frozen=True)
    id: int
    person: str
    name: str
    delegation: str
    question: str
    language: str
    guesses: tuple[str, ...]
    state: ThreadState
    assignee: str
    created_at: datetime
    lines: tuple[Line, ...] = ()
