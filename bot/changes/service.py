"""Import or edit -> preview of the impact -> release -> notices and corrections. A release is one transaction."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from bot.changes import store
from bot.changes.clashes import Clash, clashes
from bot.changes.importing import imported
from bot.changes.letters import Group, Letter, letters
from bot.changes.model import TOLD_FIELDS, Impact, Revision, Told, Words, corrections, noteworthy, shift
from bot.clock import Clock
from bot.delivery import store as delivery
from bot.delivery.live import Live
from bot.delivery.model import Cause
from bot.errors import Conflict
from bot.people import store as people
from bot.people.model import Delegate
from bot.programme import store as revisions
from bot.programme.service import Programme
from bot.reminders import rows
from bot.reminders import store as reminders
from bot.storage.engine import Database, Transaction
from knowledge.diff import Change, diff
from knowledge.event import Event

NO_WORDS: Mapping[str, Words] = MappingProxyType({})


class Replanning(Protocol):
    """Brings the pending reminders in line with a programme, inside a release's transaction."""

    async def rebuild(self, tx: Transaction | None = None, event: Event | None = None) -> int: ...


class ChangePreview(BaseModel):
    """What a new programme would change, and whom it touches; `event` is what would be live, `letters` what would be
    said, `told` everyone who was told an old fact, whether a notice or a correction reaches them."""

    model_config = ConfigDict(frozen=True)
    event: Event
    changes: tuple[Change, ...]
    impact: Impact
    letters: tuple[Letter, ...] = ()
    told: tuple[str, ...] = ()
    clashing: tuple[Clash, ...] = ()


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
        self._touched: dict[str, Revision] = {}
        self._seen = 0

    async def preview_import(self, new: Event) -> ChangePreview:
        """What taking over this version of the programme would do; see `imported`."""
        return await self.preview(await asyncio.to_thread(self.aligned, new))

    def aligned(self, new: Event) -> Event:
        """What this version of the programme would make live. Takes seconds for thousands of items that all moved."""
        return imported(new, self._programme.event)

    async def preview_edit(self, edit: Callable[[Event], Event]) -> ChangePreview:
        """What an edit of the live programme would do."""
        return await self.preview(edit(self._programme.event))

    async def preview(self, new: Event, words: Mapping[str, Words] = NO_WORDS) -> ChangePreview:
        """What making this the live programme would do; `words` of staff by language stand in its notices."""
        live, now = self._programme.event, self._clock.now()
        changes = diff(live, new)
        async with self._database.read() as tx:
            groups = await reminders.groups(tx, rows.named(live) | rows.named(new))
            told = await self._told(tx, changes)
        return await asyncio.to_thread(_previewed, live, new, changes, groups, told, now, words)

    async def release(
        self, new: Event, by: str, note: str = "", *, silent: bool = False, words: Mapping[str, Words] = NO_WORDS
    ) -> Release:
        """Make it the live programme: revision, reminders, notices and corrections in one transaction.
        `silent` sends nothing. Conflict when nothing would change."""
        live, now = self._programme.event, self._clock.now()
        base = self._programme.revision
        changes = diff(live, new)
        if not changes and new == live:
            raise Conflict("nothing has changed; there is nothing to release")
        async with self._database.begin() as tx:
            if await store.latest_number(tx) != base:
                raise Conflict("somebody else has just released a change; look at the preview again")
            described = [_described(change, new) for change in changes]
            revision = await self._programme.write(tx, new, described, by, note)
            await self._reminders.rebuild(tx, new)
            said = () if silent else await self._letters(tx, live, new, changes, now, words)
            copies = [(letter.message(revision), letter.people) for letter in said]
            await delivery.enqueue_copies(tx, copies, now, trace=f"r{revision}")
            released = _released(revision, changes, said)
            detail = {"revision": revision, "changes": len(changes)}
            detail |= {"notified": released.notified, "corrected": released.corrected}
            await people.note(tx, by, "released", detail, now)
        self._programme.adopt(new, revision)
        self._live.publish("outbox", "programme", "staff")
        return released

    async def _letters(
        self,
        tx: Transaction,
        live: Event,
        new: Event,
        changes: Sequence[Change],
        now: datetime,
        words: Mapping[str, Words],
    ) -> tuple[Letter, ...]:
        groups = await reminders.groups(tx, rows.named(live) | rows.named(new))
        told = await self._told(tx, changes)
        return (await asyncio.to_thread(_said, new, changes, groups, told, now, words))[0]

    async def _told(self, tx: Transaction, changes: Sequence[Change]) -> Sequence[Told]:
        items = {change.before.id for change in changes if change.before is not None}
        return await store.told_about(tx, items, TOLD_FIELDS, self._clock.now() - self._memory)

    async def history(self, limit: int = 10) -> tuple[Revision, ...]:
        """The latest releases, latest first."""
        async with self._database.read() as tx:
            return await store.releases(tx, limit=limit)

    async def touched(self) -> Mapping[str, Revision]:
        """The last revision that touched each item; items of the first import that never changed are left out."""
        async with self._database.read() as tx:
            for revision in reversed(await store.releases(tx, after=self._seen)):
                self._touched.update(dict.fromkeys(revision.items, revision))
                self._seen = revision.number
        return self._touched

    async def first(self) -> datetime | None:
        """When the oldest revision there is was released."""
        async with self._database.read() as tx:
            return await store.first_release(tx)

    async def before(self) -> Event:
        """The programme as it was before the last release. Conflict when there was none."""
        async with self._database.read() as tx:
            found = await revisions.revision(tx, self._programme.revision - 1)
        if found is None or found.id != self._programme.event.id:
            raise Conflict("there is no earlier programme to return to")
        return found

    async def undo(self, by: str) -> Release:
        """Release the programme as it was before the last release; people are told as of any change."""
        return await self.release(await self.before(), by, note=f"undo of revision {self._programme.revision}")


