"""The pace against a simulated network and a server that counts what reaches it."""

import asyncio
import heapq
import random
from bisect import bisect_right
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Gate, Limits, Pace, Ticket


class Simulation:
    """Sends every request through a Pace in simulated time; `arrived` holds (server time, chat, name)."""

    def __init__(self, limits: Limits, back: tuple[float, float], seed: int = 0, forward: float = 0.01) -> None:
        self.pace, self.random = Pace(limits, 0.0), random.Random(seed)
        self.back, self.forward = back, forward
        self.arrived: list[tuple[float, str, str]] = []
        self._events: list[tuple[float, int, Ticket | tuple[str, int, str]]] = []
        self._names: dict[int, str] = {}
        self._count = 0

    def request(self, at: float, chat: str, rank: int = 4, name: str = "") -> None:
        self._push(at, (chat, rank, name))

    def _push(self, at: float, what: Ticket | tuple[str, int, str]) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, what))

    def run(self) -> None:
        now, wake = 0.0, None
        while self._events or wake is not None:
            now = min(moment for moment in (wake, self._events[0][0] if self._events else None) if moment is not None)
            while self._events and self._events[0][0] <= now:
                _, _, what = heapq.heappop(self._events)
                if isinstance(what, Ticket):
                    self.pace.finish(what, now)
                else:
                    self._names[self.pace.request(what[0], what[1], now).number] = what[2]
            wake = self._grant_all(now)

    def _grant_all(self, now: float) -> float | None:
        while True:
            ticket, wake = self.pace.grant(now)
            if ticket is None:
                return max(wake, now + 1e-6) if wake is not None else None
            self.arrived.append((now + self.forward, ticket.chat, self._names[ticket.number]))
            self._push(now + self.forward + self.random.uniform(*self.back), ticket)


def most_in(times: list[float], window: float) -> int:
    """The most of these sorted moments that lie in any half-open window of that length."""
    return max((bisect_right(times, at + window - 1e-9) - n for n, at in enumerate(times)), default=0)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    per_second=st.integers(1, 40),
    burst=st.integers(1, 3),
    chats=st.integers(1, 60),
    slowest=st.floats(0.001, 0.4),
    spread=st.floats(0.0, 5.0),
)
def test_the_limits_hold_in_every_sliding_second(
    seed: int, per_second: int, burst: int, chats: int, slowest: float, spread: float
) -> None:
    world = Simulation(Limits(per_second=per_second, burst=burst), (0.001, 0.001 + slowest), seed)
    names = ["-100", *(str(n) for n in range(chats))]
    for n in range(150):
        at = world.random.uniform(0, spread)
        world.request(at, world.random.choice(names), world.random.randrange(5), str(n))
    world.run()
    assert sorted(name for *_, name in world.arrived) == sorted(str(n) for n in range(150))
    times = sorted(at for at, *_ in world.arrived)
    assert most_in(times, 1.0) <= per_second
    by_chat = defaultdict(list)
    for at, chat, _ in sorted(world.arrived):
        by_chat[chat].append(at)
    assert all(most_in(found, 1.0) <= burst for found in by_chat.values())
    assert most_in(by_chat["-100"], 60.0) <= 20


@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.99), (0.01, 0.97)])
def test_a_long_broadcast_uses_the_limit_nearly_to_the_full(jitter: float, share: float) -> None:
    world = Simulation(Limits(per_second=30), (0.015, 0.015 + jitter))
    for n in range(3000):
        world.request(0.0, str(n))
    world.run()
    times = sorted(at for at, *_ in world.arrived)
    assert 2970 / (times[-1] - times[29]) >= 30 * share
    assert most_in(times, 1.0) <= 30


def test_an_urgent_message_takes_the_next_slot_of_a_running_broadcast() -> None:
    world = Simulation(Limits(per_second=10), (0.01, 0.02))
    for n in range(200):
        world.request(0.0, str(n), 4, "copy")
    world.request(10.0, "mayor", 0, "urgent")
    world.run()
    at = next(at for at, _, name in world.arrived if name == "urgent")
    assert at - 10.0 <= 0.2


