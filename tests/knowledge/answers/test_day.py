"""The course of a day: what is left of it, how it begins and ends, and when it leaves one free."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from knowledge.answers import day
from knowledge.answers.context import Context
from knowledge.answers.model import Asker, Focus
from knowledge.answers.voice import Voice
from knowledge.localize import LANGUAGES
from knowledge.questions.intent import Aspect, Intent
from knowledge.questions.model import QuestionKind
from knowledge.questions.understand import Reader
from tests.knowledge.answers.festival import EVENT, assistant, at

READER = Reader(EVENT)


def asked(text: str, hour: int, language: str = "en", on: int = 11) -> Context:
    question = replace(READER.read(text, language, at(on, hour)), intent=Intent(QuestionKind.AGENDA, Aspect.REST))
    return Context(EVENT, question, Asker(language=language), at(on, hour), Focus(), Voice(EVENT, language))


def left(context: Context) -> set[str]:
    return set(day.rest(context).focus.items)


def test_what_is_left_leaves_out_what_is_over() -> None:
    morning, evening = left(asked("what is left today", 0)), left(asked("what is left today", 20))
    assert evening < morning
    assert all(EVENT.items_by_id[key].end <= at(11, 20) for key in morning - evening)


def test_when_nothing_is_left_it_is_said() -> None:
    assert day.rest(asked("what is left today", 23, on=14)).text.startswith("Nothing more")


def test_a_day_begins_with_its_first_and_ends_with_what_ends_last() -> None:
    that_day = [item for item in EVENT.items if EVENT.day(item.start) == at(11, 0).date() and not item.cancelled]
    first, last = (min(that_day, key=lambda item: item.start).id, max(that_day, key=lambda item: item.end).id)
    for said, expected in (
        ("tomorrow", (first, last)),
        ("the first tomorrow", (first,)),
        ("the last tomorrow", (last,)),
    ):
        found = day.ends(asked(said, 9, on=10))
        assert found is not None
        assert found.focus.items == expected


def test_gaps_between_items_are_free_time() -> None:
    found = day.free(asked("tomorrow", 9, on=10))
    assert found is not None
    listed = sorted((i for i in EVENT.items if EVENT.day(i.start) == at(11, 0).date()), key=lambda i: i.start)
    gaps = [(a.end, b.start) for a, b in pairwise(listed) if b.start - a.end >= timedelta(minutes=20)]
    assert len(found.text.splitlines()) == 1 + len(gaps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_it_in_its_own_words(language: str) -> None:
    said = day.rest(asked("", 0, language))
    assert said.language == language
    assert language == "en" or not said.text.startswith("Still to come")


FESTIVAL = assistant()


@pytest.mark.parametrize(
    "said", ["my programme tomorrow from 10 until noon", "tomorrow 10:00 – 12:00, what have I got?"]
)
def test_a_stretch_of_time_ends_where_it_is_said_to(said: str) -> None:
    found = FESTIVAL.ask(said, Asker(language="en"), at(10, 9))
    assert found.focus.items == ("tiles",)


def test_what_is_left_until_the_evening_begins_now() -> None:
    found = FESTIVAL.ask("my agenda today until the evening", Asker(language="en", delegation="bergen"), at(11, 12))
    assert found.focus.items == ("lunch-2", "fado")


def test_what_to_wear_at_a_time_is_told_of_what_is_on_then() -> None:
    found = FESTIVAL.ask("What should I wear tonight?", Asker(language="en"), at(10, 15))
    assert "Smart dress" in found.text


AFTER = {
    "en": "Which room do I go to after lunch, and when?",
    "fr": "Après le déjeuner je vais où, et à quelle heure ?",
    "tr": "Öğle yemeğinden sonra hangi salona geçiyorum ve kaçta?",
}


@pytest.mark.parametrize("language", AFTER)
def test_where_to_go_after_something_is_what_follows_it(language: str) -> None:
    found = FESTIVAL.ask(AFTER[language], Asker(language=language, delegation="turku"), at(10, 12, 45))
    assert "Great Hall" in found.text
    assert "18:00" in found.text


def test_who_is_on_now_is_told_with_what_is_on() -> None:
    found = FESTIVAL.ask("who is on stage right now?", Asker(language="en"), at(10, 18, 30))
    assert "Rui Costa" in found.text
