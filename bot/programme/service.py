"""The live programme: one event, as last released."""

from collections.abc import Sequence

from bot.clock import Clock
from bot.programme import store
from bot.storage.engine import Database, Transaction
from knowledge.event import Event


class Programme:
    """Holds the live programme in memory and the revisions in the database."""

    def __init__(self, database: Database, clock: Clock, event: Event, revision: int) -> None:
        self._database, self._clock = database, clock
        self.event, self.revision = event, revision

    @classmethod
    async def open(cls, database: Database, clock: Clock, pack: Event) -> "Programme":
        """The live programme; the pack's own becomes the first revision of an empty database, or of another event."""
        async with database.begin() as tx:
            found = await store.latest(tx)
            if found is None or found[1].id != pack.id:
                number = await store.add_revision(tx, pack, [], now=clock.now(), by="pack", note="first import")
                found = (number, pack)
        return cls(database, clock, found[1], found[0])

    async def refresh(self) -> bool:
        """Take over what another process released; returns whether anything was new."""
        async with self._database.read() as tx:
            if await store.latest_number(tx) in (None, self.revision):
                return False
            found = await store.latest(tx)
        if found is None:
            return False
        self.revision, self.event = found
        return True

    async def write(self, tx: Transaction, event: Event, changes: Sequence[object], by: str, note: str = "") -> int:
        """Write a new revision inside a release's transaction; call `adopt` once it is committed."""
        return await store.add_revision(tx, event, changes, now=self._clock.now(), by=by, note=note)

    def adopt(self, event: Event, revision: int) -> None:
        """Make a committed revision the live one."""
        self.event, self.revision = event, revision
