"""SQLite in one trip: each statement, from cursor to rows, is a single job of its connection's thread.

SQLAlchemy's own driver makes a trip for the cursor, the execution, the rows and the closing; with small statements the
trips take several times as long as the database does."""

import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import await_only

Result = TypeVar("Result")
_Done = tuple[Any, int, int | None, list[Any]]


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what a statement gave; the real cursor is closed by then."""

    __slots__ = ("_done",)
    _adapt_connection: "Connection"
    _NOTHING: _Done = (None, -1, None, [])

    def __init__(self, adapt_connection: "Connection") -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._done = self._NOTHING
        self._rows = deque()

    @property
    def description(self) -> Any:
        return self._done[0]

    @property
    def rowcount(self) -> int:
        return self._done[1]

    @property
    def lastrowid(self) -> Any:
        return self._done[2]

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _run(self, statement: Callable[[sqlite3.Cursor], object]) -> None:
        def job(connection: sqlite3.Connection) -> _Done:
            cursor = connection.cursor()
            try:
                statement(cursor)
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, cursor.rowcount, cursor.lastrowid, rows
            finally:
                cursor.close()

        async with self._adapt_connection._execute_mutex:
            self._done = await self._adapt_connection.run(job)
            self._rows = deque(self._done[3])

    async def _async_soft_close(self) -> None:
        """There is nothing to close any more."""

    def close(self) -> None:
        self._rows.clear()


class Connection(AsyncAdapt_aiosqlite_connection):
    """`begin` says how the next statement's transaction begins; that statement takes it along."""

    __slots__ = ("_begin", "_open", "_reads")
    _cursor_cls = _Cursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin, self._open, self._reads = "", False, False

    def begin(self, mode: str) -> None:
        """Begin a transaction, with "IMMEDIATE" one that writes."""
        self._begin, self._reads = f"BEGIN {mode}".strip(), not mode

    async def run(self, job: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do it in the connection's thread."""
        begin, self._begin = self._begin, ""
        self._open = self._open or bool(begin)

        def work() -> Result:
            connection: sqlite3.Connection = self._connection._conn
            if begin:
                connection.execute(begin)
            return job(connection)

        result: Result = await self._connection._execute(work)
        return result

    def commit(self) -> None:
        """The end of a transaction that only read is not waited for: the thread does what comes next after it."""
        if self._open and self._reads and self._connection._connection:
            self._connection._tx.put_nowait((None, self._connection._conn.commit))
        elif self._open:
            super().commit()
        self._begin, self._open = "", False

    def rollback(self) -> None:
        """Only a transaction that was begun takes a trip; also one whose statement nobody waits for any more."""
        if self._open:
            super().rollback()
        self._begin, self._open = "", False


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """The `module` of an engine."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *given: Any, **named: Any) -> AsyncAdapt_aiosqlite_connection:
        connection = aiosqlite.connect(*given, **named)
        connection._thread.daemon = True
        return Connection(self, await_only(connection))
