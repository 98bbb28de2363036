from datetime import UTC, datetime, timedelta

import pytest

from bot.changes import edits
from bot.changes.service import Changes
from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.delivery.model import Cause
from bot.delivery.store import record_told
from bot.errors import Conflict, NotFound
from bot.people.model import Delegate, Preferences
from bot.people.service import People
from bot.programme.service import Programme
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from bot.storage.tables import outbox
from knowledge.answers.model import Fact
from knowledge.event import Event
from tests.events import festival, item, text

ANNA = Delegate(id="anna", name="Anna", delegation="bergen", language="en")
UWE = Delegate(id="uwe", name="Uwe", delegation="ulm")
ZOE = Delegate(id="zoe", name="Zoe", delegation="bergen", language="fr")


class World:
    def __init__(self, database: Database, clock: ManualClock, programme: Programme) -> None:
        self.database, self.clock, self.programme = database, clock, programme
        self.reminders = Reminders(database, clock, programme)
        self.changes = Changes(database, clock, programme, self.reminders, Live())

    @property
    def event(self) -> Event:
        return self.programme.event

    async def letters(self) -> dict[str, tuple[str, str]]:
        """Cause and text of what each person would get."""
        async with self.database.read() as tx:
            rows = await tx.execute(outbox.select().where(outbox.c.subject == "programme"))
            return {row.recipient: (row.cause, row.text) for row in rows}

    async def tell(self, person: str, field: str, value: str, name: str) -> None:
        async with self.database.begin() as tx:
            fact = Fact(item=name, field=field, value=value)
            await record_told(tx, [(person, [fact])], Cause.ANSWER, self.clock.now())


@pytest.fixture
async def world(database: Database, clock: ManualClock) -> World:
    await People(database, clock, "secret").enrol([ANNA, UWE, ZOE])
    return World(database, clock, await Programme.open(database, clock, festival()))


async def test_only_those_the_item_is_for_are_told_in_their_language(world: World) -> None:
    later = edits.delay(world.event, "boat-tour", timedelta(minutes=30))
    release = await world.changes.release(later, "mia")
    assert (release.notified, release.corrected) == (1, 0)
    assert await world.letters() == {
        "uwe": (
            "change",
            "Ihr Programm hat sich geändert:\n• Boat Tour: jetzt Fr., 2. Mai, 14:30 (vorher Fr., 2. Mai, 14:00)",
        )
    }


async def test_everything_that_changed_for_a_person_is_one_message(world: World) -> None:
    new = edits.delay(world.event, "rehearsal", timedelta(hours=1))
    new = edits.cancel(edits.move(new, "concert", venue="quay"), "opening")
    await world.changes.release(new, "mia")
    assert (await world.letters())["anna"][1].splitlines() == [
        "Your programme has changed:",
        "• Cancelled: Opening (Fri 2 May, 09:00)",
        "• Rehearsal: now Fri 2 May, 12:00 (was Fri 2 May, 11:00)",
        "• Concert: now Old Quay (was Rope Hall)",
    ]


async def test_whoever_was_told_the_old_fact_is_corrected(world: World) -> None:
    old = world.event.items_by_id["boat-tour"].start.isoformat()
    await world.tell("zoe", "start", old, "boat-tour")
    await world.tell("anna", "start", "2031-05-02T05:00:00+00:00", "boat-tour")  # something else than what was live
    later = edits.delay(world.event, "boat-tour", timedelta(minutes=30))
    assert (await world.changes.preview(later)).impact.told == 1
    assert (await world.changes.release(later, "mia")).corrected == 1
    cause, said = (await world.letters())["zoe"]
    assert cause == "correction"
    assert said.startswith("Correction")
    assert "anna" not in await world.letters()


async def test_a_fact_told_long_ago_is_not_corrected(world: World) -> None:
    await world.tell("zoe", "start", world.event.items_by_id["boat-tour"].start.isoformat(), "boat-tour")
    world.clock.turn(timedelta(days=-30))
    await world.tell("anna", "start", world.event.items_by_id["boat-tour"].start.isoformat(), "boat-tour")
    world.clock.turn(timedelta(days=30))
    later = edits.delay(world.event, "boat-tour", timedelta(minutes=30))
    await world.changes.release(later, "mia")
    assert set(await world.letters()) == {"uwe", "zoe"}


