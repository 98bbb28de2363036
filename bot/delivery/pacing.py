"""The doors of the channels: everybody who sends through one bot token waits at its gate."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.delivery.pace import AT_ONCE, Limits, Pace, Ticket

__all__ = ["AT_ONCE", "Door", "Gate", "Limits", "OpenDoor", "Pace", "Ticket"]


class Gate:
    """The door of one bot token: `async with gate.slot(chat): send`. The slot is counted from the end of the block, so
    the block is the request and its response, nothing else."""

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = monotonic
        self._pace = Pace(limits, monotonic())
        self._waiters: dict[int, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def slot(self, chat: str, urgent: bool = False, *, rank: int = 1) -> "Slot":
        """Wait for this chat's turn. Lower ranks go first: the lanes' numbers; 1, a reply, is the default. `urgent` goes
        before everything that waits."""
        return Slot(self, chat, 0 if urgent else rank)

    async def enter(self, chat: str, rank: int) -> Ticket:
        """The ticket, once it is its turn; to be given to `leave`."""
        ticket = self._pace.request(chat, rank, self._now())
        granted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters[ticket.number] = granted
        self._pump()
        try:
            await granted
        except asyncio.CancelledError:
            self._withdraw(ticket, granted)
            raise
        return ticket

    def begin(self, ticket: Ticket) -> None:
        """The request is written only now: what came before it is no part of the round trip."""
        self._pace.begin(ticket, self._now())

    def leave(self, ticket: Ticket) -> None:
        """The response is here."""
        self._pace.finish(ticket, self._now())
        self._pump()

    def pause(self, seconds: float) -> None:
        """The platform asks for quiet: for everyone, and never shorter than what was asked before."""
        self._pace.pause(seconds, self._now())
        self._pump()

    @property
    def paused_for(self) -> float:
        """Seconds that the present pause still lasts; 0 when there is none."""
        return max(0.0, self._pace.paused_until - self._now())

    def _withdraw(self, ticket: Ticket, granted: "asyncio.Future[None]") -> None:
        """The waiter gave up, perhaps in the very moment it was its turn."""
        self._waiters.pop(ticket.number, None)
        if granted.done() and not granted.cancelled():
            ticket.skip()
            self._pace.finish(ticket, self._now())
        ticket.dropped = True
        self._pump()

    def _pump(self) -> None:
        """Let everyone go whose turn it is, and come back when the next turn is."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while True:
            ticket, again = self._pace.grant(self._now())
            if ticket is None:
                break
            waiter = self._waiters.pop(ticket.number, None)
            if waiter is None or waiter.done():  # cancelled, and not yet awake to say so
                ticket.skip()
                self._pace.finish(ticket, self._now())
            else:
                waiter.set_result(None)
        if again is not None and self._waiters:
            wait = max(0.0, again - self._now())
            self._timer = asyncio.get_running_loop().call_later(wait, self._pump)


class OpenDoor:
    """The gate of a channel without limits; it knows pauses only."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now, self._until = monotonic, 0.0

    @asynccontextmanager
    async def slot(self, chat: str, urgent: bool = False, *, rank: int = 1) -> AsyncIterator[Ticket]:
        if (wait := self.paused_for) > 0:
            await asyncio.sleep(wait)
        yield Ticket(0.0, rank, chat)

    def begin(self, ticket: Ticket) -> None:
        """There is no round trip to measure."""

    def pause(self, seconds: float) -> None:
        self._until = max(self._until, self._now() + seconds)

    @property
    def paused_for(self) -> float:
        return max(0.0, self._until - self._now())


class Slot:
    """A turn at a gate, for the length of a block."""

    def __init__(self, gate: Gate, chat: str, rank: int) -> None:
        self._gate, self._chat, self._rank = gate, chat, rank

    async def __aenter__(self) -> Ticket:
        self._ticket = await self._gate.enter(self._chat, self._rank)
        return self._ticket

    async def __aexit__(self, *_: object) -> None:
        self._gate.leave(self._ticket)


Door = Gate | OpenDoor
