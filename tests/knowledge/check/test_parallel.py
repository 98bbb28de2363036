"""Language versions of a text must state the same facts, however each language writes them."""

import pytest

from knowledge.check import check
from knowledge.documents import Document, Section
from knowledge.packs import Pack
from tests.events import festival


def differing(english: str, other: str, language: str = "de") -> list[tuple[str, str]]:
    """What the other version lacks and what only it states."""
    versions = [
        Document(
            key="desk", source=f"documents/desk.{code}.md", language=code, title="Desk", sections=(Section(text=said),)
        )
        for code, said in (("en", english), (language, other))
    ]
    problems = check(Pack(event=festival(), documents=tuple(versions)))
    return [(one.params["lost"], one.params["extra"]) for one in problems if one.code == "facts_differ"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("el", "όλο το 24ωρο"), ("fr", "24 heures sur 24"), ("fr", "24h/24"), ("de", "24 Stunden"), ("fi", "24 tuntia"),
     ("tr", "24 saat"), ("ko", "24시간"), ("zh", "24小时"), ("th", "24 ชั่วโมง"), ("en", "24/7")],
)  # fmt: skip
def test_round_the_clock_is_no_number_that_others_must_repeat(language: str, said: str) -> None:
    assert differing("The desk answers day and night at 5550.", f"5550: {said}", language) == []
    assert differing("The 24-hour desk answers at 5550.", f"5550: {said}", language) == []


def test_other_hours_prices_and_rooms_must_agree() -> None:
    assert differing("Open until 18:00, room 210.", "Bis 18.00 Uhr, Raum 210.") == []
    assert differing("Open until 18:00, room 210.", "Bis 19.00 Uhr, Raum 210.") == [("18:00", "19:00")]
    assert differing("48 hours before", "24 Stunden vorher") == [("48", "–")]
    assert differing("It costs 1,200 euros.", "Das kostet 1.200 Euro.") == []
