"""Use cases of reminders: keep the rows as the programme and people's choices want them, and fire what is due."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.delivery import store as delivery
from bot.delivery.live import OUTBOX_TOPIC, Live
from bot.delivery.model import Content, Message, State
from bot.people import store as people
from bot.people.model import Delegate
from bot.programme.service import Programme
from bot.reminders import rows, store
from bot.reminders.compose import letter, subject_of
from bot.reminders.plan import Due, plan
from bot.reminders.store import Key, Row, RowState
from bot.reminders.waiting import mend
from bot.storage.engine import Database, Transaction
from knowledge.event import Event


class Reminders:
    """Fires each lead of each item once, for everyone it concerns, in one transaction."""

    def __init__(self, database: Database, clock: Clock, programme: Programme, live: Live | None = None) -> None:
        self._database, self._clock, self._programme = database, clock, programme
        self._live = live or Live()
        self._seen: tuple[int, tuple[Delegate, ...]] | None = None

    async def rebuild(self, tx: Transaction | None = None, event: Event | None = None) -> int:
        """Make the rows what the programme and people's choices want; returns how many changed. A release calls this in
        its own transaction with the event it releases."""
        if tx is None:
            async with self._database.begin() as own:
                return await self._rebuild(own, event or self._programme.event)
        return await self._rebuild(tx, event or self._programme.event)

    async def _rebuild(self, tx: Transaction, event: Event) -> int:
        now = self._clock.now()
        named = [person for one in sorted(rows.named(event)) if (person := await people.delegate(tx, one))]
        planned = rows.wanted(event, [*await store.profiles(tx), *named])
        edit = rows.edit(await store.rows(tx), planned, now)
        await store.put(tx, edit.put)
        await store.remove(tx, edit.remove)
        await mend(tx, event, now)
        return len(edit.put) + len(edit.remove)

    async def refresh(self) -> bool:
        """Rebuild if the programme or anyone's choices changed since the last time; returns whether they did."""
        await self._programme.refresh()
        async with self._database.read() as tx:
            seen = (self._programme.revision, await store.profiles(tx))
        if seen == self._seen:
            return False
        await self.rebuild()
        self._seen = seen
        return True

    async def upcoming(self, limit: int = 200) -> Sequence[Row]:
        """The next rows to fire."""
        async with self._database.read() as tx:
            return await store.upcoming(tx, limit)

    async def fire_due(self) -> int:
        """Write the messages of every row whose time has come; returns how many are new."""
        now = self._clock.now()
        async with self._database.read() as tx:
            if not await store.due(tx, now):
                return 0
        async with self._database.begin() as tx:
            count = await self._fire(tx, now)
        self._live.publish(OUTBOX_TOPIC)
        return count

    async def _fire(self, tx: Transaction, now: datetime) -> int:
        due = {row.key: row for row in await store.due(tx, now)}
        useful = {key: row for key, row in due.items() if row.expires_at > now}
        letters, included = await self._letters(tx, useful, now)
        trace = f"r-{secrets.token_hex(4)}"
        count = await delivery.enqueue(tx, letters, now, trace=trace)
        await delivery.enqueue(tx, included, now, trace=trace, state=State.CANCELLED)
        states = {key: RowState.FIRED if key in useful else RowState.SKIPPED for key in due}
        await store.close(tx, states, now)
        return count

    async def _letters(
        self, tx: Transaction, useful: dict[Key, Row], now: datetime
    ) -> tuple[list[Message], list[Message]]:
        """A message for each person concerned, and what those messages say along the way and is not to be said again."""
        event = self._programme.event
        groups = await store.groups(tx, rows.named(event))
        plans = [(someone, ids, _matching(plan(event, someone), useful)) for someone, ids in groups]
        subjects = {subject_of(due) for *_, dues in plans for due in dues}
        said = await store.said_already(tx, subjects)
        letters: list[Message] = []
        included: list[Message] = []
        for someone, members, dues in plans:
            for fresh, ids in _by_news(members, dues, said).items():
                if first := letter(event, someone, fresh, now):
                    others = _included(first, fresh)
                    letters += (first.model_copy(update={"recipient": one}) for one in ids)
                    included += (other.model_copy(update={"recipient": one}) for one in ids for other in others)
        return letters, included


def _matching(dues: Sequence[Due], due_rows: dict[Key, Row]) -> tuple[Due, ...]:
    """What of a plan these rows fire."""
    return tuple(due for due in dues if (row := due_rows.get(due.row)) is not None and row.expires_at == due.expires_at)


def _by_news(
    members: Sequence[str], dues: Sequence[Due], said: frozenset[tuple[str, str, str]]
) -> dict[tuple[Due, ...], list[str]]:
    """The members by what of it is news to them; nobody for whom nothing is."""
    names = [(due, subject_of(due), due.occasion) for due in dues]
    found: dict[tuple[Due, ...], list[str]] = {}
    for person in members:
        fresh = tuple(due for due, subject, occasion in names if (person, subject, occasion) not in said)
        if fresh:
            found.setdefault(fresh, []).append(person)
    return found


def _included(message: Message, dues: Sequence[Due]) -> list[Message]:
    """Notes that the message says these as well."""
    keys = [(subject_of(due), due.occasion) for due in dues]
    bare = message.model_copy(update={"text": "", "content": Content(kind="included"), "facts": ()})
    return [
        bare.model_copy(update={"subject": subject, "occasion": occasion})
        for subject, occasion in keys
        if (subject, occasion) != (message.subject, message.occasion)
    ]
