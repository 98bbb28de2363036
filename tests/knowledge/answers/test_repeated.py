"""An answer kept ready for the next who ask the same is only given where it would be the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from knowledge.answers.assistant import REMEMBERED, Assistant
from knowledge.answers.model import Answer, Asker
from knowledge.answers.prepared import Passage
from knowledge.answers.recall import Hit
from knowledge.event import LocalizedText
from knowledge.packs.model import ApprovedAnswer
from tests.knowledge.answers.festival import EVENT, NOW, assistant

ASKER = Asker(language="en", delegation="turku", person="aino")
GUEST = "rosa"


class Counting(Assistant):
    """Counts the answers that it works out."""

    worked_out = 0

    def _answer(self, *given: object) -> Answer:
        self.worked_out += 1
        return super()._answer(*given)  # type: ignore[arg-type]


class Nothing:
    def search(self, query: str, language: str, k: int = 10) -> Sequence[Hit]:
        return ()

    def passages(self) -> tuple[Passage, ...]:
        return ()


@pytest.fixture
def counting() -> Counting:
    first, *rest = EVENT.items
    invited = first.model_copy(update={"audience": (f"person:{GUEST}",)})
    return Counting(EVENT.model_copy(update={"items": (invited, *rest)}), Nothing())


def ask(of: Assistant, text: str, asker: Asker = ASKER, at: datetime = NOW) -> Answer:
    return of.ask(text, asker, at)


def test_members_of_a_delegation_who_ask_the_same_share_one_answer(counting: Counting) -> None:
    one = ask(counting, "When is the fado night?")
    other = ask(counting, "When is the fado night?", ASKER.model_copy(update={"person": "mikko"}))
    assert one == other
    assert counting.worked_out == 1


@pytest.mark.parametrize(
    "asker",
    [
        ASKER.model_copy(update={"language": "fi"}),
        ASKER.model_copy(update={"delegation": "lyon"}),
        ASKER.model_copy(update={"starred": (EVENT.items[0].id,)}),
        ASKER.model_copy(update={"person": GUEST}),
        Asker(language="en"),
    ],
)
def test_somebody_for_whom_it_may_be_another_gets_their_own(counting: Counting, asker: Asker) -> None:
    ask(counting, "What is on my agenda?")
    ask(counting, "What is on my agenda?", asker)
    assert counting.worked_out == 2


def test_what_is_on_now_is_worked_out_anew_every_minute() -> None:
    festival = assistant()
    first = min(EVENT.items, key=lambda item: item.start)
    before = ask(festival, "What is on now?", Asker(language="en"), first.start - timedelta(minutes=1))
    after = ask(festival, "What is on now?", Asker(language="en"), first.start)
    assert before.text != after.text


def test_what_staff_approved_is_given_at_once() -> None:
    festival = assistant()
    question = "Who has the key of the green room?"
    unknown = ask(festival, question)
    approved = ApprovedAnswer(id="key", question=LocalizedText({"en": question}), answer=EVENT.name)
    known = ask(festival.with_approved((approved,)), question)
    assert unknown.text != known.text
    assert EVENT.name.best("en") in known.text


def test_the_answers_kept_are_bounded(counting: Counting) -> None:
    for number in range(REMEMBERED + 10):
        ask(counting, f"Hello {number}")
    assert len(counting._given) <= REMEMBERED
