"""SQL of the leases: who may send, until when, and in which term."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.storage.engine import Transaction
from bot.storage.sql import upsert
from bot.storage.tables import leases


@dataclass(frozen=True)
class Hold:
    """Who holds a lease. The term grows with every new holder; a smaller one is over."""

    owner: str
    term: int
    until: datetime


async def find(tx: Transaction, name: str) -> Hold | None:
    row = (await tx.execute(select(leases).where(leases.c.name == name).with_for_update())).first()
    return Hold(row.owner, row.term, row.until) if row else None


async def take(tx: Transaction, name: str, owner: str, before: Hold | None, until: datetime) -> Hold | None:
    """Become the holder after `before`, as it was seen; None when somebody was faster."""
    if before is None:
        row = {"name": name, "owner": owner, "term": 1, "until": until}
        return Hold(owner, 1, until) if await upsert(tx, leases, [row], key=("name",)) else None
    where = (leases.c.name == name, leases.c.term == before.term, leases.c.until == before.until)
    changed = await tx.execute(update(leases).where(*where).values(owner=owner, term=before.term + 1, until=until))
    return Hold(owner, before.term + 1, until) if changed.rowcount else None


async def renew(tx: Transaction, name: str, hold: Hold, until: datetime) -> bool:
    """Keep it for longer; False when it has been taken over."""
    where = (leases.c.name == name, leases.c.owner == hold.owner, leases.c.term == hold.term)
    return bool((await tx.execute(update(leases).where(*where).values(until=until))).rowcount)


async def give_up(tx: Transaction, name: str, hold: Hold, now: datetime) -> None:
    """Let the next one in at once."""
    where = (leases.c.name == name, leases.c.owner == hold.owner, leases.c.term == hold.term)
    await tx.execute(update(leases).where(*where).values(until=now, owner=""))
