"""Documents and approved answers, asked through the whole assistant over a real library."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from knowledge.answers.assistant import Assistant
from knowledge.answers.model import Answer, AnswerKind, Asker
from knowledge.documents.model import Document, Section
from knowledge.event import Event, LocalizedText
from knowledge.glossary import Glossary
from knowledge.glossary.relations import generic, related
from knowledge.index import Library
from knowledge.packs.model import ApprovedAnswer

EVENT = Event(id="fair", name=LocalizedText({"en": "Lantern Fair"}))
DOCUMENTS = (
    Document(
        source="documents/clothing.md",
        key="clothing",
        language="en",
        title="Warm clothing",
        sections=(
            Section(path=("Coats and boots",), text="The coat desk lends boots in sizes 36–47 free of charge."),
            Section(path=("Frostbite",), text="White, numb skin is a sign of frostbite. Go inside and warm it slowly."),
        ),
    ),
    Document(
        source="documents/hotel.md",
        key="hotel",
        language="en",
        title="Hotel",
        sections=(
            Section(path=("Arrival",), text="Check-in is from 14:00; early check-in needs a call to the desk."),
            Section(path=("Leisure",), text="The swimming pool on 3F is open 06:00–22:00."),
        ),
    ),
    Document(
        source="documents/museum.md",
        key="museum",
        language="en",
        title="Clock museum",
        sections=(
            Section(path=("Opening hours",), text="The clock museum is open 10:00–18:00 from Tuesday to Sunday."),
        ),
    ),
    Document(
        source="documents/lost.md",
        key="lost",
        language="en",
        title="Lost property",
        sections=(
            Section(path=("Left on a coach",), text="Things found on the coaches are at the hotel the same evening."),
            Section(path=("Where to ask",), text="Lost property is kept at the front desk, phone +44 20 5550 0107."),
        ),
    ),
)
PACKED = ApprovedAnswer(
    id="water",
    question=LocalizedText({"en": "Can I drink the tap water?"}),
    answer=LocalizedText({"en": "No. Two bottles a day are in your room. The kettle boils water."}),
    source="questions.csv",
)
BY_STAFF = ApprovedAnswer(
    id="staff-7",
    question=LocalizedText({"en": "Where can I park my bicycle?"}),
    answer=LocalizedText({"en": "Behind the north gate."}),
)
APPROVED = (PACKED, BY_STAFF)
LIBRARY = Library.open(None, DOCUMENTS, APPROVED, event=EVENT)
ASSISTANT = Assistant(EVENT, LIBRARY, APPROVED)


def ask(text: str) -> Answer:
    return ASSISTANT.ask(text, Asker(language="en"), datetime(2026, 1, 5, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("Can I borrow boots, and in what sizes?", "36–47"),
        ("check in time?", "14:00"),
        ("When does the clock museum open?", "10:00"),
    ],
)
def test_what_is_said_in_other_words_is_found(question: str, fact: str) -> None:
    assert fact in ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Is there a swimming pool at the clock museum?",
        "How much is a ticket for the clock museum?",
        "What are the opening hours of St Sophia?",
    ],
)
def test_what_no_text_says_of_the_thing_asked_about_is_handed_over(question: str) -> None:
    assert ask(question).kind is AnswerKind.HANDOVER


def test_whom_to_call_is_taken_from_another_section_of_the_document() -> None:
    assert "0107" in ask("I left something on the coach, who do I call?").text


def test_approved_answers_are_given_whole_and_cited_by_where_they_stand() -> None:
    packed, by_staff = ask("is the tap water ok to drink"), ask("Where can I park my bicycle?")
    assert "kettle" in packed.text
    assert [one.source for one in packed.citations] == ["questions.csv"]
    assert [one.source for one in by_staff.citations] == ["approved#staff-7"]


def test_searches_and_updates_from_several_threads_do_not_disturb_each_other() -> None:
    library = Library.open(None, DOCUMENTS, event=EVENT)

    def step(number: int) -> bool:
        if number % 5 == 0:
            library.update(DOCUMENTS[number % 2 :])
        return any(hit.passage.key == "museum" for hit in library.search("clock museum opening hours", "en"))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(step, range(60)))


def test_related_and_generic_concepts_are_in_the_glossary() -> None:
    known = {concept.id for concept in Glossary.load().concepts}
    assert related().keys() <= known
    assert generic() <= known
