"""When the next message may leave: a ring of slots stamped by the responses, spacing per chat, one shared pause. Pure:
whoever asks tells the time."""

import heapq
from collections import deque
from dataclasses import dataclass, field
from itertools import count

WINDOW = 1.0
"""Seconds in which the platform counts a token's messages, and a private chat's."""

GROUP_WINDOW, GROUP_LIMIT = 60.0, 20
MARGIN = 0.002
"""Seconds added to every wait, for what the network jitters."""

DOUBT = 0.5
"""The share of what round trips take beyond the quickest on average that the quickest is distrusted by: both ways are
rarely quick at once, and the more they vary the less often."""

MEMORY = 0.05
"""The weight of the latest round trip in the average."""

AT_ONCE = 256
"""Requests of a token under way together: enough for 1,000 a second over a network that takes a quarter of one."""

CATCH_UP = 0.01
"""Seconds by which a grant may be late, since the process was busy, and the next one still keep to its own time."""

SLOWEST = 1 / 3
"""The share of the limit that refusals bring us down to at most: what is refused even then is not refused for its rate,
and the pauses are kept in any case."""

RECOVERY = 10.0
"""Seconds without a refusal after which the rate rises by a step again."""


@dataclass(frozen=True)
class Limits:
    """`per_second` messages of the token in any sliding second; `burst` messages of a private chat in any second;
    `at_once` requests whose response is still to come."""

    per_second: int = 30
    burst: int = 1
    margin: float = MARGIN
    at_once: int = AT_ONCE


HEAD_STARTS = (120.0, 30.0, 20.0, 10.0, 0.0)
"""Seconds by which a rank is ahead of the last: what has waited for so long goes before a newcomer, so that no flood of
replies keeps a broadcast waiting for ever."""


@dataclass(order=True)
class Ticket:
    """A place in the queue; the lowest goes first: when it was asked for, less the head start of its rank."""

    place: float
    number: int
    chat: str = field(compare=False)
    started: float = field(compare=False, default=0.0)
    dropped: bool = field(compare=False, default=False)
    unused: bool = field(compare=False, default=False)

    def skip(self) -> None:
        """Nothing was sent after all: the slot is free again."""
        self.unused = True


@dataclass
class _Chat:
    waiting: list[Ticket] = field(default_factory=list)
    second: deque[float] = field(default_factory=deque)  # when its latest messages stop counting
    minute: deque[float] = field(default_factory=deque)  # the same for a group's limit
    busy: bool = False