def _previewed(
    live: Event,
    new: Event,
    changes: tuple[Change, ...],
    groups: Sequence[Group],
    told: Sequence[Told],
    now: datetime,
    words: Mapping[str, Words],
) -> ChangePreview:
    said, misled = _said(new, changes, groups, told, now, words)
    notices = [letter for letter in said if letter.cause is Cause.CHANGE]
    by_delegation: Counter[str] = Counter()
    for letter in notices:
        by_delegation[letter.delegation] += len(letter.people)
    alike = _planned_alike(someone for someone, _ in groups)
    moves = shift(rows.wanted(live, alike), rows.wanted(new, alike), now)
    clashing = clashes(live, new, changes)
    impact = Impact(
        people=by_delegation.total(),
        by_delegation=dict(by_delegation),
        told=sum(len(letter.people) for letter in said if letter.cause is Cause.CORRECTION),
        reminders_moved=moves.moved,
        reminders_now=moves.at_once,
        reminders_past=moves.past,
        clashes=tuple(map(str, clashing)),
    )
    return ChangePreview(event=new, changes=changes, impact=impact, letters=said, told=tuple(misled), clashing=clashing)


def _said(
    new: Event,
    changes: Sequence[Change],
    groups: Sequence[Group],
    told: Sequence[Told],
    now: datetime,
    words: Mapping[str, Words],
) -> tuple[tuple[Letter, ...], Mapping[str, tuple[Change, ...]]]:
    """The letters, and everyone who was told an old fact with the changes that made it one."""
    heard = noteworthy(changes, now)
    misled = corrections(heard, told)
    return letters(heard, groups, misled, new, now, words), misled


def _planned_alike(everyone: Iterable[Delegate]) -> Iterable[Delegate]:
    """One of those whose reminders are planned alike: whatever their language."""
    return {(one.id, one.delegation, one.preferences.model_dump_json()): one for one in everyone}.values()


def _released(revision: int, changes: tuple[Change, ...], said: Sequence[Letter]) -> Release:
    counted = Counter(dict.fromkeys((Cause.CHANGE, Cause.CORRECTION), 0))
    for letter in said:
        counted[letter.cause] += len(letter.people)
    return Release(
        revision=revision, changes=changes, notified=counted[Cause.CHANGE], corrected=counted[Cause.CORRECTION]
    )


def _described(change: Change, event: Event) -> dict[str, Any]:
    fields: Mapping[str, tuple[str, str]] = change.fields(event)
    return {
        "kind": change.kind.value,
        "item": change.item.id,
        "fields": {name: list(two) for name, two in fields.items()},
    }
