"""Somebody sets the machine's clock while we run."""

import time
from collections.abc import Callable

_MEANT = 1.0
"""Seconds; less is a clock being kept right."""


class Jumps:
    """Notices that the clock on the wall was set, by the one that cannot be."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._ahead = wall() - steady()

    def noticed(self) -> float:
        """Seconds by which it was set forward (below 0: back) since the last call. A machine that slept looks as if its
        clock was set forward."""
        before, self._ahead = self._ahead, self._wall() - self._steady()
        jump = self._ahead - before
        return jump if abs(jump) > _MEANT else 0.0
