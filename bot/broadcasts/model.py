"""Announcements: to whom, in which languages, and how far they got. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.delivery.model import Attachment, Lane, State
from bot.errors import NotFound
from bot.people.model import Delegate
from knowledge.event import Event
from knowledge.localize import LANGUAGES


class BroadcastState(StrEnum):
    DRAFT = "draft"
    APPROVAL = "approval"  # waits for a second person
    SENDING = "sending"  # queued, perhaps for later
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    RECALLED = "recalled"


class Draft(BaseModel):
    """What staff wrote. `texts` by language; people of other languages get the `source` one. `audience` is a union, parted
    by commas, of "everyone", "delegation:ID", "language:xx", "item:ID", "person:ID", "unacknowledged:BROADCAST"."""

    model_config = ConfigDict(frozen=True)
    texts: Mapping[str, str]
    source: str
    audience: str = "everyone"
    lane: Lane = Lane.BROADCAST
    acknowledge: bool = False
    scheduled_at: datetime | None = None
    attachment: Attachment | None = None

    def text_for(self, language: str) -> tuple[str, str]:
        """The text this reader gets, and its language."""
        chosen = language if self.texts.get(language) else self.source
        return self.texts[chosen], chosen


class Broadcast(BaseModel):
    """A draft that was kept, with what became of it."""

    model_config = ConfigDict(frozen=True)
    id: int
    draft: Draft
    state: BroadcastState
    created_by: str
    approved_by: str
    created_at: datetime
    started_at: datetime | None
    recipients: int
    note: str = ""


class Preview(BaseModel):
    """Whom a draft would reach: people in all, by language of the text they get, and those without any address yet."""

    model_config = ConfigDict(frozen=True)
    recipients: int
    by_language: Mapping[str, int]
    unopened: int
    unreachable: int


class Progress(BaseModel):
    """How far a broadcast got, in people; of those waiting `asleep` do so until their quiet hours end."""

    model_config = ConfigDict(frozen=True)
    broadcast: Broadcast
    total: int
    sent: int
    waiting: int
    asleep: int
    failed: int
    uncertain: int
    acknowledged: int


class Receipt(BaseModel):
    """What became of one person's copy."""

    model_config = ConfigDict(frozen=True)
    person: str
    name: str
    delegation: str
    state: State
    channel: str
    reason: str
    at: datetime | None
    acknowledged: bool


def choose(
    audience: str, people: Sequence[Delegate], event: Event, missing: Mapping[int, frozenset[str]] | None = None
) -> tuple[Delegate, ...]:
    """The people an audience names, each once, in the order given. `missing` holds who has not acknowledged a broadcast.
    NotFound when a part of it names nothing known."""
    parts = [part.strip() for part in audience.split(",") if part.strip()]
    if not parts:
        raise NotFound(
            'the audience is empty; say "everyone", "delegation:ID", "language:xx", "item:ID" or "person:ID"'
        )
    wanted: set[str] = set()
    for part in parts:
        wanted |= _members(part, people, event, missing or {})
    return tuple(person for person in people if person.id in wanted)


def _members(
    part: str, people: Sequence[Delegate], event: Event, missing: Mapping[int, frozenset[str]]
) -> frozenset[str]:
    kind, _, name = part.partition(":")
    if kind == "everyone":
        return frozenset(person.id for person in people)
    if kind == "unacknowledged" and name.isdigit() and int(name) in missing:
        return missing[int(name)]
    if kind == "delegation" and name in {*event.delegations_by_id, *(person.delegation for person in people)}:
        return frozenset(person.id for person in people if person.delegation == name)
    if kind == "language" and name in LANGUAGES:
        return frozenset(person.id for person in people if person.speaks(event) == name)
    if kind == "item" and (item := event.items_by_id.get(name)):
        return frozenset(p.id for p in people if item.concerns(p.delegation, p.id) or item.id in p.preferences.starred)
    if kind == "person" and any(person.id == name for person in people):
        return frozenset((name,))
    raise NotFound(
        f'the audience "{part}" matches nothing; say "everyone", "delegation:ID", "language:xx", "item:ID" or "person:ID"'
    )
