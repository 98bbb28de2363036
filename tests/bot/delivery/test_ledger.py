"""Marks and receipts of many sends in few commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import ManualClock
from bot.delivery import store
from bot.delivery.ledger import Ledger
from bot.delivery.model import Parcel, State
from bot.delivery.policy import Verdict
from bot.delivery.queue import store as rows
from bot.people.model import Channel
from bot.storage.engine import Database, Transaction
from bot.storage.tables import messages, outbox
from tests.bot.delivery.fakes import note, settle_in

OWNER = "courier"


class Counting(Database):
    """Counts its commits; the next `failing` of them fail."""

    commits = 0
    failing = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        async with super().begin() as tx:
            yield tx
            if self.failing:
                self.failing -= 1
                raise OSError("disk full")
        self.commits += 1


async def leased(database: Database, clock: ManualClock, count: int) -> list[Parcel]:
    """Messages in the courier's hands."""
    people = [f"p{n}" for n in range(count)]
    await settle_in(database, clock, people, Channel.WEB)
    until = datetime.now(UTC) + timedelta(minutes=1)
    async with database.begin() as tx:
        await store.enqueue(tx, [note(one, f"to {one}", clock) for one in people], clock.now())
        ids = list((await tx.execute(select(outbox.c.id))).scalars())
        return await rows.lease(tx, ids, OWNER, until, [Channel.WEB], clock.now())


async def states(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(outbox.c.state).order_by(outbox.c.id))).scalars())


async def test_what_comes_together_is_committed_together(database: Database, clock: ManualClock) -> None:
    parcels = await leased(database, clock, 100)
    counting = Counting(database.engine)
    ledger = Ledger(counting, clock, OWNER)
    assert await asyncio.gather(*(ledger.sending(one) for one in parcels)) == [True] * 100
    assert await states(database) == ["sending"] * 100
    await asyncio.gather(*(ledger.settle(one, Verdict(State.SENT, reference=str(one.id))) for one in parcels))
    assert counting.commits <= 4
    async with database.read() as tx:
        sent = await tx.execute(select(outbox.c.id, outbox.c.reference).where(outbox.c.state == "sent"))
        assert {(row.id, row.reference) for row in sent} == {(one.id, str(one.id)) for one in parcels}
        lines = await tx.execute(select(messages.c.person, messages.c.text, messages.c.direction))
        assert {tuple(line) for line in lines} == {(one.recipient, one.text, "out") for one in parcels}


async def test_what_was_taken_back_is_not_to_be_sent(database: Database, clock: ManualClock) -> None:
    kept, lost = await leased(database, clock, 2)
    async with database.begin() as tx:
        await tx.execute(outbox.update().where(outbox.c.id == lost.id).values(state="held"))
    ledger = Ledger(database, clock, OWNER)
    assert await asyncio.gather(ledger.sending(kept), ledger.sending(lost)) == [True, False]


async def test_nobody_is_let_go_before_the_commit_succeeds(database: Database, clock: ManualClock) -> None:
    parcels = await leased(database, clock, 3)
    failing, seen = Counting(database.engine), []

    async def pause(_: float) -> None:
        seen.append(await states(database))

    failing.failing = 2
    ledger = Ledger(failing, clock, OWNER, pause)
    assert await asyncio.gather(*(ledger.sending(one) for one in parcels)) == [True] * 3
    assert seen == [["leased"] * 3] * 2
    assert await states(database) == ["sending"] * 3


async def test_whoever_writes_for_others_and_is_stopped_does_not_leave_them_waiting(
    database: Database, clock: ManualClock
) -> None:
    parcels = await leased(database, clock, 3)
    stuck, go = asyncio.Event(), asyncio.Event()
    failing = Counting(database.engine)
    failing.failing = 1

    async def pause(_: float) -> None:
        stuck.set()
        await go.wait()

    ledger = Ledger(failing, clock, OWNER, pause)
    first, second, third = [asyncio.create_task(ledger.sending(one)) for one in parcels]
    await stuck.wait()
    second.cancel()  # it was to write for the third
    await asyncio.sleep(0)
    go.set()
    async with asyncio.timeout(10):
        found = await asyncio.gather(first, second, third, return_exceptions=True)
    assert (found[0], type(found[1]), found[2]) == (True, asyncio.CancelledError, True)


@pytest.mark.parametrize("state", ["ambiguous", "sending"])
async def test_a_receipt_that_comes_late_is_still_written_down(
    state: str, database: Database, clock: ManualClock
) -> None:
    (parcel,) = await leased(database, clock, 1)
    async with database.begin() as tx:
        await tx.execute(outbox.update().values(state=state))
    await Ledger(database, clock, OWNER).settle(parcel, Verdict(State.SENT, reference="9"))
    assert await states(database) == ["sent"]
