"""Which rows go first: lanes in order, but whoever waits long enough moves up, so that nothing starves. Pure."""

from collections.abc import Sequence
from datetime import timedelta

from bot.delivery.model import Lane
from bot.delivery.queue.store import Candidate

HEAD_START = {
    Lane.URGENT: timedelta(hours=1),
    Lane.REPLY: timedelta(minutes=15),
    Lane.CHANGE: timedelta(minutes=10),
    Lane.REMINDER: timedelta(minutes=5),
    Lane.BROADCAST: timedelta(0),
}
"""Real time by which a lane is ahead: a broadcast due five minutes before a reminder goes before it."""


def first(candidates: Sequence[Candidate], scale: float, limit: int) -> list[Candidate]:
    """The first `limit` candidates. `scale` is how many seconds of event time pass in a real one."""
    return sorted(candidates, key=lambda one: (one.due_at - HEAD_START[one.lane] * scale, one.lane, one.id))[:limit]
