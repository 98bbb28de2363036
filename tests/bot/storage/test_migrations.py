from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.storage import migrations
from bot.storage.engine import Database
from bot.storage.tables import metadata


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_the_migrations_lead_to_the_schema_the_code_speaks(database: Database) -> None:
    async with database.read() as tx:
        assert await tx.run_sync(_differences) == []


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.HEAD


async def test_opening_a_current_database_changes_nothing(database: Database, tmp_path: Path) -> None:
    async with database.begin() as tx:
        await tx.execute(text("INSERT INTO settings (name, value) VALUES ('kept', '1')"))
    again = await Database.open("", tmp_path)
    async with again.read() as tx:
        assert (await tx.execute(text("SELECT name FROM settings"))).scalars().all() == ["kept"]
    await again.close()