async def test_the_preview_tells_whom_it_touches_and_what_will_clash(world: World) -> None:
    preview = await world.changes.preview_edit(lambda event: edits.delay(event, "opening", timedelta(hours=1.5)))
    assert preview.impact.people == 3
    assert preview.impact.by_delegation == {"bergen": 2, "ulm": 1}
    assert preview.impact.clashes == ("opening / rehearsal",)
    assert preview.impact.reminders_moved > 0
    assert await world.letters() == {}


async def test_pending_reminders_are_those_of_the_new_programme(world: World) -> None:
    await world.reminders.rebuild()
    new = edits.cancel(edits.delay(world.event, "concert", timedelta(hours=1)), "rehearsal")
    await world.changes.release(new, "mia")
    after = {(row.item, row.lead, row.due_at) for row in await world.reminders.upcoming(1000)}
    await world.reminders.rebuild()
    assert {(row.item, row.lead, row.due_at) for row in await world.reminders.upcoming(1000)} == after
    assert "rehearsal" not in {name for name, *_ in after}


async def test_undoing_tells_people_again(world: World) -> None:
    before = world.event
    await world.changes.release(edits.cancel(world.event, "concert"), "mia")
    await world.changes.undo("mia")
    assert world.event == before
    async with world.database.read() as tx:
        texts = [row.text for row in await tx.execute(outbox.select().where(outbox.c.recipient == "anna"))]
    assert "Cancelled: Concert" in texts[0]
    assert "New: Concert" in texts[1]


async def test_a_description_alone_or_a_past_item_is_not_worth_a_message(world: World) -> None:
    opening = world.event.items_by_id["opening"]
    reworded = [opening.model_copy(update={"summary": text("Drums and flags.")}), *world.event.items[1:]]
    await world.changes.release(world.event.with_items(reworded), "mia")
    world.clock.turn(timedelta(days=20))
    await world.changes.release(edits.delay(world.event, "concert", timedelta(hours=1)), "mia")
    assert await world.letters() == {}


async def test_a_notice_wakes_nobody_unless_it_would_be_late_in_the_morning(world: World) -> None:
    world.clock.turn(timedelta(hours=3))
    midnight, morning = world.clock.now(), datetime(2031, 5, 2, 5, 30, tzinfo=UTC)  # 06:30 in Lisbon
    await world.changes.release(edits.delay(world.event, "boat-tour", timedelta(minutes=30)), "mia")
    await world.changes.release(edits.delay(world.event, "opening", timedelta(hours=-1)), "mia")
    async with world.database.read() as tx:
        rows = await tx.execute(outbox.select().where(outbox.c.recipient == "uwe").order_by(outbox.c.id))
        assert [row.due_at for row in rows] == [morning, midnight]


async def test_an_imported_schedule_without_an_item_cancels_it(world: World) -> None:
    new = festival(*(one for one in festival().items if one.id != "concert"), item("breakfast", 24))
    preview = await world.changes.preview_import(new)
    assert [(change.item.id, change.kind.value) for change in preview.changes] == [
        ("concert", "cancelled"),
        ("breakfast", "added"),
    ]
    assert preview.event.items_by_id["concert"].cancelled


async def test_starring_makes_an_item_ones_own(world: World) -> None:
    people = People(world.database, world.clock, "secret")
    await people.prefer("anna", Preferences(starred=("boat-tour",)))
    await world.changes.release(edits.cancel(world.event, "boat-tour"), "mia")
    assert set(await world.letters()) == {"anna", "uwe"}


def test_edits_name_what_does_not_exist() -> None:
    event = festival()
    with pytest.raises(NotFound, match="regatta"):
        edits.delay(event, "regatta", timedelta(minutes=5))
    with pytest.raises(NotFound, match="moon"):
        edits.move(event, "concert", venue="moon")
    with pytest.raises(Conflict):
        edits.cancel(edits.cancel(event, "concert"), "concert")
    with pytest.raises(Conflict):
        edits.add(event, item("concert", 3))


def test_swapped_rooms_change_places() -> None:
    swapped = edits.swap_rooms(festival(), "opening", "concert").items_by_id
    assert (swapped["opening"].venue, swapped["concert"].venue) == ("hall", "quay")
    assert swapped["concert"].room.best() == "Stage A"
