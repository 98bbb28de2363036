"""Whom a release touches, and what is said to them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.people.model import Delegate
from bot.reminders.store import Key, Row
from knowledge.answers.model import Fact
from knowledge.diff import Aspect, Change, ChangeKind
from knowledge.event import Event, Item, LocalizedText

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


class Told(BaseModel):
    """That a person was told a fact, at some moment."""

    model_config = ConfigDict(frozen=True)
    person: str
    fact: Fact
    at: datetime


def noteworthy(changes: Iterable[Change], now: datetime) -> tuple[Change, ...]:
    """The changes people should hear of: of items that are not over, and of more than a description."""
    return tuple(c for c in changes if _ahead(c, now) and (c.kind is not ChangeKind.CHANGED or _audible(c)))


def _ahead(change: Change, now: datetime) -> bool:
    sides = (side for side in (change.before, change.after) if side is not None)
    return any(max(side.end, side.start + timedelta(minutes=1)) > now for side in sides)


def _audible(change: Change) -> bool:
    if change.before is None or change.after is None:
        return True
    differing = {n for n in Item.model_fields if getattr(change.before, n) != getattr(change.after, n)}
    return bool(differing - _QUIET_FIELDS)


def touches(change: Change, person: Delegate) -> bool:
    """Whether the item is, or was, on this person's programme."""
    if change.item.id in person.preferences.starred:
        return True
    sides = (side for side in (change.before, change.after) if side is not None)
    return any(side.concerns(person.delegation, person.id) for side in sides)


def touched(changes: Sequence[Change], people: Sequence[Delegate]) -> dict[str, tuple[Change, ...]]:
    """Each person's own changes; people with none are left out."""
    found = {person.id: tuple(c for c in changes if touches(c, person)) for person in people}
    return {person: own for person, own in found.items() if own}


def outdated(changes: Sequence[Change]) -> dict[tuple[str, str], str]:
    """The old value of every (item, field) that someone may have been told, in canonical form."""
    found: dict[tuple[str, str], str] = {}
    for change in changes:
        if change.before is None:
            continue
        for name in TOLD_FIELDS:
            old = canonical(change.before, name)
            if change.kind is ChangeKind.CANCELLED or change.after is None or canonical(change.after, name) != old:
                found[(change.before.id, name)] = old
    return found


def canonical(item: Item, name: str) -> str:
    """A field's value as `Fact.value` holds it."""
    value = getattr(item, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.best() if isinstance(value, LocalizedText) else str(value)


def corrections(
    changes: Sequence[Change], told: Sequence[Told], notified: Iterable[str]
) -> dict[str, tuple[Change, ...]]:
    """For each person who was told an outdated fact and is not notified anyway: the changes to correct."""
    old, spared = outdated(changes), set(notified)
    by_item = {change.before.id: change for change in changes if change.before is not None}
    found: dict[str, dict[str, Change]] = {}
    for one in told:
        key = (one.fact.item, one.fact.field)
        if one.person not in spared and key in old and same_value(one.fact.value, old[key]):
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


def clashes(old: Event, new: Event, changes: Sequence[Change]) -> tuple[str, ...]:
    """Pairs of items for the same people that overlap in the new programme and did not in the old, as "a / b"."""
    moved = {change.item.id for change in changes if Aspect.TIME in change.aspects or Aspect.LENGTH in change.aspects}
    moved |= {change.item.id for change in changes if change.kind is ChangeKind.ADDED}
    before = set(_overlaps(old, moved))
    return tuple(f"{a} / {b}" for a, b in sorted(set(_overlaps(new, moved)) - before))


def _overlaps(event: Event, ids: set[str]) -> Iterable[tuple[str, str]]:
    items = [item for item in event.items if not item.cancelled]
    for one in (item for item in items if item.id in ids):
        for other in items:
            if other.id != one.id and one.start < other.end and other.start < one.end and _share(one, other):
                yield (min(one.id, other.id), max(one.id, other.id))


def _share(one: Item, other: Item) -> bool:
    return "everyone" in (*one.audience, *other.audience) or bool(set(one.audience) & set(other.audience))
