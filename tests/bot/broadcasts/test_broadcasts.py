from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.broadcasts.model import BroadcastState, Draft, choose
from bot.broadcasts.service import Broadcasts
from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.delivery.model import Lane, State
from bot.errors import Conflict, NotAllowed, NotFound
from bot.people.model import Channel, Delegate, Preferences, Role, Staff
from bot.people.service import People
from bot.programme.service import Programme
from bot.storage.engine import Database
from bot.storage.tables import outbox
from tests.events import festival

PEOPLE = (
    Delegate(id="anna", name="Anna", delegation="bergen", language="en"),
    Delegate(id="bo", name="Bo", delegation="bergen", language="fr"),
    Delegate(id="uwe", name="Uwe", delegation="ulm"),
)
MIA, OLE = Staff(id="mia", name="Mia", role=Role.SENDER), Staff(id="ole", name="Ole", role=Role.OWNER)
BUS = Draft(texts={"en": "The bus is late.", "de": "Der Bus kommt später."}, source="en")


async def service(database: Database, clock: ManualClock, *, approval: bool = False) -> Broadcasts:
    people = People(database, clock, "secret")
    await people.enrol(PEOPLE)
    await people.seen("anna", Channel.WEB)
    programme = await Programme.open(database, clock, festival())
    return Broadcasts(database, clock, programme, Live(), approval=approval)


async def copies(database: Database) -> dict[str, tuple[str, str, str]]:
    async with database.read() as tx:
        rows = await tx.execute(outbox.select())
        return {row.recipient: (row.text, row.language, row.state) for row in rows}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("everyone", ["anna", "bo", "uwe"]),
        ("delegation:bergen", ["anna", "bo"]),
        ("language:de", ["uwe"]),
        ("item:boat-tour", ["anna", "uwe"]),
        ("person:uwe, delegation:bergen", ["anna", "bo", "uwe"]),
    ],
)
def test_an_audience_is_exactly_who_it_says(audience: str, expected: Sequence[str]) -> None:
    starred = PEOPLE[0].model_copy(update={"preferences": Preferences(starred=("boat-tour",))})
    assert [person.id for person in choose(audience, (starred, *PEOPLE[1:]), festival())] == expected


@pytest.mark.parametrize("audience", ["", "delegation:atlantis", "item:none", "language:xx", "people", "person:zoe"])
def test_an_audience_that_names_nothing_is_refused(audience: str) -> None:
    with pytest.raises(NotFound):
        choose(audience, PEOPLE, festival())


async def test_everyone_gets_their_own_language_once(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock)
    preview = await broadcasts.preview(BUS)
    assert (preview.recipients, preview.by_language, preview.unopened) == (3, {"en": 2, "de": 1}, 2)
    sent = await broadcasts.send(BUS, MIA.person)
    assert (sent.state, sent.recipients) == (BroadcastState.SENDING, 3)
    assert await copies(database) == {
        "anna": ("The bus is late.", "en", "pending"),
        "bo": ("The bus is late.", "en", "pending"),
        "uwe": ("Der Bus kommt später.", "de", "pending"),
    }


async def test_a_second_person_approves_when_that_is_required(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock, approval=True)
    draft = await broadcasts.send(BUS, MIA.person)
    assert draft.state is BroadcastState.APPROVAL
    assert await copies(database) == {}
    with pytest.raises(NotAllowed):
        await broadcasts.approve(draft.id, MIA)
    with pytest.raises(NotAllowed):
        await broadcasts.approve(draft.id, OLE.model_copy(update={"role": Role.HELPER}))
    assert (await broadcasts.approve(draft.id, OLE)).state is BroadcastState.SENDING
    with pytest.raises(Conflict):
        await broadcasts.approve(draft.id, OLE)
    assert len(await copies(database)) == 3


async def test_pausing_holds_and_cancelling_drops_what_has_not_left(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock)
    number = (await broadcasts.send(BUS, MIA.person)).id
    await broadcasts.pause(number, MIA.person)
    assert {state for *_, state in (await copies(database)).values()} == {State.HELD}
    await broadcasts.resume(number, MIA.person)
    assert {state for *_, state in (await copies(database)).values()} == {State.PENDING}
    await broadcasts.cancel(number, MIA.person)
    assert {state for *_, state in (await copies(database)).values()} == {State.CANCELLED}
    with pytest.raises(Conflict):
        await broadcasts.resume(number, MIA.person)


async def test_only_those_who_have_not_acknowledged_are_chased(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock)
    first = await broadcasts.send(BUS.model_copy(update={"acknowledge": True}), MIA.person)
    assert await broadcasts.acknowledge(first.id, "anna")
    assert not await broadcasts.acknowledge(first.id, "anna")
    assert not await broadcasts.acknowledge(first.id, "stranger")
    chase = await broadcasts.chase(first.id, BUS, MIA.person)
    assert {receipt.person for receipt in await broadcasts.receipts(chase.id)} == {"bo", "uwe"}
    assert (await broadcasts.progress(first.id)).acknowledged == 1


async def test_failed_copies_alone_are_retried(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock)
    number = (await broadcasts.send(BUS, MIA.person)).id
    async with database.begin() as tx:
        for person, state in (("anna", State.SENT), ("bo", State.DEAD), ("uwe", State.AMBIGUOUS)):
            await tx.execute(outbox.update().where(outbox.c.recipient == person).values(state=state.value))
    progress = await broadcasts.progress(number)
    assert (progress.sent, progress.failed, progress.uncertain, progress.waiting) == (1, 1, 1, 0)
    assert progress.broadcast.state is BroadcastState.DONE
    assert await broadcasts.retry_failed(number, MIA.person) == 1
    assert {p: s for p, (_, _, s) in (await copies(database)).items()} == {
        "anna": "sent",
        "bo": "pending",
        "uwe": "ambiguous",
    }


async def test_quiet_hours_hold_all_but_what_is_urgent(database: Database, clock: ManualClock) -> None:
    broadcasts = await service(database, clock)
    awake = Preferences(quiet=False)
    await People(database, clock, "secret").prefer("bo", awake)
    clock.turn(timedelta(hours=3))
    midnight, morning = clock.now(), datetime(2031, 5, 2, 5, 30, tzinfo=UTC)  # 06:30 in Lisbon

    async def dues(draft: Draft) -> dict[str, datetime]:
        number = (await broadcasts.send(draft, MIA.person)).id
        async with database.read() as tx:
            rows = await tx.execute(outbox.select().where(outbox.c.broadcast == number))
            return {row.recipient: row.due_at for row in rows}

    assert await dues(BUS) == {"anna": morning, "bo": midnight, "uwe": morning}
    assert (await broadcasts.progress(1)).asleep == 2
    later = BUS.model_copy(update={"scheduled_at": midnight + timedelta(hours=1)})
    assert set((await dues(later)).values()) == {morning, midnight + timedelta(hours=1)}
    assert set((await dues(BUS.model_copy(update={"lane": Lane.URGENT}))).values()) == {midnight}