def test_a_chat_that_must_wait_keeps_nobody_else_waiting() -> None:
    world = Simulation(Limits(per_second=10), (0.01, 0.02))
    for _ in range(20):
        world.request(5.0, "talkative", 0, "much")
    world.request(5.0, "quiet", 4, "little")
    world.run()
    assert [name for *_, name in sorted(world.arrived)[:2]] == ["much", "little"]
    ends = sorted(at for at, _, name in world.arrived if name == "much")
    assert 19.0 <= ends[-1] - ends[0] <= 19.6


def test_a_flood_of_replies_keeps_a_broadcast_waiting_for_a_while_only() -> None:
    world = Simulation(Limits(per_second=10), (0.01, 0.01))
    for n in range(1200):
        world.request(n / 12, f"asker {n}", 1, "answer")
    world.request(20.0, "reader", 4, "news")
    world.run()
    at = next(at for at, _, name in world.arrived if name == "news")
    behind = sum(at < moment and name == "answer" for moment, _, name in world.arrived)
    assert 30.0 <= at - 20.0 <= 60.0
    assert behind > 400


def test_refusals_of_one_moment_slow_down_once_and_never_below_a_third() -> None:
    pace = Pace(Limits(per_second=30), 0.0)
    for refusal in range(60):
        began = refusal * 2.0
        for late in (0.0, 0.1, 0.2):
            pace.pause(1.0, began + late)
    world = Simulation(Limits(per_second=30), (0.01, 0.01))
    world.pace = pace
    for n in range(300):
        world.request(120.0, str(n))
    world.run()
    times = sorted(at for at, *_ in world.arrived)
    assert 10 <= most_in(times[:100], 1.0) <= 11


def test_pauses_are_shared_never_cut_short_and_the_rate_recovers_slowly() -> None:
    pace = Pace(Limits(per_second=10), 0.0)
    pace.pause(5.0, 2.0)
    pace.pause(1.0, 3.0)
    assert pace.paused_until == pytest.approx(7.002)
    pace.request("a", 0, 3.0)
    ticket, again = pace.grant(3.0)
    assert ticket is None
    assert again == pytest.approx(7.002)

    world = Simulation(Limits(per_second=10), (0.01, 0.01))
    world.pace.pause(1.0, 0.0)
    for n in range(400):
        world.request(0.0, str(n))
    world.run()
    times = sorted(at for at, *_ in world.arrived)
    early = sum(at < 6.0 for at in times) - sum(at < 3.0 for at in times)
    late = sum(at < 30.0 for at in times) - sum(at < 27.0 for at in times)
    assert early <= 27 < late


async def test_the_gate_lets_go_in_order_and_survives_those_who_give_up() -> None:
    gate = Gate(Limits(per_second=200, margin=0.0))
    order: list[str] = []

    async def send(chat: str, urgent: bool = False) -> None:
        async with gate.slot(chat, urgent, rank=4):
            order.append(chat)

    waiting = [asyncio.create_task(send(f"c{n}")) for n in range(5)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    urgent = asyncio.create_task(send("alarm", urgent=True))
    await asyncio.gather(*waiting, urgent, return_exceptions=True)
    assert order == ["alarm", "c0", "c2", "c3", "c4"]


async def test_a_slot_that_was_not_used_is_free_at_once() -> None:
    gate = Gate(Limits(per_second=1, margin=0.0))
    loop = asyncio.get_running_loop()
    async with gate.slot("first") as turn:
        turn.skip()
    began = loop.time()
    async with gate.slot("first"):
        assert loop.time() - began < 0.6


@pytest.mark.parametrize("took", [0.002, 0.05, 0.4])
def test_a_chat_waits_a_whole_second_after_the_answer_however_slow_we_were(took: float) -> None:
    pace = Pace(Limits(per_second=1000), 0.0)
    now = 5.0
    for _ in range(50):  # long round trips, of which most may be our own doing
        pace.request("slow", 1, now)
        ticket, _ = pace.grant(now)
        assert ticket is not None
        answered = now + took
        pace.finish(ticket, answered)
        pace.request("slow", 1, answered)
        early, again = pace.grant(answered + 0.999)
        assert early is None
        assert again is not None
        ticket, _ = pace.grant(again + 0.001)
        assert ticket is not None
        pace.finish(ticket, again + 0.001 + took)
        now = again + 3
