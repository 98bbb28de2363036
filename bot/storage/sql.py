"""The statements SQLite and PostgreSQL spell alike but SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.storage.engine import Transaction

_ROWS_AT_ONCE = 500  # SQLite takes 32,766 variables in a statement; our widest table has 26 columns


async def upsert(
    tx: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    overwrite: Sequence[str] = (),
) -> int:
    """Insert rows; where the key is taken, overwrite those columns, or leave the row alone when none are named.
    Returns how many rows were inserted or overwritten."""
    insert = sqlite_insert if tx.dialect.name == "sqlite" else postgresql_insert
    count = 0
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        statement = insert(table).values([dict(row) for row in rows[first : first + _ROWS_AT_ONCE]])
        if overwrite:
            values = {name: statement.excluded[name] for name in overwrite}
            statement = statement.on_conflict_do_update(index_elements=list(key), set_=values)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=list(key))
        count += max(0, (await tx.execute(statement)).rowcount)
    return count
