"""Bringing a database's schema to the version this code speaks, with Alembic."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

HEAD = "0002"
"""The newest revision in `versions/`. Alembic, slow to import, is only needed when the database has another."""

_LOCK = 0x44454C45
"""The number of the lock that whoever migrates holds on PostgreSQL; on SQLite the write lock does."""


async def migrate(engine: AsyncEngine) -> None:
    """Create or upgrade the schema; nothing happens when it is current."""
    async with engine.connect() as connection:
        await connection.execution_options(begin="IMMEDIATE")
        async with connection.begin():
            await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # two processes that start at once would both create the tables
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _version(connection) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found
