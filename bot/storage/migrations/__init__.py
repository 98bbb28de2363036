"""Bringing a database's schema to the version this code speaks."""

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import metadata


async def migrate(engine: AsyncEngine) -> None:
    """Create or upgrade the schema; nothing happens when it is current."""
    async with engine.connect() as connection:
        await connection.execution_options(begin="IMMEDIATE")
        async with connection.begin():
            await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    metadata.create_all(connection)
