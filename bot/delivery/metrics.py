"""What can be watched from outside, in Prometheus' terms."""

from collections.abc import Mapping
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.delivery.model import Lane, State
from bot.delivery.policy import Verdict

_LATENESS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900)


class DeliveryMetrics:
    """Counters of one sender; each has its own registry unless one is given."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self._attempts = Counter("delivery_attempts", "Attempts by result", ["lane", "result"], registry=self.registry)
        self._expired = Counter("delivery_expired", "Messages given up as too late", registry=self.registry)
        self._lateness = Histogram(
            "delivery_lateness_seconds",
            "Event time from due to sent",
            ["lane"],
            buckets=_LATENESS,
            registry=self.registry,
        )
        # Finding a label takes longer than counting.
        self._attempts_of, self._lateness_of = lru_cache(self._attempts.labels), lru_cache(self._lateness.labels)
        self._depth = Gauge("delivery_queue_depth", "Messages that wait", ["lane"], registry=self.registry)
        self._rows = Gauge("delivery_messages", "Messages by state", ["state"], registry=self.registry)
        self._oldest = Gauge("delivery_oldest_seconds", "Age of the oldest due message", registry=self.registry)

    def attempted(self, lane: Lane, verdict: Verdict, lateness: float) -> None:
        """One attempt and what became of it."""
        result = "refused" if verdict.state is State.PENDING else verdict.state.value
        self._attempts_of(lane.name.lower(), result).inc()
        if verdict.state is State.SENT:
            self._lateness_of(lane.name.lower()).observe(max(0.0, lateness))

    def expired(self, count: int) -> None:
        """So many messages were given up."""
        self._expired.inc(count)

    def depth(self, states: Mapping[State, int], waiting: Mapping[Lane, int], oldest: float) -> None:
        """How many are in each state, how many wait in each lane, and the age of the oldest in seconds."""
        for state in State:
            self._rows.labels(state.value).set(states.get(state, 0))
        for lane in Lane:
            self._depth.labels(lane.name.lower()).set(waiting.get(lane, 0))
        self._oldest.set(oldest)
