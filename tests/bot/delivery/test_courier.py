"""The courier against a real database and scripted carriers."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.clock import ManualClock
from bot.delivery import store
from bot.delivery.live import Live
from bot.delivery.metrics import DeliveryMetrics
from bot.delivery.model import Gone, Lane, Malformed, Outcome, Parcel, Refused, Sent, State, Uncertain
from bot.delivery.pacing import Gate, Limits
from bot.delivery.service import Outbox
from bot.delivery.worker import Courier
from bot.people.model import Channel
from bot.storage.engine import Database
from bot.storage.tables import outbox
from tests.bot.delivery.fakes import Crash, ScriptedCarrier, note, settle_in

TELEGRAM, WEB = Channel.TELEGRAM, Channel.WEB


async def queue(database: Database, clock: ManualClock, *messages: object) -> None:
    async with database.begin() as tx:
        await store.enqueue(tx, messages, clock.now())  # type: ignore[arg-type]


async def states(database: Database) -> dict[str, tuple[str, str]]:
    """Text -> (state, reason) of every row."""
    async with database.read() as tx:
        return {row.text: (row.state, row.reason) for row in await tx.execute(select(outbox))}


async def make_ready(database: Database) -> None:
    """Let every back-off be over."""
    async with database.begin() as tx:
        await tx.execute(outbox.update().values(ready_at=datetime(2000, 1, 1, tzinfo=UTC)))


async def drain(courier: Courier) -> None:
    while await courier.step():
        pass


async def test_sends_to_the_address_seen_last_and_writes_the_history(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    clock.turn(timedelta(minutes=1))
    await settle_in(database, clock, ["ana"], WEB)
    telegram, web = ScriptedCarrier(TELEGRAM), ScriptedCarrier(WEB)
    await queue(database, clock, note("ana", "hello", clock))
    live = Live()
    await drain(Courier(database, clock, live, [telegram, web]))
    assert (telegram.texts, web.texts) == ([], [("ana", "hello")])
    async with database.read() as tx:
        assert [(said.text, said.channel) for said in await store.history(tx, "ana")] == [("hello", WEB)]
    assert await states(database) == {"hello": ("sent", "")}


async def test_nothing_leaves_before_it_is_due_or_after_it_is_pointless(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana", "bo"], TELEGRAM)
    carrier = ScriptedCarrier()
    courier = Courier(database, clock, Live(), [carrier])
    later = clock.now() + timedelta(hours=1)
    await queue(database, clock, note("ana", "later", clock, due_at=later))
    await queue(
        database, clock, note("bo", "short-lived", clock, due_at=later, expires_at=later + timedelta(minutes=1))
    )
    assert await courier.step() == 0
    clock.turn(timedelta(hours=1, minutes=1))
    await drain(courier)
    assert carrier.texts == [("ana", "later")]
    assert (await states(database))["short-lived"][0] == State.EXPIRED


async def test_a_person_gets_one_at_a_time_most_urgent_first_then_in_order(
    database: Database, clock: ManualClock
) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    carrier = ScriptedCarrier()
    courier = Courier(database, clock, Live(), [carrier])
    letters = [note("ana", f"b{n}", clock) for n in range(3)]
    await queue(database, clock, *letters, note("ana", "fire alarm", clock, lane=Lane.URGENT))
    assert [await courier.step() for _ in range(5)] == [1, 1, 1, 1, 0]
    assert [text for _, text in carrier.texts] == ["fire alarm", "b0", "b1", "b2"]


async def test_an_old_broadcast_goes_before_a_new_reminder(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana", "bo"], TELEGRAM)
    carrier = ScriptedCarrier()
    await queue(database, clock, note("ana", "waited", clock))
    clock.turn(timedelta(minutes=6))
    await queue(database, clock, note("bo", "fresh", clock, lane=Lane.REMINDER))
    courier = Courier(database, clock, Live(), [carrier], capacity=1)
    await drain(courier)
    assert [text for _, text in carrier.texts] == ["waited", "fresh"]


@pytest.mark.parametrize(
    ("lane", "outcome", "state"),
    [
        (Lane.BROADCAST, Uncertain(reason="time-out"), State.AMBIGUOUS),
        (Lane.REMINDER, Uncertain(reason="time-out"), State.PENDING),
        (Lane.URGENT, Uncertain(reason="time-out"), State.PENDING),
        (Lane.BROADCAST, Refused(reason="502"), State.PENDING),
        (Lane.BROADCAST, Malformed(reason="too long"), State.DEAD),
    ],
)
async def test_outcomes_decide_by_lane(
    database: Database, clock: ManualClock, lane: Lane, outcome: Outcome, state: State
) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    await queue(database, clock, note("ana", "x", clock, lane=lane))
    courier = Courier(database, clock, Live(), [ScriptedCarrier(behave=lambda _: outcome)])
    await drain(courier)
    found, reason = (await states(database))["x"]
    assert (found, outcome.reason in reason) == (state, True)


async def test_refusals_end_in_a_dead_letter_which_staff_can_retry(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    carrier = ScriptedCarrier(behave=lambda _: Refused(reason="bad gateway"))
    courier, desk = Courier(database, clock, Live(), [carrier]), Outbox(database, clock, Live())
    await queue(database, clock, note("ana", "x", clock))
    for _ in range(20):
        await drain(courier)
        await make_ready(database)
    (dead,) = await desk.stuck()
    assert (len(carrier.delivered), dead.state) == (12, State.DEAD)
    assert "12 attempts: bad gateway" in dead.reason
    carrier.behave = lambda _: Sent(reference="7")
    assert await desk.retry([dead.id]) == 1
    await drain(courier)
    assert await states(database) == {"x": ("sent", "")}


async def test_a_blocked_address_gives_way_to_the_next_and_the_person_is_revived(
    database: Database, clock: ManualClock
) -> None:
    await settle_in(database, clock, ["ana", "bo"], WEB)
    clock.turn(timedelta(minutes=1))
    await settle_in(database, clock, ["ana"], TELEGRAM)
    telegram = ScriptedCarrier(TELEGRAM, lambda _: Gone(reason="blocked by the person"))
    web = ScriptedCarrier(WEB, lambda parcel: Sent() if parcel.recipient == "ana" else Gone(reason="closed"))
    courier, desk = Courier(database, clock, Live(), [telegram, web]), Outbox(database, clock, Live())
    await queue(database, clock, note("ana", "for ana", clock), note("bo", "for bo", clock))
    await drain(courier)
    assert await states(database) == {"for ana": ("sent", ""), "for bo": ("dead", "no address: closed")}
    assert [(one.person, one.reason) for one in await desk.unreachable()] == [("bo", "closed")]
    web.behave = lambda _: Sent()
    await settle_in(database, clock, ["bo"], WEB)
    await drain(courier)
    assert (await states(database))["for bo"] == ("sent", "")
    assert await desk.unreachable() == ()


async def test_whoever_never_appeared_gets_it_when_they_do_unless_it_expired(
    database: Database, clock: ManualClock
) -> None:
    soon = clock.now() + timedelta(hours=1)
    await queue(database, clock, note("eve", "keep", clock), note("eve", "brief", clock, expires_at=soon))
    carrier = ScriptedCarrier(WEB)
    courier = Courier(database, clock, Live(), [carrier])
    await drain(courier)
    assert await states(database) == {"keep": ("dead", "no address"), "brief": ("dead", "no address")}
    clock.turn(timedelta(hours=2))
    await settle_in(database, clock, ["eve"], WEB)
    await drain(courier)
    assert carrier.texts == [("eve", "keep")]


async def test_a_rate_limit_pauses_the_channel_and_costs_no_attempt(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    limited = Refused(reason="too many requests", retry_after=0.05, everyone=True)
    carrier = ScriptedCarrier(behave=lambda parcel: limited)
    courier = Courier(database, clock, Live(), [carrier])
    await queue(database, clock, note("ana", "x", clock))
    assert await courier.step() == 1
    async with database.read() as tx:
        row = (await tx.execute(select(outbox))).one()
    assert (row.state, row.attempts) == ("pending", 0)
    carrier.behave = lambda _: Sent()
    await make_ready(database)
    began = asyncio.get_running_loop().time()
    await courier.step()
    assert asyncio.get_running_loop().time() - began >= 0.03
    assert len(carrier.delivered) == 2


async def test_a_broadcast_that_keeps_failing_is_reported_once(database: Database, clock: ManualClock) -> None:
    people = [f"p{n}" for n in range(7)]
    await settle_in(database, clock, people, TELEGRAM)
    carrier = ScriptedCarrier(behave=lambda _: Malformed(reason="can't parse entities"))
    reported: list[tuple[int, str]] = []

    async def broken(number: int, reason: str) -> None:
        reported.append((number, reason))

    courier = Courier(database, clock, Live(), [carrier], broken=broken, failures=5)
    await queue(database, clock, *(note(one, f"to {one}", clock, broadcast=3) for one in people))
    await drain(courier)
    assert reported == [(3, "refused for good: can't parse entities")]


async def test_what_is_cancelled_while_it_waits_at_the_door_is_not_sent(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    carrier = ScriptedCarrier()
    courier = Courier(database, clock, Live(), [carrier])
    await queue(database, clock, note("ana", "x", clock))
    (parcel,) = await courier._take()
    async with database.begin() as tx:
        await tx.execute(outbox.update().values(state=State.CANCELLED.value))
    await courier._carry(parcel)
    assert (carrier.delivered, (await states(database))["x"][0]) == ([], State.CANCELLED)


@pytest.mark.parametrize("arrived", [False, True], ids=["before it arrived", "after it arrived"])
@pytest.mark.parametrize(
    ("channel", "lane", "expected", "attempts"),
    [
        (TELEGRAM, Lane.BROADCAST, State.AMBIGUOUS, 1),
        (TELEGRAM, Lane.REMINDER, State.SENT, 2),
        (WEB, Lane.BROADCAST, State.SENT, 2),
    ],
)
async def test_a_crash_during_the_call_repeats_or_not_by_the_policy(
    database: Database, clock: ManualClock, channel: Channel, lane: Lane, expected: State, attempts: int, arrived: bool
) -> None:
    await settle_in(database, clock, ["ana", "bo"], channel)
    carrier = ScriptedCarrier(channel)

    def die(parcel: Parcel) -> Outcome:
        if not arrived:
            carrier.delivered.pop()
        raise Crash

    await queue(database, clock, note("ana", "x", clock, lane=lane))
    carrier.behave = die
    with pytest.raises(Crash):
        await Courier(database, clock, Live(), [carrier]).step()
    assert (await states(database))["x"][0] == State.SENDING
    carrier.behave = lambda _: Sent()
    heir = Courier(database, clock, Live(), [carrier])
    await drain(heir)
    assert (await states(database))["x"][0] == expected
    assert len(carrier.delivered) == attempts - (not arrived)
    async with database.read() as tx:
        assert len(await store.history(tx, "ana")) == (expected is State.SENT)


async def test_a_crash_before_the_call_loses_and_repeats_nothing(database: Database, clock: ManualClock) -> None:
    persons = [f"p{n}" for n in range(5)]
    await settle_in(database, clock, persons, TELEGRAM)
    carrier = ScriptedCarrier()
    await queue(database, clock, *(note(one, one, clock) for one in persons))
    dead = Courier(database, clock, Live(), [carrier])
    assert len(await dead._take()) == 5
    await drain(Courier(database, clock, Live(), [carrier]))
    assert sorted(carrier.texts) == [(one, one) for one in persons]
    await dead._land(set())
    assert {state for state, _ in (await states(database)).values()} == {"sent"}


async def test_a_sender_that_lost_its_rows_sends_none_of_them(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    old, new = ScriptedCarrier(), ScriptedCarrier()
    stopped = Courier(database, clock, Live(), [old])
    await queue(database, clock, note("ana", "x", clock))
    (parcel,) = await stopped._take()
    await drain(Courier(database, clock, Live(), [new]))
    await stopped._carry(parcel)
    assert (old.texts, new.texts) == ([], [("ana", "x")])


async def test_running_delivers_what_is_queued_later_and_lands_when_stopped(
    database: Database, clock: ManualClock
) -> None:
    await settle_in(database, clock, ["ana"], WEB)
    live, carrier = Live(), ScriptedCarrier(WEB)
    arrived = asyncio.Event()
    carrier.behave = lambda _: (arrived.set(), Sent())[1]
    running = asyncio.create_task(Courier(database, clock, live, [carrier]).run())
    await asyncio.sleep(0)
    await queue(database, clock, note("ana", "x", clock))
    live.publish("outbox")
    await asyncio.wait_for(arrived.wait(), 5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await states(database) == {"x": ("sent", "")}


async def test_a_paused_channel_keeps_no_other_waiting(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana", "bo"], TELEGRAM)
    await settle_in(database, clock, ["eve"], WEB)
    limited = Refused(reason="too many requests", retry_after=30.0, everyone=True)
    telegram, web = ScriptedCarrier(TELEGRAM, lambda _: limited), ScriptedCarrier(WEB)
    courier = Courier(database, clock, Live(), [telegram, web], capacity=1)
    await queue(database, clock, *(note(one, f"to {one}", clock) for one in ("ana", "bo", "eve")))
    await drain(courier)
    assert (len(telegram.delivered), web.texts) == (1, [("eve", "to eve")])
    assert {text: state for text, (state, _) in (await states(database)).items()} == {
        "to ana": "pending",
        "to bo": "pending",
        "to eve": "sent",
    }


async def test_the_gauges_show_lanes_ages_and_results(database: Database, clock: ManualClock) -> None:
    metrics = DeliveryMetrics()
    await settle_in(database, clock, ["ana"], WEB)
    await queue(database, clock, note("ana", "a", clock, lane=Lane.REMINDER), note("ana", "b", clock))
    clock.turn(timedelta(seconds=90))
    status = await Outbox(database, clock, Live(), metrics).status()
    assert (status.waiting, status.oldest) == ({Lane.REMINDER: 1, Lane.BROADCAST: 1}, 90.0)
    await drain(Courier(database, clock, Live(), [ScriptedCarrier(WEB)], metrics=metrics))
    read = metrics.registry.get_sample_value
    assert read("delivery_queue_depth", {"lane": "reminder"}) == 1
    assert read("delivery_oldest_seconds") == 90
    assert read("delivery_attempts_total", {"lane": "broadcast", "result": "sent"}) == 1
    assert read("delivery_lateness_seconds_sum", {"lane": "reminder"}) == 90
    await Outbox(database, clock, Live(), metrics).status()
    assert read("delivery_messages", {"state": "sent"}) == 2
    assert read("delivery_messages", {"state": "ambiguous"}) == 0


async def test_an_urgent_message_is_next_though_hands_are_full(database: Database, clock: ManualClock) -> None:
    readers = [f"reader {n}" for n in range(200)]
    await settle_in(database, clock, [*readers, "mayor"], TELEGRAM)
    live, carrier = Live(), ScriptedCarrier(TELEGRAM)
    gate = Gate(Limits(per_second=50))
    courier = Courier(database, clock, live, [carrier], doors={TELEGRAM: gate}, capacity=64)
    await queue(database, clock, *(note(one, "news", clock) for one in readers))
    running = asyncio.create_task(courier.run())
    async with asyncio.timeout(60):
        while len(carrier.delivered) < 10:
            await asyncio.sleep(0.01)
        await queue(database, clock, note("mayor", "alarm", clock, lane=Lane.URGENT))
        live.publish("outbox")
        while all(one.recipient != "mayor" for one in carrier.delivered):
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    async with database.read() as tx:
        waiting = select(outbox.c.id).where(outbox.c.state == State.LEASED.value, outbox.c.text == "news")
        left = (await tx.execute(select(outbox.c.id).where(outbox.c.state != State.SENT.value))).all()
        assert (await tx.execute(waiting)).all() == []
    assert len(left) > 64


async def test_one_trace_leads_from_the_cause_to_the_receipt(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], WEB)
    with capture_logs() as lines:
        await queue(database, clock, note("ana", "a", clock))
        await drain(Courier(database, clock, Live(), [ScriptedCarrier(WEB, lambda _: Sent(reference="77"))]))
    found = {line["event"]: line for line in lines if line["event"] in ("messages queued", "message")}
    assert found["messages queued"]["trace"] == found["message"]["trace"] != ""
    assert (found["messages queued"]["count"], found["message"]["state"]) == (1, "sent")
    assert found["message"]["reference"] == "77"


async def test_at_rest_it_looks_without_writing(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], TELEGRAM)
    courier = Courier(database, clock, Live(), [ScriptedCarrier()])
    await queue(database, clock, note("ana", "hello", clock))
    await drain(courier)
    async with database.begin(), asyncio.timeout(2):  # nobody else can write meanwhile
        assert await courier.step() == 0
