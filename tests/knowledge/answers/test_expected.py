"""What kind of thing an answer must hold, and which texts hold it."""

import tomllib

import pytest
from babel.numbers import get_currency_name

from knowledge.answers.expected import CURRENCIES, Expected, expected, holds
from knowledge.localize import LANGUAGES
from knowledge.questions.understand import Reader
from tests.knowledge.answers.festival import EVENT, NOW

READER = Reader(EVENT)


@pytest.mark.parametrize(
    "text",
    [
        "A new badge costs 1,450 baht.",
        "680 CNY a night",
        "每支10元",
        "5 euroa",
        "30 บาท",
        "It is free of charge.",
        "€4",
    ],
)
def test_a_price_is_known_in_any_currency(text: str) -> None:
    assert holds(text, frozenset({Expected.PRICE})) == 1.0


def test_currencies_are_named_as_unicode_names_them() -> None:
    table = tomllib.loads(CURRENCIES.read_text(encoding="utf-8"))
    told = {
        get_currency_name(code, count=count, locale=language).split()[-1]
        for code in table["codes"]
        for language in LANGUAGES
        for count in (1, 2, 5)
    }
    assert told == set(table["names"])


def test_minutes_are_no_price() -> None:
    assert holds("The ride takes 12 minutes.", frozenset({Expected.PRICE})) == 0.0


@pytest.mark.parametrize("text", ["하얼빈시 인구는 약 천만 명입니다.", "about two million people", "12 400 asukasta"])
def test_numbers_in_words_are_numbers(text: str) -> None:
    assert holds(text, frozenset({Expected.NUMBER})) == 1.0


def test_the_french_for_or_asks_for_no_place() -> None:
    asked = READER.read("deux téléphones et une montre, ça va ou il y a une limite ?", "fr", NOW)
    assert Expected.PLACE not in expected(asked)
    assert Expected.PLACE in expected(READER.read("où est la borne, déjà ?", "fr", NOW))


def test_which_number_of_a_booth_asks_for_no_day_in_chinese() -> None:
    assert Expected.TIME not in expected(READER.read("商务对接要去几号展位", "zh", NOW))


@pytest.mark.parametrize(
    "text",
    [
        "klo 13 alkaen",
        "28.6. asti",
        "jeudi à 16 h 30",
        "30 เมษายน",
        "cumartesi günü",
        "μέχρι τα μεσάνυχτα",
        "오전 정오까지",
        "到半夜",
    ],
)
def test_times_are_known_as_people_write_them(text: str) -> None:
    assert holds(text, frozenset({Expected.TIME})) == 1.0


@pytest.mark.parametrize(
    "text", ["Allow nine minutes on foot", "πέντε λεπτά", "yarım saat", "สองชั่วโมง", "puoli tuntia"]
)
def test_lengths_in_words_are_lengths(text: str) -> None:
    assert holds(text, frozenset({Expected.LENGTH})) == 1.0


@pytest.mark.parametrize(
    "text", ["kentälle P3", "osastolla B-14", "hinter der Bühne", "맞은편 건물", "kütüphanenin önünde"]
)
def test_places_are_known_by_number_and_side(text: str) -> None:
    assert holds(text, frozenset({Expected.PLACE})) == 1.0


def test_until_what_time_asks_no_price_in_turkish() -> None:
    assert Expected.PRICE not in expected(READER.read("Eczane cumartesi kaça kadar açık?", "tr", NOW))
    assert Expected.PRICE in expected(READER.read("türk kahvesi kaça", "tr", NOW))
