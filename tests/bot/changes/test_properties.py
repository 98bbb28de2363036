"""What holds for every programme and every edit of it, played on a real database."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.changes.service import Changes
from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.people.model import Delegate, Preferences
from bot.people.service import People
from bot.programme.service import Programme
from bot.reminders import rows
from bot.reminders.service import Reminders
from bot.storage.engine import Database
from bot.storage.tables import outbox
from knowledge.diff import apply, diff
from knowledge.event import Event, Item, ItemKind, ItemStatus
from tests.events import FIRST, festival, item, text

AUDIENCES = (("everyone",), ("bergen",), ("ulm",), ("bergen", "ulm"), ("person:anna",))
PEOPLE = (
    Delegate(id="anna", name="Anna", delegation="bergen", language="en"),
    Delegate(id="uwe", name="Uwe", delegation="ulm", preferences=Preferences(starred=("item-1",), muted=("item-2",))),
    Delegate(id="zoe", name="Zoe", delegation="bergen", language="fr", preferences=Preferences(digests=False)),
    Delegate(id="kim", name="Kim", delegation="", language="ko", preferences=Preferences(reminders=False)),
)


@st.composite
def programmes(draw: st.DrawFn) -> Event:
    """Up to six of eight items, each as it may be."""
    names = draw(st.sets(st.integers(0, 7), min_size=1, max_size=6))
    return festival(*(draw(items(f"item-{number}")) for number in sorted(names)))


@st.composite
def items(draw: st.DrawFn, name: str) -> Item:
    return item(
        name,
        draw(st.integers(-20, 50)) / 2,
        length=draw(st.sampled_from((0.0, 0.5, 1.0, 3.0))),
        kind=draw(st.sampled_from(list(ItemKind))),
        venue=draw(st.sampled_from(("", "quay", "hall"))),
        room=text(draw(st.sampled_from(("Stage A", "Stage B")))),
        title=text(draw(st.sampled_from(("Choir", "Boats", "Dinner")))),
        summary=text(draw(st.sampled_from(("Short.", "Long.")))),
        audience=draw(st.sampled_from(AUDIENCES)),
        status=draw(st.sampled_from((ItemStatus.SCHEDULED, ItemStatus.SCHEDULED, ItemStatus.CANCELLED))),
    )


@given(programmes(), programmes())
def test_a_difference_applied_is_the_new_programme(old: Event, new: Event) -> None:
    assert apply(diff(old, new), old) == new


def on_the_programme_of(person: Delegate, one: Item | None) -> bool:
    return one is not None and (one.concerns(person.delegation, person.id) or one.id in person.preferences.starred)


async def play(versions: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = ManualClock(FIRST - timedelta(hours=6))
        database = await Database.open("", Path(folder))
        try:
            await People(database, clock, "secret").enrol(PEOPLE)
            programme = await Programme.open(database, clock, versions[0])
            reminders = Reminders(database, clock, programme)
            changes = Changes(database, clock, programme, reminders, Live())
            await reminders.rebuild()
            for new in versions[1:]:
                old = programme.event
                if new == old:
                    continue
                preview = await changes.preview(new)
                released = await changes.release(new, "mia")
                assert (released.notified, released.corrected) == (preview.impact.people, preview.impact.told)
                await only_touched_are_written_to(database, old, new, released.revision)
                pending = {(row.item, row.lead, row.due_at) for row in await reminders.upcoming(10_000)}
                scratch = rows.wanted(new, PEOPLE).values()
                assert pending == {(r.item, r.lead, r.due_at) for r in scratch if r.due_at > clock.now()} | {
                    known for known in pending if known[2] <= clock.now()
                }
                assert pending <= {(row.item, row.lead, row.due_at) for row in scratch}
        finally:
            await database.close()


async def only_touched_are_written_to(database: Database, old: Event, new: Event, revision: int) -> None:
    changed = diff(old, new)
    touched = {
        person.id
        for person in PEOPLE
        for change in changed
        if on_the_programme_of(person, change.before) or on_the_programme_of(person, change.after)
    }
    async with database.read() as tx:
        found = await tx.execute(outbox.select().where(outbox.c.occasion == f"revision:{revision}"))
        written = [row.recipient for row in found]
    assert len(written) == len(set(written))
    assert set(written) <= touched


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(programmes(), min_size=2, max_size=4))
def test_after_any_release_reminders_are_as_planned_from_scratch_and_nobody_untouched_is_written_to(
    versions: list[Event],
) -> None:
    asyncio.run(play(versions))
