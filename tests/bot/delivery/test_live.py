"""Who listens is woken by what is new, and always stops when told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.delivery.live import Live


@contextmanager
def listening(live: Live, heard: list[str], heartbeat: float = 30.0) -> Iterator[asyncio.Task[None]]:
    async def listen() -> None:
        async for _ in live.listen("staff", heartbeat):
            heard.append("woken")

    task = asyncio.create_task(listen())
    try:
        yield task
    finally:
        task.cancel()


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_listener_is_woken_at_once_by_each_publication_and_by_the_heartbeat() -> None:
    live, heard = Live(), list[str]()
    with listening(live, heard):
        await settled()
        assert len(heard) == 1
        live.publish("staff")
        live.publish("somebody else")
        await settled()
        assert len(heard) == 2
    with listening(live, heard, heartbeat=0.01):
        async with asyncio.timeout(10):
            while len(heard) < 5:
                await asyncio.sleep(0.01)


async def test_a_listener_cancelled_just_after_a_publication_stops() -> None:
    live, heard = Live(), list[str]()
    for turns in range(4):
        with listening(live, heard) as task:
            await settled()
            live.publish("staff")
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            done, _ = await asyncio.wait([task], timeout=2)
            assert done, f"still listening when cancelled {turns} turns after a publication"
