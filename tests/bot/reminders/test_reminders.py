"""Reminders from rows to the outbox, on a real database with a clock that is turned."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.clock import ManualClock
from bot.delivery import store as delivery
from bot.delivery.live import Live
from bot.delivery.model import Lane, Parcel
from bot.delivery.worker import Courier
from bot.people import store as people
from bot.people.model import Channel, Delegate, Preferences
from bot.programme.service import Programme
from bot.reminders import store
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from knowledge.event import Digests, Event, ItemKind, ItemStatus
from tests.bot.delivery.fakes import ScriptedCarrier, settle_in
from tests.events import FIRST, festival, item, text

PLAIN = Digests(evening=None, morning=None)


class Desk:
    """Everything from the programme to the person, to be turned by hand."""

    def __init__(self, database: Database, clock: ManualClock, programme: Programme) -> None:
        self.database, self.clock, self.programme = database, clock, programme
        self.carrier = ScriptedCarrier(Channel.WEB)
        self.start_over()

    def start_over(self) -> None:
        """A new process on the same database."""
        self.reminders = Reminders(self.database, self.clock, self.programme)
        self.courier = Courier(self.database, self.clock, Live(), [self.carrier])

    async def release(self, event: Event) -> None:
        async with self.database.begin() as tx:
            revision = await self.programme.write(tx, event, [], "staff")
            await self.reminders.rebuild(tx, event)
        self.programme.adopt(event, revision)

    async def work(self) -> list[Parcel]:
        """Fire and deliver; returns what arrived."""
        before = len(self.carrier.delivered)
        await self.reminders.fire_due()
        while await self.courier.step():
            pass
        return self.carrier.delivered[before:]

    async def until(self, moment_: object, step: timedelta = timedelta(minutes=5)) -> list[tuple[str, str]]:
        """Work until then; returns (event-local time, subject line) of everything that arrived."""
        found = []
        while self.clock.now() < moment_:  # type: ignore[operator]
            self.clock.turn(step)
            said = await self.work()
            found += [
                (f"{self.programme.event.local(self.clock.now()):%H:%M}", one.text.split("\n")[0]) for one in said
            ]
        return found


async def desk(database: Database, clock: ManualClock, event: Event, persons: Sequence[Delegate]) -> Desk:
    async with database.begin() as tx:
        await people.add_delegates(tx, persons, clock.now())
    await settle_in(database, clock, [person.id for person in persons], Channel.WEB)
    made = Desk(database, clock, await Programme.open(database, clock, event))
    await made.reminders.rebuild()
    return made


def ana(**values: object) -> Delegate:
    return Delegate.model_validate({"id": "ana", "name": "Ana", "delegation": "bergen", "language": "en", **values})


def plain(*items: object) -> Event:
    return festival(*items).model_copy(update={"digests": PLAIN})  # type: ignore[arg-type]


async def test_a_reminder_says_what_where_and_when_to_leave(database: Database, clock: ManualClock) -> None:
    walk = item(
        "walk",
        3,
        kind=ItemKind.VISIT,
        venue="hall",
        meeting_point=text("Blue door", de="Blaue Tür"),
        dress=text("Warm"),
    )
    event = plain(item("opening", 0, venue="quay"), walk)
    made = await desk(database, clock, event, [ana(), ana(id="uli", language="de")])
    await made.until(FIRST + timedelta(hours=2))
    clock.turn(timedelta(minutes=15))
    english, german = sorted(await made.work(), key=lambda one: one.recipient)
    assert english.text == "Walk\n12:00–13:00\nRope Hall\nMeeting point: Blue door\nLeave by 11:40\nDress: Warm"
    assert german.text.splitlines()[2:5] == ["Seilerhalle", "Treffpunkt: Blaue Tür", "Spätestens um 11:40 losgehen"]
    assert (english.lane, english.content.kind, english.expires_at) == (Lane.REMINDER, "reminder", walk.start)
    assert {(fact.field, fact.value) for fact in english.facts} == {
        ("start", "2031-05-02T11:00:00+00:00"),
        ("end", "2031-05-02T12:00:00+00:00"),
        ("venue", "hall"),
        ("meeting_point", "Blue door"),
    }


async def test_the_evening_s_digest_takes_the_reminders_of_that_evening_along(
    database: Database, clock: ManualClock
) -> None:
    made = await desk(database, clock, festival(), [ana()])
    (digest,) = await made.work() or await _next(made)
    assert digest.content.kind == "digest"
    assert digest.text.split("\n") == [
        "Tomorrow, Friday, 2 May",
        "09:00–10:00 Opening · Old Quay, Stage A",
        "11:00–12:00 Rehearsal · Rope Hall",
        "19:00–21:00 Concert",
        "",
        "Times: Western European Summer Time",
    ]
    assert await made.until(FIRST - timedelta(hours=1)) == [("07:30", "Today, Friday, 2 May")]


async def _next(made: Desk) -> list[Parcel]:
    while not (said := await made.work()):
        made.clock.turn(timedelta(minutes=5))
    return said


async def test_each_lead_fires_once_however_often_the_process_starts(database: Database, clock: ManualClock) -> None:
    event = plain(item("talk", 0))
    made = await desk(database, clock, event, [ana(preferences=Preferences(leads={ItemKind.SESSION: ("2h", "15m")}))])
    seen = []
    for _ in range(60):
        clock.turn(timedelta(minutes=15))
        made.start_over()
        await made.reminders.rebuild()
        seen += [f"{one.text.splitlines()[0]} {clock.now():%H:%M}" for one in await made.work()]
    assert seen == ["Talk 06:00", "Talk 07:45"]


async def test_a_moved_item_is_reminded_of_anew_and_a_cancelled_one_is_not(
    database: Database, clock: ManualClock
) -> None:
    event = plain(item("talk", 0), item("late-talk", 2))
    made = await desk(database, clock, event, [ana()])
    assert await made.until(FIRST - timedelta(minutes=10)) == [("08:45", "Talk")]
    moved = plain(item("talk", 1), item("late-talk", 2, status=ItemStatus.CANCELLED))
    await made.release(moved)
    assert await made.until(FIRST + timedelta(hours=3)) == [("09:45", "Talk")]


async def test_late_is_said_once_with_what_is_left_and_too_late_not_at_all(
    database: Database, clock: ManualClock
) -> None:
    leads = Preferences(leads={ItemKind.SESSION: ("2h", "1h", "15m")})
    made = await desk(database, clock, plain(item("talk", 0), item("gone", -3)), [ana(preferences=leads)])
    clock.turn(FIRST - timedelta(minutes=40) - clock.now())
    (late,) = await made.work()
    assert late.text.splitlines() == ["Talk", "09:00–10:00", "Starts in 40 minutes"]
    made.start_over()
    await made.reminders.rebuild()
    assert await made.work() == []
    assert await made.until(FIRST + timedelta(hours=1)) == [("08:45", "Talk")]


async def test_a_lead_chosen_after_its_moment_says_nothing(database: Database, clock: ManualClock) -> None:
    made = await desk(database, clock, plain(item("talk", 0)), [ana()])
    clock.turn(FIRST - timedelta(minutes=60) - clock.now())
    async with database.begin() as tx:
        chosen = Preferences(leads={ItemKind.SESSION: ("2h", "45m")}).model_dump(mode="json")
        await people.change_delegate(tx, "ana", preferences=chosen)
    assert await made.reminders.refresh()
    assert not await made.reminders.refresh()
    assert await made.until(FIRST) == [("08:15", "Talk")]


async def test_someone_s_own_lead_reminds_nobody_else(database: Database, clock: ManualClock) -> None:
    own = Preferences(leads={ItemKind.SESSION: ("2h",)})
    made = await desk(database, clock, plain(item("talk", 0)), [ana(), ana(id="bo", preferences=own)])
    clock.turn(FIRST - timedelta(hours=2) - clock.now())
    assert [one.recipient for one in await made.work()] == ["bo"]
    clock.turn(timedelta(minutes=105))
    assert [one.recipient for one in await made.work()] == ["ana"]


async def test_someone_named_in_the_programme_is_reminded_alone(database: Database, clock: ManualClock) -> None:
    event = plain(item("interview", 0, audience=("person:bo",)))
    made = await desk(database, clock, event, [ana(), ana(id="bo")])
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())
    assert [one.recipient for one in await made.work()] == ["bo"]


async def test_a_change_mends_what_still_waits_in_the_outbox(database: Database, clock: ManualClock) -> None:
    made = await desk(database, clock, plain(item("talk", 0, venue="quay"), item("walk", 0.01)), [ana()])
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())
    assert await made.reminders.fire_due() == 1
    await made.release(plain(item("talk", 0, venue="hall"), item("walk", 4)))
    (mended,) = await made.work()
    assert mended.text.splitlines() == ["Talk", "09:00–10:00", "Rope Hall"]
    clock.turn(timedelta(hours=4))
    assert [one.text.splitlines()[0] for one in await made.work()] == ["Walk"]


async def test_a_reminder_whose_item_moved_while_it_waited_is_withdrawn(database: Database, clock: ManualClock) -> None:
    made = await desk(database, clock, plain(item("talk", 0)), [ana()])
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())
    assert await made.reminders.fire_due() == 1
    await made.release(plain(item("talk", 5)))
    assert await made.work() == []
    clock.turn(timedelta(hours=5))
    (anew,) = await made.work()
    assert anew.text.splitlines()[1] == "14:00–15:00"


async def test_late_in_the_quiet_hours_waits_for_their_end(database: Database, clock: ManualClock) -> None:
    early = item("swim", -1, kind=ItemKind.VISIT)
    made = await desk(database, clock, plain(early), [ana()])
    clock.turn(FIRST - timedelta(hours=8) - clock.now())  # 01:00; the reminder was due at 20:00
    assert await made.work() == []
    assert await made.until(FIRST - timedelta(hours=1)) == [("06:30", "Swim"), ("07:15", "Swim")]


async def test_rows_are_those_of_a_plan_from_scratch(database: Database, clock: ManualClock) -> None:
    made = await desk(database, clock, festival(), [ana(), ana(id="uli", delegation="ulm")])
    first, then = festival(), plain(item("opening", 3), item("new", 9, kind=ItemKind.VISIT))
    await made.release(then)
    await made.release(first)
    async with database.read() as tx:
        edited = await store.rows(tx)
    async with database.begin() as tx:
        await store.remove(tx, edited.keys())
    await made.reminders.rebuild()
    async with database.read() as tx:
        assert await store.rows(tx) == edited


@pytest.mark.parametrize("point", ["enqueue", "close"])
async def test_a_crash_while_firing_fires_all_of_it_later(
    database: Database, clock: ManualClock, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk(database, clock, plain(item("talk", 0)), [ana(id=f"p{n}") for n in range(5)])
    clock.turn(FIRST - timedelta(minutes=15) - clock.now())

    async def die(*args: object, **values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery if point == "enqueue" else store, point, die)
        with pytest.raises(KeyboardInterrupt):
            await made.reminders.fire_due()
    made.start_over()
    assert len(await made.work()) == 5
    assert await made.work() == []
