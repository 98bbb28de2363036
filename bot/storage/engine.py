"""The database: one writer at a time on SQLite, many on PostgreSQL; the same rules on both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import URL, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ConfigurationError, first_line
from bot.storage.migrations import migrate
from bot.storage.trips import Driver

Transaction = AsyncConnection
"""A unit of work: stores take one and never commit; the service that opened it does."""

_BUSY_MILLISECONDS = 10_000


class Database:
    """Hands out transactions. On SQLite `begin` holds a lock and takes the write lock at once (BEGIN IMMEDIATE), since
    upgrading a read lock fails under contention whatever the busy timeout."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    async def open(cls, url: str, data: Path) -> "Database":
        """Connect and bring the schema up to date. ConfigurationError when that is impossible."""
        engine = _engine(url or f"sqlite+aiosqlite:///{data / 'delegate.db'}")
        try:
            await migrate(engine)
        except (SQLAlchemyError, OSError) as error:
            await engine.dispose()
            shown = make_url(url).render_as_string(hide_password=True) if url else str(data / "delegate.db")
            raise ConfigurationError(
                f"database {shown} cannot be used: {_first_line(error)}; check [database] url and its permissions"
            ) from error
        return cls(engine)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A writing transaction: committed at the end of the block, rolled back on any error."""
        async with self._writer or nullcontext(), self.engine.connect() as connection:
            await connection.execution_options(begin="IMMEDIATE")
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction: one consistent view."""
        async with self.engine.connect() as connection:
            if self._writer is None:  # PostgreSQL's default shows each statement what others have committed since
                await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def _engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+asyncpg")
        if parsed.drivername == "sqlite":
            parsed = parsed.set(drivername="sqlite+aiosqlite")
        engine = _sqlite(parsed) if parsed.drivername == "sqlite+aiosqlite" else _server(parsed)
    except (ArgumentError, ImportError) as error:
        raise ConfigurationError(
            f"[database] url is not usable: {_first_line(error)}; "
            'use "sqlite:///file.db" or "postgresql://user@host/name"'
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _sqlite(url: URL) -> AsyncEngine:
    return create_async_engine(url, module=Driver(), json_serializer=_json, json_deserializer=from_json)


def _server(url: URL) -> AsyncEngine:
    remote = url.get_backend_name() != "sqlite"
    return create_async_engine(url, pool_pre_ping=remote, json_serializer=_json, json_deserializer=from_json)


def _json(value: object) -> str:
    """JSON of plain values and of our own: a programme of thousands of items is not made into dictionaries first."""
    return to_json(value).decode()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.connection.dbapi_connection.begin(connection.get_execution_options().get("begin", ""))


def _first_line(error: BaseException) -> str:
    return first_line(getattr(error, "orig", None) or error)


async def check(database: Database) -> None:
    """Raise SQLAlchemyError unless the database answers."""
    async with database.read() as tx:
        await tx.execute(text("SELECT 1"))
