"""The machine's clock is set back or forward while messages wait."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.clock import ManualClock
from bot.delivery.jumps import Jumps
from bot.delivery.live import Live
from bot.delivery.model import Lane, Refused, Sent
from bot.delivery.service import Outbox
from bot.delivery.worker import Courier
from bot.people.model import Channel
from bot.storage.engine import Database
from bot.storage.tables import broadcasts, outbox
from tests.bot.delivery.fakes import ScriptedCarrier, note, settle_in
from tests.bot.delivery.test_courier import drain, queue, states

HOUR = timedelta(hours=1)


class Wall:
    """A clock on the wall, and one that runs on beside it."""

    def __init__(self) -> None:
        self.wall, self.steady = 5000.0, 7.0

    def jumps(self) -> Jumps:
        return Jumps(lambda: self.wall, lambda: self.steady)

    def passes(self, seconds: float, shown: float) -> None:
        self.steady += seconds
        self.wall += shown


def test_a_clock_that_is_set_is_noticed_once() -> None:
    wall = Wall()
    watch = wall.jumps()
    seen = []
    for shown in (2.0, 2.1, -3598.0, 2.0, 86_402.0, 1.9, -86_398.0):
        wall.passes(2.0, shown)
        seen.append(watch.noticed())
    assert [round(jump) for jump in seen] == [0, 0, -3600, 0, 86_400, 0, -86_400]


async def test_an_hour_back_delays_neither_what_was_due_nor_what_failed(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana", "bo", "cy"], Channel.TELEGRAM)
    wall, carrier = Wall(), ScriptedCarrier(behave=lambda _: Refused(reason="busy"))
    courier = Courier(database, clock, Live(), [carrier])
    courier._jumps = wall.jumps()
    await queue(database, clock, note("ana", "failed", clock, lane=Lane.REMINDER))
    await courier.step()
    await queue(database, clock, note("bo", "due", clock), note("cy", "later", clock, due_at=clock.now() + HOUR / 60))
    async with database.begin() as tx:  # as it looks when the machine's clock is an hour earlier
        await tx.execute(outbox.update().values(ready_at=datetime.now(UTC) + HOUR))
    clock.turn(-HOUR)
    wall.passes(1.0, -3599.0)
    carrier.behave = lambda _: Sent()
    await drain(courier)
    assert {text: state for text, (state, _) in (await states(database)).items()} == {
        "failed": "sent",
        "due": "sent",
        "later": "pending",
    }
    jump = await Outbox(database, clock, Live()).jump()
    assert jump
    assert round(jump.seconds) == -3600
    clock.turn(HOUR + timedelta(days=1))
    await drain(courier)
    clock.turn(timedelta(days=-1))
    await drain(courier)
    assert sorted(text for _, text in carrier.texts) == ["due", "failed", "failed", "later"]


async def test_a_start_with_an_earlier_clock_waits_for_nothing(database: Database, clock: ManualClock) -> None:
    await settle_in(database, clock, ["ana"], Channel.TELEGRAM)
    await queue(database, clock, note("ana", "x", clock))
    async with database.begin() as tx:
        await tx.execute(outbox.update().values(ready_at=datetime.now(UTC) + HOUR))
    clock.turn(-HOUR)
    carrier = ScriptedCarrier()
    await drain(Courier(database, clock, Live(), [carrier]))
    assert len(carrier.delivered) == 1


async def test_news_of_yesterday_is_not_sent_to_whoever_appears_today(database: Database, clock: ManualClock) -> None:
    async with database.begin() as tx:
        row = {"texts": {}, "source_language": "en", "content": {}, "audience": "everyone", "lane": 4, "state": "done"}
        await tx.execute(broadcasts.insert().values(id=1, created_by="x", created_at=clock.now(), **row))
    carrier = ScriptedCarrier()
    courier = Courier(database, clock, Live(), [carrier])
    await queue(database, clock, note("ana", "old", clock, broadcast=1))
    await drain(courier)
    clock.turn(timedelta(hours=20))
    await queue(database, clock, note("ana", "fresh", clock, broadcast=1))
    await drain(courier)
    clock.turn(timedelta(hours=5))
    await settle_in(database, clock, ["ana"], Channel.TELEGRAM)
    await drain(courier)
    assert [text for _, text in carrier.texts] == ["fresh"]
    async with database.read() as tx:
        assert (await tx.execute(select(outbox.c.state).where(outbox.c.subject == "old"))).scalar_one() == "dead"
