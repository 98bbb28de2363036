"""SQL of what people were told, and of the programmes that wait for their release."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, delete, func, select

from bot.changes.model import Revision, Told
from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import revisions, settings, told
from knowledge.answers.model import Fact

_AT_ONCE = 500
"""Names in one statement; databases allow only so many."""


async def told_about(
    tx: Transaction, items: Collection[str], fields: Collection[str], since: datetime
) -> tuple[Told, ...]:
    """What anyone was told about these fields of these items since then, oldest first."""
    found: list[Row[Any]] = []
    for some in _portions(items):
        where = (told.c.item.in_(some), told.c.field.in_(fields), told.c.at >= since)
        found += (await tx.execute(select(told).where(*where))).all()
    found.sort(key=lambda row: int(row.id))
    return tuple(
        Told(person=row.person, fact=Fact(item=row.item, field=row.field, value=row.value), at=row.at) for row in found
    )


def _portions(names: Collection[str]) -> Iterator[list[str]]:
    rest = iter(sorted(names))
    while some := list(islice(rest, _AT_ONCE)):
        yield some


async def latest_number(tx: Transaction) -> int:
    """The number of the live revision; 0 before the first."""
    return (await tx.execute(select(func.max(revisions.c.id)))).scalar_one() or 0


async def first_release(tx: Transaction) -> datetime | None:
    """When the oldest revision was released."""
    query = select(revisions.c.released_at).order_by(revisions.c.id).limit(1)
    return (await tx.execute(query)).scalar_one_or_none()


async def releases(tx: Transaction, after: int = 0, limit: int = 1_000_000) -> tuple[Revision, ...]:
    """What was released after that revision, latest first; without the programmes themselves."""
    columns = (c for c in revisions.c if c.name != "event")
    query = select(*columns).where(revisions.c.id > after).order_by(revisions.c.id.desc()).limit(limit)
    return tuple(
        Revision(
            number=row.id,
            at=row.released_at,
            by=row.released_by,
            note=row.note,
            items=tuple(change["item"] for change in row.changes),
        )
        for row in await tx.execute(query)
    )


async def keep(tx: Transaction, name: str, value: Mapping[str, Any]) -> None:
    """Keep this under the name, in place of what was there."""
    await upsert(tx, settings, [{"name": name, "value": dict(value)}], key=("name",), overwrite=("value",))


async def kept(tx: Transaction, name: str) -> Mapping[str, Any] | None:
    """What is kept under the name."""
    found: Mapping[str, Any] | None = (
        await tx.execute(select(settings.c.value).where(settings.c.name == name))
    ).scalar_one_or_none()
    return found


async def drop(tx: Transaction, name: str) -> None:
    """Keep nothing under the name."""
    await tx.execute(delete(settings).where(settings.c.name == name))
