"""Who may send: one process at a time."""

import asyncio
import os
import socket
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.lease import store
from bot.delivery.lease.holder import SenderLease
from bot.errors import AlreadyRunning
from bot.storage.engine import Database

SHORT = timedelta(seconds=3)


async def leave_behind(database: Database, owner: str) -> None:
    """A lease whose holder was killed."""
    async with database.begin() as tx:
        await store.take(tx, "sender", owner, None, datetime.now(UTC) + timedelta(hours=1))


async def test_a_second_sender_is_refused_in_one_line_while_the_first_lives(database: Database) -> None:
    async with SenderLease(database).held():
        with pytest.raises(AlreadyRunning) as refused:
            async with SenderLease(database).held():
                pytest.fail("two senders at once")
    assert "\n" not in str(refused.value)
    assert "--standby" in str(refused.value)


async def test_the_lease_passes_on_at_once_with_a_higher_term(database: Database) -> None:
    async with SenderLease(database).held() as first:
        pass
    began = asyncio.get_running_loop().time()
    async with SenderLease(database).held() as second:
        assert (first.term, second.term) == (1, 2)
    assert asyncio.get_running_loop().time() - began < 1


async def test_a_standby_takes_over_when_the_holder_falls_silent(database: Database) -> None:
    await leave_behind(database, "elsewhere:1:77:abcd")
    began = asyncio.get_running_loop().time()
    async with SenderLease(database, lasts=SHORT).held(standby=True) as hold:
        assert hold.term == 2
    assert SHORT.total_seconds() - 0.1 <= asyncio.get_running_loop().time() - began < 10


async def test_a_process_of_this_machine_that_is_gone_is_not_waited_for(database: Database) -> None:
    await leave_behind(database, f"{socket.gethostname()}:{os.getpid()}:1:abcd")  # our number, another start
    async with asyncio.timeout(1):
        async with SenderLease(database).held() as hold:
            assert hold.term == 2


async def test_a_holder_that_was_replaced_stops(database: Database) -> None:
    async def send() -> None:
        async with SenderLease(database, lasts=SHORT).held():
            await asyncio.sleep(60)

    sending = asyncio.create_task(send())
    await asyncio.sleep(0.1)
    async with database.begin() as tx:
        found = await store.find(tx, "sender")
        assert found is not None
        assert await store.take(tx, "sender", "elsewhere:1:1:x", found, found.until)
    with pytest.raises(AlreadyRunning):
        async with asyncio.timeout(5):
            await sending
