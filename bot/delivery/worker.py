"""The courier: takes what is due from the outbox, lane by lane, and hands it to the carriers. One runs at a time."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import structlog

from bot.clock import Clock
from bot.delivery.circuit import Circuit
from bot.delivery.jumps import Jumps
from bot.delivery.ledger import Ledger
from bot.delivery.live import OUTBOX_TOPIC, STAFF_TOPIC, Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.model import Carrier, Lane, Outcome, Parcel, Refused, State, Uncertain
from bot.delivery.overview import store as overview
from bot.delivery.pacing import Door, OpenDoor
from bot.delivery.policy import Verdict, judge
from bot.delivery.queue import store
from bot.delivery.queue.ranking import first
from bot.delivery.repair import store as repair
from bot.errors import first_line
from bot.people.model import Channel
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

_LOOK_EVERY = 1.0
_TIDY_EVERY = 5.0
_LEASE = timedelta(minutes=1)
_DRAIN = 5.0
_PRESSING = (Lane.URGENT, Lane.REPLY, Lane.CHANGE)
_ROOM_FOR_PRESSING = 32
_SHORT_PAUSE = 2.0
"""Seconds of a channel's pause that its messages wait out at the door, rather than back in the outbox."""

_IDEMPOTENT = (Channel.WEB, Channel.TERMINAL)
"""Channels whose delivery is the journal's own row, so that repeating it changes nothing."""


def hands(per_second: int) -> int:
    """How many messages to have in hand for that limit: a second's, so that the next are here before the last have left,
    and many share each commit."""
    return max(64, per_second)


