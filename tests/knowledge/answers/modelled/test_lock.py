from datetime import UTC, datetime

import pytest

from knowledge.answers.modelled import FactLock, Source
from knowledge.event import Event
from tests.events import festival, item, text

NOW = datetime(2031, 5, 2, 8, 0, tzinfo=UTC)
PAGE = Source(
    "p1",
    "The boat tour leaves on 3 May at 14:00 from the Old Quay and costs 1,250 escudos. Captain Duarte takes 12 guests. "
    "Book at tour@harbour.example or call +351 21 555 0101. Details: https://harbour.example/tour",
    "en",
)


def event() -> Event:
    return festival(
        item("boat-tour", 5), item("gala", 9).model_copy(update={"room": text("Mirror Room", de="Spiegelsaal")})
    )


def refused(said: str, language: str, question: str = "") -> tuple[str, ...]:
    return FactLock(event()).unsupported(said, language, [PAGE], NOW, question)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It leaves at 2 pm on Saturday from the Old Quay."),
        ("de", "Die Bootstour beginnt am 3. Mai um 14 Uhr am Alten Kai und kostet 1.250 Escudos."),
        ("fr", "Le bateau part le 3 mai à 14h et coûte 1 250 escudos ; douze places."),
        ("fi", "Vene lähtee 3. toukokuuta klo 14.00, hinta on 1 250 escudoa."),
        ("el", "Το σκάφος φεύγει στις 3 Μαΐου στις 14:00 και κοστίζει 1.250 εσκούδα."),
        ("tr", "Tekne 3 Mayıs'ta saat 14.00'te kalkar ve 1.250 eskudo tutar."),
        ("zh", "游船5月3日下午两点出发,票价1250埃斯库多,可载12人。"),
        ("ko", "배는 5월 3일 오후 2시에 출발하며 요금은 1,250이스쿠두입니다."),
        ("th", "เรือออกวันที่ 3 พฤษภาคม เวลา 14.00 น. ราคา 1,250 เอสคูโด"),
        ("en", "Call +351 21 555 0101 or write to tour@harbour.example."),
    ],
)
def test_the_sources_own_facts_pass_in_every_language_and_notation(language: str, said: str) -> None:
    assert refused(said, language) == ()


@pytest.mark.parametrize(
    ("language", "said", "strange"),
    [
        ("en", "It leaves at 3 pm.", "15:00"),
        ("zh", "游船下午三点出发。", "15:00"),
        ("tr", "Tekne saat 15.00'te kalkar.", "15:00"),
        ("fi", "Vene lähtee kello viisitoista.", "15:00"),
        ("en", "It leaves on 4 May.", "2031-05-04"),
        ("ko", "배는 5월 4일에 출발합니다.", "2031-05-04"),
        ("en", "It costs 1,350 escudos.", "1350"),
        ("de", "Es gibt vierzig Plätze.", "40"),
        ("en", "Call +351 21 555 0999.", "351215550999"),
        ("en", "Book at https://evil.example/now today.", "https://evil.example/now"),
        ("en", "Meet in the Mirror Room.", "mirror room"),
        ("de", "Treffpunkt ist der Spiegelsaal.", "spiegelsaal"),
        ("en", "It is run by Captain Fernandes.", "Fernandes"),
        ("de", "Es führt Kapitän Fernandes Silva.", "Fernandes"),
        ("en", "See <b>this</b> page.", "<b>"),
        ("en", "See [this](page).", "]("),
    ],
)
def test_an_invented_fact_is_named(language: str, said: str, strange: str) -> None:
    assert strange in refused(said, language)


def test_a_name_from_the_question_may_be_repeated_but_not_its_numbers() -> None:
    assert refused("I do not know about Fernandes.", "en", "Does Fernandes come?") == ()
    assert refused("It leaves at 17:00.", "en", "Does it leave at 17:00?") == ("17:00",)
