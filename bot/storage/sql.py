"""The statements SQLite and PostgreSQL spell alike but SQLAlchemy keeps in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, ColumnElement, Executable, Select, Table, func, literal
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
    if not rows:
        return 0
    parameters = [dict(row) for row in rows]
    if tx.dialect.name == "sqlite":  # its driver counts over all the rows, and is twice as fast when it returns none
        return (await tx.execute(statement, parameters)).rowcount
    return len((await tx.execute(statement.returning(*(table.c[name] for name in key)), parameters)).all())


def each_of(tx: Transaction, names: Sequence[str]) -> ColumnElement[str]:
    """A column with a row for each of the names: one parameter, however many they are."""
    if tx.dialect.name == "sqlite":
        return func.json_each(literal(list(names), JSON)).table_valued("value").c.value
    return func.json_array_elements_text(literal(list(names), JSON)).table_valued("value").render_derived().c.value


def insert_from(
    dialect: str, table: Table, columns: Sequence[str], source: Select[Any], *, key: Sequence[str]
) -> Executable:
    """Insert what the query finds into these columns; where the key is taken, leave the row alone."""
    insert = sqlite_insert if dialect == "sqlite" else postgresql_insert
    statement = insert(table).from_select(list(columns), source)
    return statement.on_conflict_do_nothing(index_elements=list(key))
