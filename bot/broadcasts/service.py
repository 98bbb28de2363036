"""Use cases of broadcasts: draft, approve, send, watch, pause, resume, cancel, retry, chase."""

import secrets
from collections import Counter

from bot.broadcasts import store
from bot.broadcasts.model import Broadcast, BroadcastState, Draft, Preview, Progress, Receipt, choose
from bot.clock import Clock
from bot.delivery import store as delivery
from bot.delivery.live import Live
from bot.delivery.model import OPEN_STATES, Cause, Content, Lane, Message, State
from bot.errors import Conflict, NotAllowed, NotFound
from bot.people import store as people
from bot.people.model import Delegate, Staff
from bot.people.quiet import after
from bot.programme.service import Programme
from bot.storage.engine import Database, Transaction

_WAITING = (*OPEN_STATES, State.HELD)


class Broadcasts:
    """Announcements of staff. The audience is frozen when the sending begins."""

    def __init__(
        self, database: Database, clock: Clock, programme: Programme, live: Live, *, approval: bool = False
    ) -> None:
        self._database, self._clock, self._programme, self._live = database, clock, programme, live
        self._approval = approval

    async def preview(self, draft: Draft) -> Preview:
        """Whom it would reach. NotFound when the audience names nothing."""
        async with self._database.read() as tx:
            chosen = await self._audience(tx, draft)
            addresses = await people.addresses_by_person(tx)
        languages = Counter(draft.text_for(person.speaks(self._programme.event))[1] for person in chosen)
        known = [addresses.get(person.id, ()) for person in chosen]
        return Preview(
            recipients=len(chosen),
            by_language=dict(languages),
            unopened=sum(not rows for rows in known),
            unreachable=sum(bool(rows) and not any(row.reachable for row in rows) for rows in known),
        )

    async def _audience(self, tx: Transaction, draft: Draft) -> tuple[Delegate, ...]:
        everyone = await people.all_delegates(tx)
        missing: dict[int, frozenset[str]] = {}
        for part in draft.audience.split(","):
            kind, _, number = part.strip().partition(":")
            if kind == "unacknowledged" and number.isdigit():
                told = await store.recipients(tx, int(number))
                missing[int(number)] = told - await store.acknowledged(tx, int(number))
        return choose(draft.audience, everyone, self._programme.event, missing)

    async def send(self, draft: Draft, by: str) -> Broadcast:
        """Queue it, or leave it for a second person's approval when that is required."""
        if not any(text.strip() for text in draft.texts.values()):
            raise Conflict("the message is empty; write it first")
        state = BroadcastState.APPROVAL if self._approval else BroadcastState.DRAFT
        async with self._database.begin() as tx:
            await self._audience(tx, draft)
            number = await store.add(tx, draft, state, by, self._clock.now())
            await people.note(tx, by, "broadcast drafted", {"broadcast": number}, self._clock.now())
            if not self._approval:
                await self._start(tx, number, by)
        return await self._announce(number)

    async def approve(self, number: int, staff: Staff) -> Broadcast:
        """Approve someone else's broadcast, which sends it."""
        async with self._database.begin() as tx:
            found = await self._found(tx, number)
            _expect(found, BroadcastState.APPROVAL)
            if found.created_by == staff.person:
                raise NotAllowed("a broadcast is approved by someone other than its author")
            if not staff.role.may_broadcast():
                raise NotAllowed("helpers may not approve broadcasts")
            await self._start(tx, number, staff.person)
        return await self._announce(number)

    async def _start(self, tx: Transaction, number: int, by: str) -> None:
        found = await self._found(tx, number)
        chosen = await self._audience(tx, found.draft)
        letters = [self._letter(found, person) for person in chosen]
        await delivery.enqueue(tx, letters, self._clock.now(), trace=f"b{number}-{secrets.token_hex(3)}")
        state = BroadcastState.SENDING if chosen else BroadcastState.DONE
        await store.change(
            tx,
            number,
            state=state.value,
            approved_by=by,
            started_at=self._clock.now(),
            recipients=len(chosen),
        )

    def _letter(self, broadcast: Broadcast, person: Delegate) -> Message:
        draft = broadcast.draft
        text, language = draft.text_for(person.speaks(self._programme.event))
        acknowledge = broadcast.id if draft.acknowledge else None
        due = draft.scheduled_at or self._clock.now()
        if draft.lane is not Lane.URGENT:
            due = after(self._programme.event, person.preferences, due)
        return Message(
            recipient=person.id,
            subject=f"broadcast:{broadcast.id}",
            occasion="copy",
            lane=draft.lane,
            text=text,
            language=language,
            due_at=due,
            cause=Cause.BROADCAST,
            content=Content(kind="broadcast", attachment=draft.attachment, acknowledge=acknowledge),
            broadcast=broadcast.id,
        )

    async def pause(self, number: int, by: str, note: str = "") -> Broadcast:
        """Hold what has not left yet."""
        return await self._turn(number, by, BroadcastState.SENDING, BroadcastState.PAUSED, State.HELD, note)

    async def resume(self, number: int, by: str) -> Broadcast:
        """Let the rest go."""
        return await self._turn(number, by, BroadcastState.PAUSED, BroadcastState.SENDING, State.PENDING)

    async def cancel(self, number: int, by: str) -> Broadcast:
        """Never send what has not left yet."""
        async with self._database.begin() as tx:
            found = await self._found(tx, number)
            if found.state in (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.RECALLED):
                raise Conflict(f"broadcast {number} is {found.state.value}; nothing is left to cancel")
            await store.move_copies(tx, number, (State.PENDING, State.LEASED, State.HELD), State.CANCELLED)
            await store.change(tx, number, state=BroadcastState.CANCELLED.value)
            await people.note(tx, by, "broadcast cancelled", {"broadcast": number}, self._clock.now())
        return await self._announce(number)

    async def _turn(
        self, number: int, by: str, was: BroadcastState, becomes: BroadcastState, copies: State, note: str = ""
    ) -> Broadcast:
        async with self._database.begin() as tx:
            _expect(await self._found(tx, number), was)
            before = (State.HELD,) if copies is State.PENDING else (State.PENDING, State.LEASED)
            await store.move_copies(tx, number, before, copies)
            await store.change(tx, number, state=becomes.value, note=note)
            await people.note(tx, by, f"broadcast {becomes.value}", {"broadcast": number}, self._clock.now())
        return await self._announce(number)

    async def retry_failed(self, number: int, by: str, *, uncertain: bool = False) -> int:
        """Try the failed copies again, on request also those that may have arrived; returns how many."""
        states = (State.DEAD, State.AMBIGUOUS) if uncertain else (State.DEAD,)
        async with self._database.begin() as tx:
            await self._found(tx, number)
            count = await store.move_copies(tx, number, states, State.PENDING)
            if count:
                await store.change(tx, number, state=BroadcastState.SENDING.value)
            await people.note(tx, by, "broadcast retried", {"broadcast": number, "copies": count}, self._clock.now())
        await self._announce(number)
        return count

    async def chase(self, number: int, draft: Draft, by: str) -> Broadcast:
        """Write again to those who have not acknowledged, and to nobody else."""
        return await self.send(draft.model_copy(update={"audience": f"unacknowledged:{number}"}), by)

    async def acknowledge(self, number: int, person: str) -> bool:
        """The person confirms having read it; False when they had already, or never got it."""
        async with self._database.begin() as tx:
            if person not in await store.recipients(tx, number):
                return False
            fresh = await store.acknowledge(tx, number, person, self._clock.now())
        self._live.publish("staff")
        return fresh

    async def progress(self, number: int) -> Progress:
        """How far it got; a broadcast whose last copy is through becomes done here."""
        async with self._database.begin() as tx:
            found = await self._found(tx, number)
            states = await delivery.counts(tx, number)
            read = await store.acknowledged_count(tx, number)
            waiting = sum(states.get(state, 0) for state in _WAITING)
            asleep = await delivery.not_yet_due(tx, number, self._clock.now())
            if found.state is BroadcastState.SENDING and not waiting:
                await store.change(tx, number, state=BroadcastState.DONE.value)
                found = await self._found(tx, number)
        failed = states.get(State.DEAD, 0) + states.get(State.EXPIRED, 0)
        return Progress(
            broadcast=found,
            total=sum(states.values()),
            sent=states.get(State.SENT, 0),
            waiting=waiting,
            asleep=asleep,
            failed=failed,
            uncertain=states.get(State.AMBIGUOUS, 0),
            acknowledged=read,
        )

    async def receipts(self, number: int) -> tuple[Receipt, ...]:
        """What became of each copy."""
        async with self._database.read() as tx:
            await self._found(tx, number)
            return await store.receipts(tx, number)

    async def latest(self, limit: int = 20) -> tuple[Broadcast, ...]:
        async with self._database.read() as tx:
            return await store.latest(tx, limit)

    async def _found(self, tx: Transaction, number: int) -> Broadcast:
        found = await store.broadcast(tx, number)
        if found is None:
            raise NotFound(f"there is no broadcast number {number}")
        return found

    async def _announce(self, number: int) -> Broadcast:
        self._live.publish("staff", "outbox")
        async with self._database.read() as tx:
            return await self._found(tx, number)


def _expect(broadcast: Broadcast, state: BroadcastState) -> None:
    if broadcast.state is not state:
        raise Conflict(f"broadcast {broadcast.id} is {broadcast.state.value}, not {state.value}")
