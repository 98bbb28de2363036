"""Everything an answer depends on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.answers.model import Asker, Focus
from knowledge.answers.voice import Voice
from knowledge.event import EVERYONE, Event, Item, ItemKind
from knowledge.questions.model import Grain, TimeExpression
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


def follows(context: Context) -> bool:
    """Whether the question leans on what was last talked about."""
    asked = context.question
    named = any(asked.mentions.of(kind) for kind in ("item", "venue", "person", "room", "track"))
    return not named and not asked.kinds and not asked.left and bool(context.focus.items or context.focus.venues)


def destination(event: Event, item: Item) -> str:
    """Where a transfer leads: the venue of what begins next for the same people; "" when nothing does, or no transfer."""
    if item.kind is not ItemKind.TRANSFER:
        return ""
    arrival = max(item.end, item.start)
    coming = (i for i in event.items if arrival <= i.start <= arrival + ARRIVAL and i.kind is not ItemKind.TRANSFER)
    return next((i.venue for i in coming if EVERYONE in i.audience or set(i.audience) & set(item.audience)), "")
