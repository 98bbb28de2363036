"""Everything an answer depends on, and which items and venues the question means in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.answers.model import Asker, Focus
from knowledge.answers.voice import Voice
from knowledge.event import EVERYONE, Event, Item, ItemKind, Venue
from knowledge.questions.model import Grain, QuestionKind, TimeExpression
from knowledge.questions.understand import Question

SUBSTANTIAL = timedelta(minutes=30)
"""So much of an item that began before a stretch of time makes it part of that stretch."""
ARRIVAL = timedelta(hours=3)
"""Within this time after a transfer begins what it leads to."""


@dataclass(frozen=True)
class Context:
    """A question as asked: by whom, when, after what."""

    event: Event
    question: Question
    asker: Asker
    now: datetime
    focus: Focus
    voice: Voice

    @property
    def own(self) -> bool:
        """Whether the asker's own programme is known."""
        return bool(self.asker.delegation or self.asker.person)

    def concerns(self, item: Item) -> bool:
        """Whether the item is for the asker; True for everything when we do not know who asks."""
        return not self.own or item.concerns(self.asker.delegation, self.asker.person)

    def for_asker(self, items: Iterable[Item]) -> list[Item]:
        """The items, not cancelled, that concern the asker."""
        return [item for item in items if not item.cancelled and self.concerns(item)]

    @property
    def times(self) -> tuple[TimeExpression, ...]:
        return tuple(t for t in self.question.times if t.valid)


def during(items: Iterable[Item], time: TimeExpression) -> list[Item]:
    """The items that take place then: running at an instant, beginning in or filling a longer span."""
    if time.grain is Grain.MINUTE:
        return [i for i in items if i.start <= time.start < max(i.end, i.start + timedelta(minutes=1))]
    return [i for i in items if time.start <= i.start < time.end or _overlap(i, time) >= SUBSTANTIAL]


def _overlap(item: Item, time: TimeExpression) -> timedelta:
    return min(item.end, time.end) - max(item.start, time.start)


def items_meant(context: Context) -> list[Item]:
    """The items the question is about, in order of time; those of the last answer when it names none."""
    found = _named(context) or _by_person(context) or _of_kind(context) or _at_venue(context)
    if not found and follows(context):
        found = [context.event.items_by_id[i] for i in context.focus.items if i in context.event.items_by_id]
        return _narrowed(context, found) if len(found) > 1 else found
    return _narrowed(context, found)


def follows(context: Context) -> bool:
    """Whether the question leans on what was last talked about."""
    asked = context.question
    named = any(asked.mentions.of(kind) for kind in ("item", "venue", "person", "room", "track"))
    return not named and not asked.kinds and not asked.left and bool(context.focus.items or context.focus.venues)


def _named(context: Context) -> list[Item]:
    listed = context.event.items_by_id
    found = [listed[i] for i in context.question.mentions.of("item")]
    titles = {_title(item) for item in found}
    if len(found) == 1 and len(titles) == 1:
        return found
    return found


def _by_person(context: Context) -> list[Item]:
    people = set(context.question.mentions.of("person"))
    return [item for item in context.event.items if people & set(item.speakers)]


def _of_kind(context: Context) -> list[Item]:
    asked = context.question
    if not asked.kinds:
        return []
    venues = set(asked.mentions.of("venue"))
    items = [item for item in context.event.items if item.kind in asked.kinds]
    found = [item for item in items if not venues or item.venue in venues]
    found = [item for item in items if destination(context.event, item) in venues] or found
    return found if len(asked.kinds) == 1 or venues else []


def _at_venue(context: Context) -> list[Item]:
    if context.question.kind is not QuestionKind.WHEN:
        return []
    venues = set(context.question.mentions.of("venue"))
    return [i for i in context.event.items if i.venue in venues and i.kind is not ItemKind.TRANSFER]


def destination(event: Event, item: Item) -> str:
    """Where a transfer leads: the venue of what begins next for the same people; "" when nothing does, or no transfer."""
    if item.kind is not ItemKind.TRANSFER:
        return ""
    arrival = max(item.end, item.start)
    coming = (i for i in event.items if arrival <= i.start <= arrival + ARRIVAL and i.kind is not ItemKind.TRANSFER)
    return next((i.venue for i in coming if EVERYONE in i.audience or set(i.audience) & set(item.audience)), "")


def _title(item: Item) -> str:
    return item.title.best("en").casefold()


def _narrowed(context: Context, items: Sequence[Item]) -> list[Item]:
    """Of several items those at the time named, those for the asker, those of the kind named, those still to come."""
    found = sorted(items, key=lambda item: (item.start, item.id))
    kinds, venues = context.question.kinds, set(context.question.mentions.of("venue"))
    rooms = set(context.question.mentions.of("room"))
    tests = (
        lambda i: any(during([i], time) for time in context.times),
        lambda i: i.kind in kinds,
        lambda i: i.venue in venues,
        lambda i: i.room.best("en") in rooms,
        lambda i: context.own and context.concerns(i),
        lambda i: max(i.end, i.start) > context.now,
    )
    for test in tests:
        if len(found) > 1 and (kept := [item for item in found if test(item)]):
            found = kept
    return found


def venues_meant(context: Context) -> list[Venue]:
    """The places the question names; that of the last answer when it names none."""
    listed = context.event.venues_by_id
    found = [listed[v] for v in context.question.mentions.of("venue")]
    if not found and follows(context):
        found = [listed[v] for v in context.focus.venues if v in listed]
    return found