class Courier:
    """Owns all unasked sending. `doors` pace a channel; one without an entry is not paced. `broken` is told of a broadcast
    that failed `failures` times in a row."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        live: Live,
        carriers: Sequence[Carrier],
        *,
        doors: Mapping[Channel, Door] | None = None,
        broken: Callable[[int, str], Awaitable[None]] | None = None,
        failures: int = 10,
        metrics: DeliveryMetrics | None = None,
        capacity: int = 64,
        owner: str = "",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database, self._clock, self._live = database, clock, live
        self._carriers = {carrier.channel: carrier for carrier in carriers}
        given = doors or {}
        self._doors = {channel: given.get(channel) or OpenDoor() for channel in self._carriers}
        self._capacity = capacity
        self.owner = owner or f"courier-{secrets.token_hex(6)}"
        self._ledger = Ledger(database, clock, self.owner, sleep)
        self._circuit = Circuit(failures, broken)
        self._metrics = metrics or DeliveryMetrics()
        self._held: dict[int, Channel] = {}
        self._recovered = False
        self._jumps = Jumps()
        self._tidied = -_TIDY_EVERY
        self._more = False
        self._sleep = sleep

    async def run(self) -> None:
        """Deliver until cancelled; then finish what is on its way, and give the rest back."""
        flights: set[asyncio.Task[None]] = set()
        looking = self._live.listen(OUTBOX_TOPIC, _LOOK_EVERY)
        try:
            async with aclosing(cast("AsyncGenerator[None, None]", looking)):
                async for _ in looking:
                    for parcel in await self._take_calmly():
                        flight = asyncio.create_task(self._carry(parcel), name=f"parcel {parcel.id}")
                        flights.add(flight)
                        flight.add_done_callback(flights.discard)
        finally:
            await self._land(flights)

    async def step(self) -> int:
        """Take what may leave now, deliver it, and return how many rows that were."""
        self._tidied = -_TIDY_EVERY
        parcels = await self._take()
        await asyncio.gather(*(self._carry(parcel) for parcel in parcels))
        return len(parcels)

    async def recover(self) -> repair.Recovery:
        """Take over what a sender that died had in its hands."""
        async with self._database.begin() as tx:
            found = await repair.recover(tx, self.owner, _IDEMPOTENT, self._clock.now())
            await repair.hurry(tx, self._clock.now(), datetime.now(UTC))
        self._recovered = True
        if found.returned or found.repeated or found.ambiguous:
            _log.warning("outbox recovered", **vars(found))
            self._live.publish(STAFF_TOPIC)
        return found

    async def _take_calmly(self) -> list[Parcel]:
        """Like `_take`; a database that cannot be used now is tried again at the next look."""
        try:
            return await self._take()
        except Exception as error:
            _log.error("outbox cannot be read", error=first_line(error))
            await self._sleep(1.0)
            return []

    async def _take(self) -> list[Parcel]:
        if not self._recovered:
            await self.recover()
        await self._tidy()
        while chosen := await self._choose():
            if parcels := await self._lease(chosen):
                return parcels
        return []

    async def _choose(self) -> list[int]:
        """The rows to take next. While hands are full there is still room for what is pressing."""
        held = self._moving()
        lanes, room = tuple(Lane), self._capacity - held
        if held > self._capacity // 2:
            lanes, room = _PRESSING, min(_ROOM_FOR_PRESSING, max(0, 2 * self._capacity - held))
        async with self._database.read() as tx:
            found = await store.candidates(tx, self._clock.now(), datetime.now(UTC), lanes, room)
        self._more = len(found) >= room
        return [one.id for one in first(found, self._scale(), room)]

    def _moving(self) -> int:
        """How many rows we hold; what waits at a paused door keeps nothing else waiting."""
        paused = {channel for channel, door in self._doors.items() if door.paused_for > _SHORT_PAUSE}
        return sum(channel not in paused for channel in self._held.values())

    def _scale(self) -> float:
        """Event seconds in a real second."""
        second = self._clock.real(timedelta(seconds=1)).total_seconds()
        return 1.0 / second if second else 1.0

    async def _lease(self, chosen: Sequence[int]) -> list[Parcel]:
        """The rows, ours and addressed; those nobody can be reached for are dead letters now."""
        until, channels = datetime.now(UTC) + _LEASE, tuple(self._carriers)
        async with self._database.begin() as tx:
            parcels = await store.lease(tx, chosen, self.owner, until, channels, self._clock.now())
        self._held.update((parcel.id, parcel.channel) for parcel in parcels)
        if len(parcels) < len(chosen):
            self._live.publish(STAFF_TOPIC)
        return parcels

    async def _tidy(self) -> None:
        """Expire what is too late, revive letters whose people appeared, free what was lost; not at every look."""
        if time.monotonic() - self._tidied < _TIDY_EVERY:
            return
        jump = self._jumps.noticed()
        async with self._database.read() as tx:
            needed = bool(jump) or await repair.anything(tx, self._clock.now())
        if needed:
            await self._tidy_up(jump)
        self._tidied = time.monotonic()

    async def _tidy_up(self, jump: float) -> None:
        async with self._database.begin() as tx:
            if jump:
                _log.warning("the clock was set", seconds=round(jump))
                await overview.remember_jump(tx, datetime.now(UTC), jump)
            if jump < 0:
                await repair.hurry(tx, self._clock.now(), datetime.now(UTC))
            expired = await store.expire(tx, self._clock.now())
            await repair.revive(tx, self._clock.now(), tuple(self._carriers))
            await repair.recover(tx, self.owner, _IDEMPOTENT, self._clock.now(), before=datetime.now(UTC))
            await repair.release(tx, self.owner, but=tuple(self._held))
        self._metrics.expired(expired)

    async def _carry(self, parcel: Parcel) -> None:
        """One attempt for one message, from its turn at the door to the verdict in the database."""
        try:
            outcome = await self._attempt(parcel)
            if outcome is not None:
                await self._conclude(parcel, outcome)
        except Exception as error:  # the row stays where it is, and the next tidying frees it
            _log.error("message not handled", row=parcel.id, error=f"{type(error).__name__}: {error}")
        finally:
            self._held.pop(parcel.id, None)
        if not self._held or (self._more and self._moving() <= self._capacity // 2):
            self._live.publish(OUTBOX_TOPIC)

    async def _attempt(self, parcel: Parcel) -> Outcome | None:
        """What the carrier said; None when there was nothing to send any more."""
        door = self._doors[parcel.channel]
        if (pause := door.paused_for) > _SHORT_PAUSE:
            await self._give_back(parcel, datetime.now(UTC) + timedelta(seconds=pause))
            return None
        async with door.slot(parcel.address, rank=parcel.lane) as turn:
            if self._late(parcel):
                turn.skip()
                await self._give_back(parcel)
                return None
            if not await self._ledger.sending(parcel):
                turn.skip()
                return None
            door.begin(turn)
            try:
                outcome = await self._carriers[parcel.channel].deliver(parcel)
            except Exception as error:  # carriers promise not to raise; if one does, it may have sent
                outcome = Uncertain(reason=f"{type(error).__name__}: {error}")
            if isinstance(outcome, Refused) and outcome.everyone:
                door.pause(judge(outcome, parcel.lane, parcel.attempts + 1).pause)
        return outcome

    def _late(self, parcel: Parcel) -> bool:
        return parcel.expires_at is not None and parcel.expires_at <= self._clock.now()

    async def _give_back(self, parcel: Parcel, ready: datetime | None = None) -> None:
        async with self._database.begin() as tx:
            await repair.release(tx, self.owner, [parcel.id], ready=ready)

    async def _conclude(self, parcel: Parcel, outcome: Outcome) -> None:
        verdict = judge(outcome, parcel.lane, parcel.attempts + 1)
        await self._ledger.settle(parcel, verdict)
        self._note(parcel, verdict)
        await self._circuit.attempted(parcel, verdict)

    def _note(self, parcel: Parcel, verdict: Verdict) -> None:
        late = (self._clock.now() - parcel.due_at).total_seconds() if parcel.due_at else 0.0
        self._metrics.attempted(parcel.lane, verdict, late)
        log = _log.info if verdict.state is State.SENT else _log.warning
        about = {"trace": parcel.trace, "row": parcel.id, "lane": parcel.lane.name.lower(), "late": round(late, 1)}
        log("message", **about, state=verdict.state.value, reference=verdict.reference, reason=verdict.reason)
        if verdict.state is State.SENT:
            self._live.publish(parcel.recipient)
        elif verdict.state is not State.PENDING or verdict.gone:
            self._live.publish(STAFF_TOPIC)

    async def _land(self, flights: set[asyncio.Task[None]]) -> None:
        """Let what is being sent arrive, within reason; what waits at the door goes back to the outbox."""
        if flights:
            await asyncio.wait(flights, timeout=_DRAIN)
        for flight in flights:
            flight.cancel()
        with suppress(Exception):
            async with self._database.begin() as tx:
                await repair.release(tx, self.owner, tuple(self._held))
