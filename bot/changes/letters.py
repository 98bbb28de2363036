"""What a release says to whom: one letter for everyone to whom the same is said in the same words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.changes.model import Touching, Words
from bot.changes.text import Wording, facts
from bot.delivery.model import Cause, Content, Lane, Message
from bot.people.model import Delegate
from bot.people.quiet import after
from knowledge.answers.model import Action, ActionKind
from knowledge.diff import Change, ChangeKind
from knowledge.event import Event

Group = tuple[Delegate, list[str]]
"""A delegate that stands for all these people: delegation, language and preferences are the same."""

_MOST_CALENDARS = 3
_IN_TIME = timedelta(hours=2)
"""How long before an item begins a notice must reach its readers, even if that wakes them."""


@dataclass(frozen=True)
class Letter:
    """One text, what it is about, and everyone who gets it."""

    text: str
    language: str
    cause: Cause
    changes: tuple[Change, ...]
    delegation: str
    people: tuple[str, ...]
    due_at: datetime

    def message(self, revision: int) -> Message:
        """What each of its people gets."""
        kept = (change for change in self.changes if change.kind is not ChangeKind.CANCELLED)
        actions = [Action(kind=ActionKind.CALENDAR, target=change.item.id) for change in kept]
        return Message(
            recipient="",
            subject="programme",
            occasion=f"revision:{revision}",
            lane=Lane.CHANGE,
            text=self.text,
            language=self.language,
            due_at=self.due_at,
            cause=self.cause,
            content=Content(kind=self.cause.value, actions=tuple(actions[:_MOST_CALENDARS])),
            facts=facts(self.changes),
        )


def letters(
    heard: Sequence[Change],
    groups: Sequence[Group],
    misled: Mapping[str, tuple[Change, ...]],
    event: Event,
    now: datetime,
    words: Mapping[str, Words] = MappingProxyType({}),
) -> tuple[Letter, ...]:
    """Notices of what is `heard` for those whose programme it is, and corrections for whoever was `misled` (see
    `corrections`) and gets no notice; with the `words` of staff by language."""
    wording, touching = Wording(event, words), Touching(heard)
    notices = [
        letter
        for someone, people in groups
        if (letter := _letter(someone, people, touching.of(someone), wording, Cause.CHANGE, now))
    ]
    notified = {person for letter in notices for person in letter.people}
    wrong = {person: own for person, own in misled.items() if person not in notified}
    return (*notices, *_corrections(wrong, groups, wording, now))


def _corrections(
    wrong: Mapping[str, tuple[Change, ...]], groups: Sequence[Group], wording: Wording, now: datetime
) -> Iterator[Letter]:
    for someone, people in groups:
        alike: dict[tuple[str, ...], list[str]] = {}
        for person in people:
            if person in wrong:
                alike.setdefault(tuple(change.item.id for change in wrong[person]), []).append(person)
        for those in alike.values():
            if letter := _letter(someone, those, wrong[those[0]], wording, Cause.CORRECTION, now):
                yield letter


def _letter(
    someone: Delegate,
    people: Sequence[str],
    changes: tuple[Change, ...],
    wording: Wording,
    cause: Cause,
    now: datetime,
) -> Letter | None:
    """None when nothing of it can be put into words, such as a reordered list of speakers."""
    text = wording.notice(changes, someone, correction=cause is Cause.CORRECTION) if changes else ""
    if not text:
        return None
    said, due = wording.said(changes), _due(changes, someone, wording.event, now)
    return Letter(text, wording.language(someone), cause, said, someone.delegation, tuple(people), due)


def _due(changes: Sequence[Change], someone: Delegate, event: Event, now: datetime) -> datetime:
    """Now; at the end of the person's quiet hours, when that is early enough for every item, as it was and as it is."""
    morning = after(event, someone.preferences, now)
    starts = (item.start for change in changes for item in (change.before, change.after) if item)
    return morning if all(start >= morning + _IN_TIME for start in starts) else now
