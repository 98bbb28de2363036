"""From what is due for a person to the one message that says it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.delivery.model import Cause, Content, Lane, Message
from bot.people.model import Delegate
from bot.people.quiet import around
from bot.reminders.plan import DAY_PREFIX, Due, agenda, leave_by
from bot.reminders.text import Wording
from bot.reminders.texts import TEXTS
from knowledge.answers.facts import facts, venue_actions
from knowledge.answers.model import Action, ActionKind
from knowledge.answers.voice import Voice
from knowledge.event import Event, Item, ItemKind

STATED = ("start", "end", "venue", "room", "meeting_point")
"""The facts of an item that a reminder tells."""

LATE = timedelta(minutes=2)
"""A reminder so long after its time says how much time is left."""


@dataclass(frozen=True)
class Said:
    """A text with what goes along: for the outbox, or to mend a message that still waits there."""

    text: str
    content: Content
    items: tuple[Item, ...]


def language_of(event: Event, person: Delegate) -> str:
    """The language the person is written to in."""
    delegation = event.delegations_by_id.get(person.delegation)
    return person.language or (delegation.language if delegation else "") or event.language


def letter(event: Event, person: Delegate, dues: Sequence[Due], now: datetime) -> Message | None:
    """The message that says all of this; None when it could only be said in the person's quiet hours and after them is
    too late. The first of `dues` names it."""
    quiet = around(event, person.preferences, now)
    leaves = quiet.end if quiet else now
    dues = [due for due in dues if leaves < due.expires_at]
    if not dues:
        return None
    said = say(event, person, dues, leaves)
    digests = [due for due in dues if due.digest]
    first = dues[0]
    return Message(
        recipient=person.id,
        subject=subject_of(first),
        occasion=first.occasion,
        lane=Lane.REMINDER,
        text=said.text,
        language=language_of(event, person),
        due_at=max(leaves, min(due.due_at for due in dues)) if quiet else min(due.due_at for due in dues),
        cause=Cause.REMINDER,
        expires_at=min(due.expires_at for due in (digests or dues)),
        content=said.content,
        facts=facts(said.items, STATED),
    )


def subject_of(due: Due) -> str:
    return f"digest:{due.item.removeprefix(DAY_PREFIX)}" if due.digest else f"reminder:{due.item}"


def say(event: Event, person: Delegate, dues: Sequence[Due], now: datetime) -> Said:
    """The words for these, as they should be at `now`: days first, each with what is due of its items."""
    language = language_of(event, person)
    words = Wording(event, language, now, abroad=_abroad(event, now))
    mine = agenda(event, person)
    left = {due.item: due for due in dues if not due.digest and due.item in event.items_by_id}
    parts: list[str] = []
    told: dict[str, Item] = {}
    for day in sorted({due.item.removeprefix(DAY_PREFIX) for due in dues if due.digest}):
        items = [one for one in mine if _on(event, one, day) and one.end > now and one.kind is not ItemKind.FREE]
        detailed = [one for one in items if left.pop(one.id, None)]
        parts.append(
            words.digest(date.fromisoformat(day), items, [(one, leave_by(event, mine, one)) for one in detailed])
        )
        told |= {one.id: one for one in items}
    for due in sorted(left.values(), key=lambda one: (one.expires_at, one.item)):
        item = event.items_by_id[due.item]
        parts.append(words.reminder(item, leave_by(event, mine, item), late=now - due.due_at > LATE))
        told[item.id] = item
    kind = "digest" if any(due.digest for due in dues) else "reminder"
    content = Content(kind=kind, actions=_actions(event, language, dues))
    return Said(words.together(parts, [*told.values()]), content, tuple(told.values()))


def _abroad(event: Event, now: datetime) -> bool:
    """Before the first day people are still on their way: times need their zone."""
    days = event.days()
    return bool(days) and event.day(now) < days[0]


def _on(event: Event, item: Item, day: str) -> bool:
    return event.day(item.start).isoformat() == day


def _actions(event: Event, language: str, dues: Sequence[Due]) -> tuple[Action, ...]:
    """What a reminder of a single item offers; a day, or several items, would offer too much."""
    items = {due.item for due in dues}
    found = event.items_by_id.get(next(iter(items)))
    if len(items) > 1 or found is None:
        return ()
    voice = Voice(event, language)
    return (
        *venue_actions(event.venues_by_id.get(found.venue), voice),
        Action(kind=ActionKind.CALENDAR, target=found.id, label=voice.say("Calendar")),
        Action(kind=ActionKind.REMIND, target=found.id, label=TEXTS.text(language, "Don’t remind me")),
    )
