"""Use cases around the outbox: what waits, what is stuck and why, trying again; and the journal of what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.clock import Clock
from bot.delivery import store
from bot.delivery.live import OUTBOX_TOPIC, STAFF_TOPIC, Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.model import Lane, Said, State
from bot.delivery.overview import store as overview
from bot.delivery.overview.store import STUCK, Jump, Stuck, Unreachable
from bot.delivery.repair import store as repair
from bot.people.model import Channel
from bot.storage.engine import Database


@dataclass(frozen=True)
class Status:
    """The outbox at a glance: rows by state, due ones by lane, seconds since the oldest was due (event time)."""

    states: dict[State, int]
    waiting: dict[Lane, int]
    oldest: float


class Outbox:
    """What staff and monitoring may know and do about messages on their way."""

    def __init__(self, database: Database, clock: Clock, live: Live, metrics: DeliveryMetrics | None = None) -> None:
        self._database, self._clock, self._live = database, clock, live
        self._metrics = metrics

    async def status(self) -> Status:
        """How much is in which state; also refreshes the gauges."""
        now = self._clock.now()
        async with self._database.read() as tx:
            states = await store.counts(tx)
            depths = await overview.depths(tx, now)
        waiting = {depth.lane: depth.waiting for depth in depths}
        oldest = max(((now - depth.oldest).total_seconds() for depth in depths), default=0.0)
        if self._metrics:
            self._metrics.depth(states, waiting, oldest)
        return Status(states, waiting, oldest)

    async def ahead(self) -> float:
        """Seconds by which messages were written later than the clock shows now; more than none when it was set back."""
        async with self._database.read() as tx:
            latest = await overview.newest(tx)
        return max(0.0, (latest - self._clock.now()).total_seconds()) if latest else 0.0

    async def jump(self) -> Jump | None:
        """The last time the machine's clock was set while messages were being sent."""
        async with self._database.read() as tx:
            return await overview.jump(tx)

    async def stuck(self, states: Sequence[State] = STUCK, limit: int = 100) -> tuple[Stuck, ...]:
        """What did not arrive, or may not have, latest first."""
        async with self._database.read() as tx:
            return await overview.stuck(tx, states, limit)

    async def unreachable(self) -> tuple[Unreachable, ...]:
        """People none of whose addresses works."""
        async with self._database.read() as tx:
            return await overview.unreachable(tx)

    async def retry(self, ids: Sequence[int]) -> int:
        """Try these dead or uncertain messages again; returns how many it is not too late for."""
        async with self._database.begin() as tx:
            count = await overview.retry(tx, ids, self._clock.now(), datetime.now(UTC))
        self._live.publish(OUTBOX_TOPIC, STAFF_TOPIC)
        return count

    async def revive(self, person: str) -> int:
        """They can be reached again: let what waited for that go, unless it has expired; returns how many."""
        async with self._database.begin() as tx:
            count = await repair.revive(tx, self._clock.now(), tuple(Channel), person)
        if count:
            self._live.publish(OUTBOX_TOPIC)
        return count

    async def history(self, person: str, after: int = 0, limit: int = 100) -> tuple[Said, ...]:
        """What was said to and by the person, oldest first."""
        async with self._database.read() as tx:
            return await store.history(tx, person, after, limit)
