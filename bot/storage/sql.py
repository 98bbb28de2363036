"""The statements SQLite and PostgreSQL spell alike but SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, Select, Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.storage.engine import Transaction


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
    statement = insert(table)
    if overwrite:
        values = {name: statement.excluded[name] for name in overwrite}
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=values)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    # Rows as parameters, not as part of the statement: it is compiled once, whatever their number.
    done = statement.returning(*(table.c[name] for name in key))
    return len((await tx.execute(done, [dict(row) for row in rows])).all()) if rows else 0


def insert_from(dialect: str, table: Table, source: Select[Any], *, key: Sequence[str]) -> Executable:
    """Insert what the query finds, its columns named as the table's; where the key is taken, leave the row alone."""
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    statement = insert(table).from_select([column.name for column in source.selected_columns], source)
    return statement.on_conflict_do_nothing(index_elements=list(key))