class Pace:
    """The rule. All times are seconds of one monotonic source, never going back."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        step = WINDOW / limits.per_second
        # A process before us may have used the last second to the full, so the ring starts full.
        self._slots = [now + WINDOW + limits.margin + n * step for n in range(limits.per_second)]
        self._chats: dict[str, _Chat] = {}
        self._ready: list[Ticket] = []
        self._parked: list[tuple[float, str]] = []
        self._numbers = count()
        self._flying = 0
        self._limit = limits.per_second
        self._paused_until = now
        self._raise_at = now
        self._next_grant = now
        self._quickest = self._usual = WINDOW / 2

    @property
    def paused_until(self) -> float:
        return self._paused_until

    def request(self, chat: str, rank: int, now: float) -> Ticket:
        """Take a place in the queue; `rank` is the number of a lane."""
        ticket = Ticket(now - HEAD_STARTS[rank], next(self._numbers), chat)
        line = self._chats.setdefault(chat, _Chat())
        heapq.heappush(line.waiting, ticket)
        if line.waiting[0] is ticket:
            self._offer(chat, line, now)
        return ticket

    def grant(self, now: float) -> tuple[Ticket | None, float | None]:
        """The ticket that may leave now, else when to ask again (None: when something else has happened)."""
        self._recover(now)
        self._unpark(now)
        ticket = self._best(now)
        if ticket is None:
            return None, self._parked[0][0] if self._parked else None
        if self._flying + len(self._slots) > self._limit and self._slots:
            self._drop_slots()
        if not self._slots or self._flying >= self._limits.at_once:
            return None, None
        free = max(self._slots[0], self._paused_until, self._next_grant)
        if free > now:
            return None, free
        self._start(ticket, now)
        return ticket, None

    def finish(self, ticket: Ticket, now: float) -> None:
        """The response to this message is here: its slot is counted from now, less the time no message travels faster. Its
        chat's second is counted from now in full: there that time saves nothing, and may be our own slowness."""
        self._flying -= 1
        line = self._chats[ticket.chat]
        line.busy = False
        if ticket.unused:
            heapq.heappush(self._slots, now)
        else:
            self._measure(max(0.0, now - ticket.started))
            surely = max(0.0, self._quickest - DOUBT * (self._usual - self._quickest))
            self._stamp(ticket.chat, line, now - surely + self._limits.margin, now + self._limits.margin)
        self._offer(ticket.chat, line, now)

    def begin(self, ticket: Ticket, now: float) -> None:
        """Its request is written now, some time after it was granted."""
        ticket.started = now

    def _measure(self, took: float) -> None:
        self._quickest = min(self._quickest, took)
        self._usual += MEMORY * (min(took, WINDOW) - self._usual)

    def _stamp(self, chat: str, line: _Chat, sent: float, answered: float) -> None:
        heapq.heappush(self._slots, sent + WINDOW)
        line.second.append(answered + WINDOW)
        if _is_group(chat):
            line.minute.append(answered + GROUP_WINDOW)

    def pause(self, seconds: float, now: float) -> None:
        """Nobody sends for so long: the platform said so. A running pause is never cut short, and what was under way when
        it began slows us down no further."""
        if now >= self._paused_until:
            least = max(1, round(self._limits.per_second * SLOWEST))
            self._limit = max(least, self._limit - max(1, self._limit // 10))
        self._paused_until = max(self._paused_until, now + seconds + self._limits.margin)
        self._raise_at = self._paused_until + RECOVERY

    def _recover(self, now: float) -> None:
        while self._limit < self._limits.per_second and now >= self._raise_at:
            self._limit += 1
            self._raise_at += RECOVERY
            heapq.heappush(self._slots, now + WINDOW)

    def _drop_slots(self) -> None:
        """Take slots out of the ring after a refusal, the earliest first, so that the rate falls at once."""
        while self._slots and self._flying + len(self._slots) > self._limit:
            heapq.heappop(self._slots)

    def _start(self, ticket: Ticket, now: float) -> None:
        heapq.heappop(self._ready)
        line = self._chats[ticket.chat]
        heapq.heappop(line.waiting)
        line.busy = True
        heapq.heappop(self._slots)
        self._flying += 1
        # Half the even distance: bursts are spread out, yet jitter never costs a slot.
        self._next_grant = max(self._next_grant, now - CATCH_UP) + WINDOW / self._limits.per_second / 2
        ticket.started = now

    def _best(self, now: float) -> Ticket | None:
        """The first ready ticket; entries that no longer hold are thrown away on the way."""
        while self._ready:
            ticket = self._ready[0]
            line = self._chats.get(ticket.chat)
            if line is not None and self._may_go(ticket, line, now):
                if not ticket.dropped:
                    return ticket
                heapq.heappop(line.waiting)
                self._offer(ticket.chat, line, now)
            heapq.heappop(self._ready)
        return None

    def _may_go(self, ticket: Ticket, line: _Chat, now: float) -> bool:
        first = bool(line.waiting) and line.waiting[0] is ticket
        return first and not line.busy and self._chat_free(line, now) <= now

    def _offer(self, chat: str, line: _Chat, now: float) -> None:
        """Put the chat's first ticket where it will be looked at."""
        if line.busy:
            return
        free = self._chat_free(line, now)
        if line.waiting and free <= now:
            heapq.heappush(self._ready, line.waiting[0])
        elif line.waiting:
            heapq.heappush(self._parked, (free, chat))
        elif line.second or line.minute:  # comes back to be forgotten
            heapq.heappush(self._parked, (max(*line.second, *line.minute, now), chat))
        else:
            self._chats.pop(chat, None)

    def _unpark(self, now: float) -> None:
        while self._parked and self._parked[0][0] <= now:
            _, chat = heapq.heappop(self._parked)
            if chat in self._chats:
                self._offer(chat, self._chats[chat], now)

    def _chat_free(self, line: _Chat, now: float) -> float:
        """When this chat may get its next message."""
        free = now
        for stamps, most in ((line.second, self._limits.burst), (line.minute, GROUP_LIMIT)):
            while stamps and stamps[0] <= now:
                stamps.popleft()
            if len(stamps) >= most:
                free = max(free, stamps[len(stamps) - most])
        return free


def _is_group(chat: str) -> bool:
    """Group and channel ids are negative numbers, or @names."""
    return chat.startswith(("-", "@"))
