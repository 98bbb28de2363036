"""Ways between two places, of which one may be spoken of without its name."""

import pytest

from knowledge.answers.model import Answer, AnswerKind, Asker
from knowledge.event import Travel, Venue
from tests.knowledge.answers.festival import EVENT, NOW, assistant, english

INN = Venue(id="inn", name=english("Saphan Inn"), address=english("Rua Nova 8"))
WALK = Travel(origin="inn", destination="hall", minutes=11, mode="walk")
FESTIVAL = assistant(EVENT.model_copy(update={"venues": (*EVENT.venues, INN), "travel": (*EVENT.travel, WALK)}))


def answer(language: str, question: str) -> Answer:
    return FESTIVAL.ask(question, Asker(language=language, delegation="bergen"), NOW)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "I'm staying at the Saphan Inn, how many minutes on foot to the congress centre?"),
        ("de", "Ich wohne im Saphan Inn, wie viele Minuten zu Fuß bis zum Kongresszentrum?"),
        ("el", "Μένω στο Saphan Inn, πόσα λεπτά περπάτημα είναι ως το συνεδριακό κέντρο;"),
        ("fi", "Montako minuuttia kestää kävellä Saphan Innistä kongressikeskukseen?"),
    ],
)
def test_the_hall_of_the_sessions_is_the_other_end(language: str, question: str) -> None:
    first = answer(language, question).text.splitlines()[0]
    assert first.startswith("Saphan Inn → Alfama Hall: 11")


def test_from_the_congress_centre_the_way_leads_to_the_place_named() -> None:
    first = answer("en", "How far is it from the congress centre to the tile museum?").text.splitlines()[0]
    assert first == "Alfama Hall → National Tile Museum: 25 minutes, by coach."


@pytest.mark.parametrize(
    "question", ["How long is the walk from the Saphan Inn to the windmill?", "How far is it from Saphan Inn?"]
)
def test_the_place_one_sets_out_from_is_no_answer(question: str) -> None:
    found = answer("en", question)
    assert found.kind is AnswerKind.HANDOVER or "Rua Nova" not in found.text


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "Room number of the opening ceremony?"), ("ko", "개막식 방 번호?"), ("zh", "开幕式的房间号？")],
)
def test_the_room_number_of_an_item_is_no_private_matter(language: str, question: str) -> None:
    assert "Great Hall" in answer(language, question).text
