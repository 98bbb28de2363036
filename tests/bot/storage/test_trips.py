"""The driver that takes one trip a statement keeps the promises of a transaction."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage.engine import Database
from bot.storage.tables import settings

ONE: dict[str, object] = {"name": "one", "value": 1}
TWO: dict[str, object] = {"name": "two", "value": 2}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open("", tmp_path)
    yield database
    await database.close()


async def names(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(settings.c.name).order_by(settings.c.name))).scalars())


async def test_what_was_committed_is_there_and_what_failed_is_not(database: Database) -> None:
    async with database.begin() as tx:
        await tx.execute(insert(settings), [ONE])
    with pytest.raises(IntegrityError):
        await write(database, TWO, ONE)
    assert await names(database) == ["one"]


async def test_a_reader_has_one_view_while_others_write(database: Database) -> None:
    async with database.read() as tx:
        assert (await tx.execute(select(settings.c.name))).all() == []
        async with database.begin() as other:
            await other.execute(insert(settings), [ONE])
        assert (await tx.execute(select(settings.c.name))).all() == []
    assert await names(database) == ["one"]


async def test_a_statement_given_up_leaves_no_transaction_behind(database: Database, tmp_path: Path) -> None:
    """The other process holds the write lock; who waits for it is cancelled; the connection serves on."""
    other = await Database.open("", tmp_path)
    async with other.begin() as held:
        await held.execute(insert(settings), [ONE])
        waiting = asyncio.create_task(write(database))
        await asyncio.sleep(0.1)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await other.close()
    async with asyncio.timeout(20):
        assert await names(database) == ["one"]
        await write(database)
    assert await names(database) == ["one", "two"]


async def write(database: Database, *rows: dict[str, object]) -> None:
    async with database.begin() as tx:
        for row in rows or (TWO,):
            await tx.execute(insert(settings), [row])


async def test_a_transaction_without_a_statement_leaves_nothing_open(database: Database) -> None:
    async with database.begin():
        pass
    await write(database)
    assert await names(database) == ["two"]
