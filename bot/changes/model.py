"""Whom a release touches, and which facts it makes outdated. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.people.model import Delegate
from bot.reminders.store import Key, Row
from knowledge.answers.model import Fact
from knowledge.diff import Change, ChangeKind
from knowledge.event import EVERYONE, PERSON_PREFIX, Item, LocalizedText

TOLD_FIELDS = ("start", "venue", "room", "meeting_point", "status")
"""The facts whose change makes an earlier answer wrong."""

_QUIET_FIELDS = frozenset({"summary", "url", "track"})
"""Changes of these alone are not worth a message."""


class Impact(BaseModel):
    """What a release would do. `told` counts people who were told an old fact and are not notified anyway."""

    model_config = ConfigDict(frozen=True)
    people: int
    by_delegation: Mapping[str, int]
    told: int
    reminders_moved: int
    reminders_now: int
    reminders_past: int
    clashes: tuple[str, ...]


class Words(BaseModel):
    """What staff say in one language around the lines about the changes, which stay as they are: in place of the heading,
    and below the last line."""

    model_config = ConfigDict(frozen=True)
    opening: str = ""
    closing: str = ""


class Told(BaseModel):
    """That a person was told a fact, at some moment."""

    model_config = ConfigDict(frozen=True)
    person: str
    fact: Fact
    at: datetime


class Revision(BaseModel):
    """A release: when, by whom, and which items it touched."""

    model_config = ConfigDict(frozen=True)
    number: int
    at: datetime
    by: str
    note: str
    items: tuple[str, ...]


def noteworthy(changes: Iterable[Change], now: datetime) -> tuple[Change, ...]:
    """The changes people should hear of: of items that are not over, and of more than a description."""
    return tuple(c for c in changes if _ahead(c, now) and (c.kind is not ChangeKind.CHANGED or _audible(c)))


def _ahead(change: Change, now: datetime) -> bool:
    sides = (side for side in (change.before, change.after) if side is not None)
    return any(max(side.end, side.start + timedelta(minutes=1)) > now for side in sides)


def _audible(change: Change) -> bool:
    if change.before is None or change.after is None:
        return True
    if change.before.cancelled and change.after.cancelled:
        return False  # nobody waits for it
    differing = {n for n in Item.model_fields if getattr(change.before, n) != getattr(change.after, n)}
    return bool(differing - _QUIET_FIELDS)


class Touching:
    """Whose programme each change is, or was, on: looked up by audience, since thousands of changes may meet thousands of
    people."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = changes
        self._by_part: dict[str, list[int]] = {}
        self._by_item = {change.item.id: number for number, change in enumerate(changes)}
        self._known: dict[frozenset[int], tuple[Change, ...]] = {}
        for number, change in enumerate(changes):
            sides = (side for side in (change.before, change.after) if side is not None)
            for part in {part for side in sides for part in side.audience}:
                self._by_part.setdefault(part, []).append(number)

    def of(self, person: Delegate) -> tuple[Change, ...]:
        """The person's own changes, in order; people with the same ones share one value."""
        parts = (EVERYONE, person.delegation, PERSON_PREFIX + person.id)
        found = {number for part in parts for number in self._by_part.get(part, ())}
        found |= {self._by_item[item] for item in person.preferences.starred if item in self._by_item}
        own = frozenset(found)
        if own not in self._known:
            self._known[own] = tuple(self._changes[number] for number in sorted(own))
        return self._known[own]


def outdated(changes: Sequence[Change]) -> dict[tuple[str, str], str]:
    """The old value of every (item, field) that someone may have been told, in canonical form."""
    found: dict[tuple[str, str], str] = {}
    for change in changes:
        if change.before is None:
            continue
        off = change.kind is ChangeKind.CANCELLED or change.after is None
        for name in TOLD_FIELDS:
            if not off and getattr(change.before, name) == getattr(change.after, name):
                continue
            old = canonical(change.before, name)
            if off or change.after is None or canonical(change.after, name) != old:
                found[(change.before.id, name)] = old
    return found


def canonical(item: Item, name: str) -> str:
    """A field's value as `Fact.value` holds it."""
    value = getattr(item, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.best() if isinstance(value, LocalizedText) else str(value)


def corrections(changes: Sequence[Change], told: Sequence[Told]) -> dict[str, tuple[Change, ...]]:
    """For each person who was told a fact that these changes make outdated: the changes to correct."""
    old = outdated(changes)
    by_item = {change.before.id: change for change in changes if change.before is not None}
    found: dict[str, dict[str, Change]] = {}
    for one in told:
        key = (one.fact.item, one.fact.field)
        if key in old and same_value(one.fact.value, old[key]):
            found.setdefault(one.person, {})[one.fact.item] = by_item[one.fact.item]
    return {person: tuple(own.values()) for person, own in found.items()}


def same_value(one: str, other: str) -> bool:
    """Whether two canonical values agree; instants may be written in different zones."""
    if one == other:
        return True
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return False


class Shift(NamedTuple):
    """How many reminders get another time, fall due at once, or are already past."""

    moved: int
    at_once: int
    past: int


def shift(old: Mapping[Key, Row], new: Mapping[Key, Row], now: datetime) -> Shift:
    """How the reminders of one programme become those of another."""
    other = [row for key, row in new.items() if (before := old.get(key)) is None or before.due_at != row.due_at]
    past = sum(row.expires_at <= now for row in other)
    at_once = sum(row.due_at <= now < row.expires_at for row in other)
    return Shift(moved=len(other) - past - at_once, at_once=at_once, past=past)
