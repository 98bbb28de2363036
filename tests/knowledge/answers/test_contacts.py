"""Whom to call is told by what the matter is, though nobody is named."""

import pytest

from knowledge.answers.model import Asker
from knowledge.event import Contact, LocalizedText
from tests.knowledge.answers.festival import EVENT, NOW, assistant

ROLES = {"found": "Lost property", "doctor": "First-aid room", "badges": "Badge desk"}
PHONES = {key: f"+351 21 555 02{number:02}" for number, key in enumerate(ROLES)}
CONTACTS = tuple(Contact(id=key, role=LocalizedText({"en": role}), phone=PHONES[key]) for key, role in ROLES.items())
STAFFED = assistant(EVENT.model_copy(update={"contacts": CONTACTS}))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "I left my scarf on the tram, who do I call?"),
        ("fi", "Unohdin pipon bussiin, mihin soitan"),
        ("ko", "버스에 장갑 두고 내렸어요 어디로 전화해요?"),
        ("zh", "丢了东西该打哪个电话找"),
    ],
)
def test_a_loss_is_for_lost_property(language: str, question: str) -> None:
    said = STAFFED.ask(question, Asker(language=language), NOW).text
    assert PHONES["found"] in said
    assert PHONES["doctor"] not in said


def test_nobody_is_in_charge_of_what_no_role_is_about() -> None:
    said = STAFFED.ask("The hotel sauna is cold, who do I call?", Asker(language="en"), NOW).text
    assert not any(phone in said for phone in PHONES.values())
