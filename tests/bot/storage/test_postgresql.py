"""What is promised on SQLite holds on PostgreSQL: the same tests, with another `database`."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

from bot.clock import ManualClock
from bot.delivery.lease import store as leases
from bot.delivery.live import Live
from bot.delivery.worker import Courier
from bot.people.model import Channel
from bot.storage.engine import Database, Transaction
from bot.storage.tables import metadata, settings
from tests.bot.broadcasts import test_broadcasts
from tests.bot.changes import test_changes
from tests.bot.delivery import test_courier, test_lease
from tests.bot.delivery.fakes import ScriptedCarrier, note, settle_in
from tests.bot.helpdesk import test_helpdesk
from tests.bot.people import test_people
from tests.bot.reminders import test_reminders
from tests.bot.storage.postgresql import Server, opened, postgresql

__all__ = ["postgresql"]
SUITES = (test_broadcasts, test_changes, test_courier, test_helpdesk, test_lease, test_people, test_reminders)


def _collect(suite: ModuleType) -> None:
    """Make the suite's tests, and the fixtures they need, this module's, where `database` is PostgreSQL."""
    for name, value in vars(suite).items():
        if (name.startswith("test_") and callable(value)) or isinstance(value, type(postgresql)):
            assert name not in globals(), f"two of {name}"
            globals()[name] = value


for _suite in SUITES:
    _collect(_suite)


@pytest.fixture
async def database(postgresql: Server, tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(postgresql.current(), tmp_path) as found:
        yield found


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrations_lead_to_the_schema_and_run_once(postgresql: Server, tmp_path: Path) -> None:
    address = await postgresql.create()
    both = await asyncio.gather(Database.open(address, tmp_path), Database.open(address, tmp_path))
    async with both[0].read() as tx:
        assert await tx.run_sync(_differences) == []
    for one in both:
        await one.close()


async def test_couriers_at_once_send_each_message_once(database: Database, clock: ManualClock) -> None:
    """The lease keeps it from happening; should it fail, the rows still do."""
    people = [f"p{n}" for n in range(60)]
    await settle_in(database, clock, people, Channel.TELEGRAM)
    await test_courier.queue(database, clock, *(note(one, "hello", clock) for one in people))
    carriers = [ScriptedCarrier() for _ in range(3)]
    couriers = [Courier(database, clock, Live(), [carrier], capacity=8) for carrier in carriers]
    for courier in couriers:
        await courier.recover()
    while sum(await asyncio.gather(*(courier.step() for courier in couriers))):
        pass
    sent = sorted(parcel.recipient for carrier in carriers for parcel in carrier.delivered)
    assert sent == sorted(people)


async def test_of_two_that_take_the_lease_at_once_one_gets_it(database: Database) -> None:
    async def take(owner: str, seen: leases.Hold | None) -> bool:
        async with database.begin() as tx:
            return bool(await leases.take(tx, "sender", owner, seen, datetime.now(UTC)))

    for _ in range(2):  # nobody's lease, then a dead holder's
        async with database.read() as tx:
            seen = await leases.find(tx, "sender")
        assert sorted(await asyncio.gather(take("a:1:1:x", seen), take("b:2:2:y", seen))) == [False, True]


async def test_a_reading_transaction_sees_one_moment(database: Database) -> None:
    async def counted(tx: Transaction) -> int:
        return int((await tx.execute(select(func.count()).select_from(settings))).scalar_one())

    async with database.read() as tx:
        before = await counted(tx)
        async with database.begin() as writing:
            await writing.execute(settings.insert().values(name="new", value={}))
        assert await counted(tx) == before
