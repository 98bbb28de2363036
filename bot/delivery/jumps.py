"""Somebody sets the machine's clock while we run."""

import time
from collections.abc import Callable

_MEANT = 1.0
"""Seconds; less is a clock being kept right."""


class SetBack:
    """Notices that the clock on the wall was set back, by the one that cannot be."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._ahead = wall() - steady()

    def noticed(self) -> bool:
        """Whether it happened since the last call."""
        before, self._ahead = self._ahead, self._wall() - self._steady()
        return self._ahead < before - _MEANT
