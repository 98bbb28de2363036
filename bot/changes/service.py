"""Import or edit -> preview of the impact -> release -> notices and corrections. A release is one transaction."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from bot.changes import model, text
from bot.changes.model import Impact, Told, corrections, noteworthy, shift, touched
from bot.clock import Clock
from bot.delivery import store as delivery
from bot.delivery.live import Live
from bot.delivery.model import Cause, Content, Lane, Message
from bot.errors import Conflict
from bot.people import store as people
from bot.people.model import Delegate
from bot.programme import store as revisions
from bot.programme.service import Programme
from bot.reminders import rows
from bot.reminders import store as reminders
from bot.storage.engine import Database, Transaction
from knowledge.answers.model import Action, ActionKind, Fact
from knowledge.diff import Change, ChangeKind, diff, keep_cancelled
from knowledge.event import Event
from knowledge.identity import align


class Replanning(Protocol):
    """Brings the pending reminders in line with a programme, inside a release's transaction."""

    async def rebuild(self, tx: Transaction | None = None, event: Event | None = None) -> int: ...


class ChangePreview(BaseModel):
    """What a new programme would change, and whom it touches; `event` is what would be live."""

    model_config = ConfigDict(frozen=True)
    event: Event
    changes: tuple[Change, ...]
    impact: Impact


class Release(BaseModel):
    """A released revision: how many were notified and how many corrected."""

    model_config = ConfigDict(frozen=True)
    revision: int
    changes: tuple[Change, ...]
    notified: int
    corrected: int


class Changes:
    """Changes to the live programme."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        programme: Programme,
        reminders: Replanning,
        live: Live,
        *,
        correction_days: int = 7,
    ) -> None:
        self._database, self._clock, self._programme = database, clock, programme
        self._reminders, self._live = reminders, live
        self._memory = timedelta(days=correction_days)

    async def preview_import(self, new: Event) -> ChangePreview:
        """What taking over this version of the programme would do: items are recognised again by id or by likeness, and
        what vanished counts as cancelled."""
        live = self._programme.event
        return await self.preview(keep_cancelled(live, align(live, new)))

    async def preview_edit(self, edit: Callable[[Event], Event]) -> ChangePreview:
        """What an edit of the live programme would do."""
        return await self.preview(edit(self._programme.event))

    async def preview(self, new: Event) -> ChangePreview:
        """What making this the live programme would do."""
        live = self._programme.event
        changes = diff(live, new)
        async with self._database.read() as tx:
            everyone = await people.all_delegates(tx)
            told = await self._told(tx, changes)
            alike = [one for one, _ in await reminders.groups(tx, rows.named(live) | rows.named(new))]
        heard = noteworthy(changes, self._clock.now())
        notified = touched(heard, everyone)
        by_delegation = Counter(person.delegation for person in everyone if person.id in notified)
        moves = shift(rows.wanted(live, alike), rows.wanted(new, alike), self._clock.now())
        impact = Impact(
            people=len(notified),
            by_delegation=dict(by_delegation),
            told=len(corrections(heard, told, notified)),
            reminders_moved=moves.moved,
            reminders_now=moves.at_once,
            reminders_past=moves.past,
            clashes=model.clashes(live, new, changes),
        )
        return ChangePreview(event=new, changes=changes, impact=impact)

    async def release(self, new: Event, by: str, note: str = "", *, silent: bool = False) -> Release:
        """Make it the live programme: revision, reminders, notices and corrections in one transaction.
        `silent` sends nothing. Conflict when nothing would change."""
        changes = diff(self._programme.event, new)
        if not changes and new == self._programme.event:
            raise Conflict("nothing has changed; there is nothing to release")
        async with self._database.begin() as tx:
            described = [_described(change, new) for change in changes]
            revision = await self._programme.write(tx, new, described, by, note)
            await self._reminders.rebuild(tx, new)
            notices, fixes = ([], []) if silent else await self._letters(tx, new, changes, revision)
            await delivery.enqueue(tx, [*notices, *fixes], self._clock.now(), trace=f"r{revision}")
            detail = {"revision": revision, "changes": len(changes), "notified": len(notices), "corrected": len(fixes)}
            await people.note(tx, by, "released", detail, self._clock.now())
        self._programme.adopt(new, revision)
        self._live.publish("outbox", "programme", "staff")
        return Release(revision=revision, changes=changes, notified=len(notices), corrected=len(fixes))

    async def undo(self, by: str) -> Release:
        """Release the programme as it was before the last release; people are told as of any change."""
        async with self._database.read() as tx:
            before = await revisions.revision(tx, self._programme.revision - 1)
        if before is None:
            raise Conflict("there is no earlier programme to return to")
        return await self.release(before, by, note=f"undo of revision {self._programme.revision}")

    async def _letters(
        self, tx: Transaction, new: Event, changes: Sequence[Change], revision: int
    ) -> tuple[list[Message], list[Message]]:
        everyone = await people.all_delegates(tx)
        by_id = {person.id: person for person in everyone}
        heard = noteworthy(changes, self._clock.now())
        notified = touched(heard, everyone)
        wrong = corrections(heard, await self._told(tx, changes), notified)
        notices = [self._letter(by_id[one], own, new, revision, Cause.CHANGE) for one, own in notified.items()]
        fixes = [
            self._letter(by_id[one], own, new, revision, Cause.CORRECTION) for one, own in wrong.items() if one in by_id
        ]
        return [m for m in notices if m is not None], [m for m in fixes if m is not None]

    def _letter(
        self, person: Delegate, changes: Sequence[Change], event: Event, revision: int, cause: Cause
    ) -> Message | None:
        language = person.speaks(event)
        said = text.notice(changes, person, event, language, correction=cause is Cause.CORRECTION)
        if "\n" not in said:
            return None  # nothing of it can be put into words, such as a reordered list of speakers
        kept = tuple(change for change in changes if change.kind is not ChangeKind.CANCELLED)
        calendars = tuple(Action(kind=ActionKind.CALENDAR, target=change.item.id) for change in kept[:3])
        return Message(
            recipient=person.id,
            subject="programme",
            occasion=f"revision:{revision}",
            lane=Lane.CHANGE,
            text=said,
            language=language,
            due_at=self._clock.now(),
            cause=cause,
            content=Content(kind=cause.value, actions=calendars),
            facts=text.facts(changes),
        )

    async def _told(self, tx: Transaction, changes: Sequence[Change]) -> list[Told]:
        pairs = list(model.outdated(changes))
        rows = await delivery.told_facts(tx, pairs, self._clock.now() - self._memory)
        return [Told(person=r.person, fact=Fact(item=r.item, field=r.field, value=r.value), at=r.at) for r in rows]


def _described(change: Change, event: Event) -> dict[str, Any]:
    fields: Mapping[str, tuple[str, str]] = change.fields(event)
    return {
        "kind": change.kind.value,
        "item": change.item.id,
        "fields": {name: list(two) for name, two in fields.items()},
    }
