"""The people of an event and how they can be reached."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from knowledge.event import Event, ItemKind

STAFF_PREFIX = "staff:"


class Channel(StrEnum):
    WEB = "web"
    TELEGRAM = "telegram"
    TERMINAL = "terminal"


class Role(StrEnum):
    OWNER = "owner"
    SENDER = "sender"
    HELPER = "helper"

    def may_broadcast(self) -> bool:
        """Helpers answer questions only."""
        return self is not Role.HELPER


class Preferences(BaseModel):
    """What a delegate chose. `leads` replaces the event's lead times per kind; `quiet` is "event", "off" or a span of
    event-local times; `starred` items are always reminded of, `muted` ones never."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    reminders: bool = True
    leads: Mapping[ItemKind, tuple[str, ...]] = Field(default_factory=dict)
    digests: bool = True
    quiet: bool = True
    quiet_begin: time | None = None
    quiet_end: time | None = None
    starred: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


class Delegate(BaseModel):
    """A person the event invited, or who joined by themselves when access is open."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str
    delegation: str = ""
    language: str = ""
    role: str = ""
    email: str = ""
    preferences: Preferences = Preferences()
    consented_at: datetime | None = None
    erased_at: datetime | None = None

    def speaks(self, event: Event) -> str:
        """The language to write to them in: their own choice, else their delegation's, else the event's first."""
        delegation = event.delegations_by_id.get(self.delegation)
        return self.language or (delegation.language if delegation else "") or event.language


class Staff(BaseModel):
    """A member of staff. `person` is their key wherever people are told apart."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str
    role: Role
    language: str = "en"
    active: bool = True

    @property
    def person(self) -> str:
        return STAFF_PREFIX + self.id


class Address(BaseModel):
    """Where a person can be written to: a Telegram chat id, or a web inbox."""

    model_config = ConfigDict(frozen=True)
    person: str
    channel: Channel
    value: str
    reachable: bool = True
    reason: str = ""


def slug(name: str) -> str:
    """A readable id made of a name; "person" when nothing of it is left."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")[:40] or "person"
