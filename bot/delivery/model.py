"""Messages that leave: what they are, how urgent, how they fared. The outbox is the only way a message leaves unasked."""

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from bot.people.model import Channel
from knowledge.answers.model import Action, Citation, Fact


class Lane(IntEnum):
    """How urgent a message is; the lowest goes first."""

    URGENT = 0
    REPLY = 1
    CHANGE = 2
    REMINDER = 3
    BROADCAST = 4


class State(StrEnum):
    """The life of an outbox row. A row found `sending` after a crash may or may not have arrived."""

    PENDING = "pending"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    AMBIGUOUS = "ambiguous"  # surely attempted, perhaps arrived, not repeated
    DEAD = "dead"  # cannot arrive: blocked, no such chat, no address
    EXPIRED = "expired"  # pointless by now
    HELD = "held"  # a paused broadcast
    CANCELLED = "cancelled"


OPEN_STATES = (State.PENDING, State.LEASED, State.SENDING)


class Cause(StrEnum):
    """Why a person was told something; "answer" is the only one they asked for."""

    ANSWER = "answer"
    REMINDER = "reminder"
    BROADCAST = "broadcast"
    CHANGE = "change"
    CORRECTION = "correction"
    STAFF = "staff"


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Attachment(Frozen):
    """A photo, document or place that goes with a message. `path` is a file in the data folder."""

    kind: str  # "photo", "document", "location"
    path: str = ""
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Content(Frozen):
    """What goes with a text: buttons, sources, an attachment; `kind` lets a channel dress it ("answer", "reminder",
    "digest", "broadcast", "change", "correction", "staff"); `acknowledge` is the broadcast to confirm."""

    kind: str = "answer"
    actions: tuple[Action, ...] = ()
    citations: tuple[Citation, ...] = ()
    attachment: Attachment | None = None
    acknowledge: int | None = None


class Message(Frozen):
    """A message for the outbox. `(recipient, subject, occasion)` is unique: the same thing is never said twice.
    `due_at` and `expires_at` are event time; after `expires_at` it is pointless and not sent."""

    recipient: str
    subject: str
    occasion: str
    lane: Lane
    text: str
    language: str
    due_at: datetime
    cause: Cause
    expires_at: datetime | None = None
    content: Content = Content()
    facts: tuple[Fact, ...] = ()
    broadcast: int | None = None


class Parcel(Frozen):
    """An outbox row on its way to one address."""

    id: int
    recipient: str
    channel: Channel
    address: str
    lane: Lane
    cause: Cause
    text: str
    language: str
    content: Content
    facts: tuple[Fact, ...]
    trace: str
    attempts: int
    broadcast: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


class Sent(Frozen):
    """It arrived; `reference` is the platform's message id."""

    reference: str = ""


class Refused(Frozen):
    """It surely did not arrive, and may be tried again, not before `retry_after` seconds."""

    reason: str
    retry_after: float | None = None
    everyone: bool = False  # the pause is for the whole channel (rate limit), not for this message


class Uncertain(Frozen):
    """It may have arrived: a time-out or a connection lost after the request was written."""

    reason: str


class Gone(Frozen):
    """This address will never work again: blocked, deactivated, chat not found."""

    reason: str


class Malformed(Frozen):
    """The platform will never take this message (too long, bad markup); the address is fine."""

    reason: str


Outcome = Sent | Refused | Uncertain | Gone | Malformed


class Carrier(Protocol):
    """One way to reach people. `deliver` makes exactly one attempt and classes what happened; it never raises."""

    @property
    def channel(self) -> Channel: ...

    async def deliver(self, parcel: Parcel) -> Outcome: ...


class Line(Frozen):
    """A line of a person's history. `direction` is "in" or "out"."""

    person: str
    direction: str
    channel: Channel
    text: str
    language: str
    content: Content = Field(default_factory=Content)
    at: datetime


class Said(Line):
    """A line as it was written down, and as a channel shows it. `id` grows with time."""

    id: int


Counts = Mapping[str, int]
Row = Mapping[str, Any]
