import pytest

from bot.clock import ManualClock
from bot.delivery.live import Live
from bot.errors import Conflict, NotFound
from bot.helpdesk.model import ThreadState
from bot.helpdesk.service import Helpdesk
from bot.people.model import Delegate, Role, Staff
from bot.people.service import People
from bot.storage.engine import Database
from bot.storage.tables import outbox
from knowledge.packs.model import ApprovedAnswer

ANNA = Delegate(id="anna", name="Anna", delegation="bergen", language="fr")
MIA = Staff(id="mia", name="Mia", role=Role.HELPER)


class Notebook:
    def __init__(self) -> None:
        self.learnt: list[ApprovedAnswer] = []

    def learn(self, answer: ApprovedAnswer) -> None:
        self.learnt.append(answer)


@pytest.fixture
async def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
async def helpdesk(database: Database, clock: ManualClock, notebook: Notebook) -> Helpdesk:
    await People(database, clock, "secret").enrol([ANNA])
    return Helpdesk(database, clock, Live(), notebook)


async def test_a_second_question_joins_the_open_thread(helpdesk: Helpdesk) -> None:
    first = await helpdesk.open(ANNA, "Where is my scarf?")
    second = await helpdesk.open(ANNA, "It is red.")
    assert first.id == second.id
    assert [line.text for line in second.lines] == ["Where is my scarf?", "It is red."]
    assert [thread.id for thread in await helpdesk.threads()] == [first.id]


async def taken(helpdesk: Helpdesk, database: Database) -> int | None:
    async with database.read() as tx:
        return (await helpdesk.taken(tx, ["anna", "ben"])).get("anna")


async def test_staffs_answer_leaves_through_the_outbox(helpdesk: Helpdesk, database: Database) -> None:
    thread = await helpdesk.open(ANNA, "Où est mon écharpe ?")
    assert await taken(helpdesk, database) is None
    await helpdesk.reply(thread.id, MIA, " Au vestiaire. ")
    async with database.read() as tx:
        rows = (await tx.execute(outbox.select())).all()
    assert [(row.recipient, row.text, row.language, row.cause) for row in rows] == [
        ("anna", "Au vestiaire.", "fr", "staff")
    ]


async def test_what_follows_goes_to_the_same_thread_until_it_is_closed(helpdesk: Helpdesk, database: Database) -> None:
    thread = await helpdesk.open(ANNA, "Where is my scarf?")
    await helpdesk.claim(thread.id, MIA.person)
    assert await taken(helpdesk, database) == thread.id
    await helpdesk.pass_on(thread.id, "anna", "It is red.")
    await helpdesk.close(thread.id, MIA.person)
    assert await taken(helpdesk, database) is None
    found = await helpdesk.thread(thread.id)
    assert (found.state, [line.text for line in found.lines]) == (
        ThreadState.CLOSED,
        ["Where is my scarf?", "It is red."],
    )
    with pytest.raises(Conflict):
        await helpdesk.reply(thread.id, MIA, "Found it")


async def test_an_approved_answer_is_learnt_at_once(helpdesk: Helpdesk, notebook: Notebook) -> None:
    thread = await helpdesk.open(ANNA, "Où est le vestiaire ?")
    await helpdesk.approve(thread.id, MIA, "Au rez-de-chaussée.")
    (learnt,) = notebook.learnt
    assert (learnt.question.get("fr"), learnt.answer.get("fr")) == ("Où est le vestiaire ?", "Au rez-de-chaussée.")


async def test_empty_answers_and_unknown_threads_are_refused(helpdesk: Helpdesk) -> None:
    thread = await helpdesk.open(ANNA, "Where?")
    with pytest.raises(Conflict):
        await helpdesk.reply(thread.id, MIA, "  ")
    with pytest.raises(NotFound):
        await helpdesk.reply(99, MIA, "Hello")
