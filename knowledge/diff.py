"""Typed differences between two revisions of a programme: `apply(diff(a, b), a)` is b."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from knowledge.event import Event, Item, ItemStatus, LocalizedText, Value


class ChangeKind(StrEnum):
    ADDED = "added"
    CANCELLED = "cancelled"
    CHANGED = "changed"


class Aspect(StrEnum):
    """What about an item changed, in the order people care."""

    TIME = "time"
    PLACE = "place"
    LENGTH = "length"
    TITLE = "title"
    SPEAKERS = "speakers"
    AUDIENCE = "audience"
    DETAILS = "details"


_ASPECTS: Mapping[str, Aspect] = {
    "start": Aspect.TIME,
    "venue": Aspect.PLACE,
    "room": Aspect.PLACE,
    "meeting_point": Aspect.PLACE,
    "title": Aspect.TITLE,
    "speakers": Aspect.SPEAKERS,
    "audience": Aspect.AUDIENCE,
}


class Change(Value):
    """One item's change. `before` is None for an added item; `after` is None for one that vanished, and marked as cancelled
    for one that staff called off."""

    before: Item | None = None
    after: Item | None = None

    @property
    def item(self) -> Item:
        """The item as it is now, or as it last was."""
        found = self.after or self.before
        assert found is not None, "a change has a side"
        return found

    @cached_property
    def kind(self) -> ChangeKind:
        """An item that takes place again after a cancellation counts as added."""
        was, now = _takes_place(self.before), _takes_place(self.after)
        if was and not now:
            return ChangeKind.CANCELLED
        return ChangeKind.ADDED if now and not was else ChangeKind.CHANGED

    @cached_property
    def aspects(self) -> tuple[Aspect, ...]:
        """What changed about an item on both sides; empty for added and cancelled ones."""
        if self.before is None or self.after is None:
            return ()
        found = {_ASPECTS.get(name, Aspect.DETAILS) for name in _differing(self.before, self.after) if name != "end"}
        if self.before.length != self.after.length:
            found.add(Aspect.LENGTH)
        return tuple(aspect for aspect in Aspect if aspect in found)

    def fields(self, event: Event) -> dict[str, tuple[str, str]]:
        """Old and new value of each field that differs, as text: times in the event's zone, other languages of a text as
        "title.zh". Empty for added and cancelled items."""
        if self.before is None or self.after is None:
            return {}
        old, new = self.before, self.after
        pairs = ((name, getattr(old, name), getattr(new, name)) for name in _differing(old, new))
        return {key: texts for name, a, b in pairs for key, texts in _texts(name, a, b, event)}


def diff(old: Event, new: Event) -> tuple[Change, ...]:
    """Every difference of the two programmes, in order of time; the same id means the same item."""
    before, after = old.items_by_id, new.items_by_id
    ids = [*after, *(one for one in before if one not in after)]
    changes = (Change(before=before.get(one), after=after.get(one)) for one in ids if before.get(one) != after.get(one))
    return tuple(sorted(changes, key=lambda change: (change.item.start, change.item.id)))


def apply(changes: Iterable[Change], event: Event) -> Event:
    """The event with the changes made."""
    items = dict(event.items_by_id)
    for change in changes:
        if change.before is not None:
            items.pop(change.before.id, None)
        if change.after is not None:
            items[change.after.id] = change.after
    return event.with_items(items.values())


def keep_cancelled(old: Event, new: Event) -> Event:
    """The new programme, with what vanished from the old one kept as cancelled: people still ask about it."""
    gone = (item for item in old.items if item.id not in new.items_by_id)
    cancelled = (item.model_copy(update={"status": ItemStatus.CANCELLED}) for item in gone)
    return new.with_items((*new.items, *cancelled))


def _takes_place(item: Item | None) -> bool:
    return item is not None and not item.cancelled


def _differing(old: Item, new: Item) -> Iterator[str]:
    mine, theirs = vars(old), vars(new)
    return (name for name in Item.model_fields if mine[name] is not theirs[name] and mine[name] != theirs[name])


def _texts(name: str, old: object, new: object, event: Event) -> Iterator[tuple[str, tuple[str, str]]]:
    if isinstance(old, LocalizedText) and isinstance(new, LocalizedText):
        for language in dict.fromkeys((event.language, *old.root, *new.root)):
            texts = (old.get(language) or "", new.get(language) or "")
            if texts[0] != texts[1]:
                yield (name if language == event.language else f"{name}.{language}"), texts
    else:
        yield name, (_text(old, event), _text(new, event))


def _text(value: object, event: Event) -> str:
    if isinstance(value, datetime):
        return event.local(value).isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value)
