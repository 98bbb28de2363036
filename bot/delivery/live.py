"""Open pages that want to know at once: a person's new lines, and anything staff watch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

OUTBOX_TOPIC = "outbox"
"""What wakes the courier before it looks by itself."""

STAFF_TOPIC = "staff"
"""What staff pages listen to."""


class Live:
    """Wakes whoever listens to a topic (a person's key, or "staff"). A wake-up carries nothing: the database is read."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = {}

    def publish(self, *topics: str) -> None:
        """Something is new for these topics."""
        for topic in topics:
            for event in self._listeners.get(topic, ()):
                event.set()

    async def listen(self, topic: str, heartbeat: float = 15.0) -> AsyncIterator[None]:
        """Yields at once, then after each publication, and every `heartbeat` seconds (real time) regardless."""
        event = asyncio.Event()
        self._listeners.setdefault(topic, set()).add(event)
        try:
            while True:
                event.clear()
                yield
                with suppress(TimeoutError):  # not `wait_for`: before Python 3.12 it can swallow a cancellation
                    async with asyncio.timeout(heartbeat):
                        await event.wait()
        finally:
            self._listeners[topic].discard(event)
            if not self._listeners[topic]:
                del self._listeners[topic]
