"""Use cases after a broadcast went wrong: take back what was sent, or write it anew where it stands."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.broadcasts import store as broadcasts
from bot.broadcasts.model import Broadcast, BroadcastState
from bot.broadcasts.recall import store
from bot.broadcasts.recall.store import CORRECTED, RECALLED, Copy, Errand
from bot.clock import Clock
from bot.delivery.live import Live
from bot.delivery.model import State
from bot.errors import Conflict, NotFound
from bot.people import store as people
from bot.people.model import Channel
from bot.storage.engine import Database, Transaction

WORK_TOPIC = "recall"
"""What wakes whoever runs the errands."""

_WAITING = (State.PENDING, State.LEASED, State.HELD)


class Undone(BaseModel):
    """How far it got, in copies: done, still to do, and those the platform keeps."""

    model_config = ConfigDict(frozen=True)
    done: int
    waiting: int
    kept: int


class Recall:
    """Copies in the web chat change at once; those of other channels wait, in the database, for their carrier."""

    def __init__(self, database: Database, clock: Clock, live: Live) -> None:
        self._database, self._clock, self._live = database, clock, live

    async def recall(self, number: int, by: str) -> Broadcast:
        """Take back every copy that was sent, and send no more. Conflict when it was recalled before."""
        async with self._database.begin() as tx:
            found = await self._found(tx, number)
            if found.state is BroadcastState.RECALLED:
                raise Conflict(f"broadcast {number} has been recalled already")
            readers = await store.readers(tx, number)
            await broadcasts.move_copies(tx, number, _WAITING, State.CANCELLED)
            await broadcasts.change(tx, number, state=BroadcastState.RECALLED.value)
            await store.mark(tx, number, Errand.RECALL, Channel.TELEGRAM)
            await store.finish(tx, number, RECALLED, but=Channel.TELEGRAM)
            await store.unsay(tx, number)
            await people.note(tx, by, "broadcast recalled", {"broadcast": number}, self._clock.now())
            found = await self._found(tx, number)
        self._live.publish("staff", WORK_TOPIC, *readers)
        return found

    async def correct(self, number: int, texts: Mapping[str, str], by: str) -> Broadcast:
        """Write every copy anew, sent or not. Conflict when a language that was sent has no text."""
        async with self._database.begin() as tx:
            found = await self._found(tx, number)
            if found.state in (BroadcastState.RECALLED, BroadcastState.CANCELLED):
                raise Conflict(f"broadcast {number} is {found.state.value}; write a new one")
            if missing := await store.languages(tx, number) - {code for code, text in texts.items() if text.strip()}:
                raise Conflict(f"the correction lacks {', '.join(sorted(missing))}, in which it was sent")
            readers = await store.readers(tx, number)
            # A copy a courier holds is taken back: it would leave with the old words.
            await broadcasts.move_copies(tx, number, (State.LEASED,), State.PENDING)
            await store.reword(tx, number, texts)
            await store.mark(tx, number, Errand.CORRECT, Channel.TELEGRAM)
            await store.finish(tx, number, CORRECTED, but=Channel.TELEGRAM)
            await broadcasts.change(tx, number, texts=dict(texts))
            await people.note(tx, by, "broadcast corrected", {"broadcast": number}, self._clock.now())
            found = await self._found(tx, number)
        self._live.publish("staff", WORK_TOPIC, *readers)
        return found

    async def progress(self, number: int) -> Undone:
        """How far a recall or a correction got."""
        async with self._database.read() as tx:
            reasons = await store.reasons(tx, number)
        done = reasons[RECALLED] + reasons[CORRECTED]
        waiting = sum(reasons[errand.value] for errand in Errand)
        return Undone(done=done, waiting=waiting, kept=sum(reasons.values()) - done - waiting)

    async def work(self, channel: Channel, limit: int = 50) -> Sequence[Copy]:
        """Copies of the channel with something still to be done."""
        async with self._database.read() as tx:
            return await store.open_copies(tx, channel, limit)

    async def done(self, copy: Copy, reason: str = "") -> None:
        """It has been done, or cannot be, for that reason."""
        word = RECALLED if copy.errand is Errand.RECALL else CORRECTED
        async with self._database.begin() as tx:
            await store.settle(tx, copy.id, f"not {word}: {reason}" if reason else word)
        self._live.publish("staff")

    async def _found(self, tx: Transaction, number: int) -> Broadcast:
        found = await broadcasts.broadcast(tx, number)
        if found is None:
            raise NotFound(f"there is no broadcast number {number}")
        return found
