"""A broadcast that keeps failing is stopped before it fails for everyone."""

from collections import Counter
from collections.abc import Awaitable, Callable

import structlog

from bot.delivery.model import Parcel, State
from bot.delivery.policy import Verdict

_log = structlog.get_logger(__name__)


class Circuit:
    """Counts the failures in a row of each broadcast; a success starts the count anew. A pause of the whole channel is
    nobody's failure."""

    def __init__(self, most: int, broken: Callable[[int, str], Awaitable[None]] | None) -> None:
        self._most, self._broken = most, broken
        self._failures: Counter[int] = Counter()

    async def attempted(self, parcel: Parcel, verdict: Verdict) -> None:
        """Note an attempt, and report the broadcast when it was one failure too many."""
        if parcel.broadcast is None or verdict.pause:
            return
        if verdict.state is State.SENT:
            self._failures.pop(parcel.broadcast, None)
            return
        self._failures[parcel.broadcast] += 1
        if self._failures[parcel.broadcast] >= self._most and self._broken:
            del self._failures[parcel.broadcast]
            try:
                await self._broken(parcel.broadcast, verdict.reason)
            except Exception as error:  # paused or cancelled by staff in the meantime
                _log.info("broadcast not paused", broadcast=parcel.broadcast, reason=str(error))
