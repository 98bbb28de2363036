"""The course of a day: what is left of it, how it begins and ends, and when it leaves one free."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from knowledge.answers import day
from knowledge.answers.context import Context
from knowledge.answers.model import AnswerKind, Asker, Focus
from knowledge.answers.voice import Voice
from knowledge.event import Item
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


UNTIL_THE_OPENING = {
    "en": ("How long is it until the opening ceremony?", "In 2 hours 30 minutes."),
    "zh": ("离开幕式还有多久？", "还有2小时"),
    "fr": ("Combien de temps reste-t-il avant la cérémonie d’ouverture ?", "Dans 2"),
    "fi": ("Paljonko aikaa on avajaisiin?", "Aikaa jäljellä: 2 tuntia 30 minuuttia."),
    "de": ("Wie viel Zeit haben wir noch bis zur Eröffnungsfeier?", "Noch 2 Stunden 30 Minuten."),
    "el": ("Πόση ώρα απομένει μέχρι την τελετή έναρξης;", "Σε 2 ώρες 30 λεπτά."),
    "ko": ("개막식까지 얼마나 남았어요?", "2시간 30분 남았습니다."),
    "th": ("อีกนานไหมกว่าจะถึงพิธีเปิด", "อีก 2 ชั่วโมง 30 นาที"),
    "tr": ("Açılış törenine ne kadar kaldı?", "2 saat 30 dakika kaldı."),
}


@pytest.mark.parametrize("language", UNTIL_THE_OPENING)
def test_how_long_it_is_until_something_is_counted_from_now(language: str) -> None:
    question, said = UNTIL_THE_OPENING[language]
    found = FESTIVAL.ask(question, Asker(language=language), at(10, 15, 30))
    assert found.text.startswith(said)
    assert "18:00" in found.text
    assert found.focus.items == ("opening",)


def test_how_long_until_something_far_ahead_or_over_tells_its_day() -> None:
    for hour, on in ((0, 10), (20, 10)):
        found = FESTIVAL.ask("How long until the opening ceremony?", Asker(language="en"), at(on, hour))
        assert found.text.startswith("Opening ceremony: ")
        assert "10 June" in found.text


def test_until_people_leave_is_until_their_ride() -> None:
    context = asked("how long until we leave for the visit to the tile museum", 8)
    riding = replace(context, event=EVENT.with_items(_bound_for_the_museum(EVENT.items)))
    found = day.left(riding)
    assert found is not None
    assert found.text.startswith("In 1 hour.\n")
    assert found.focus.items == ("bus",)


def test_a_title_that_begins_like_leaving_is_no_leaving() -> None:
    ride = {"start": at(10, 17), "end": at(10, 17, 30), "destination": "hall", "venue": "museum"}
    items = tuple(item.model_copy(update=ride) if item.id == "bus" else item for item in EVENT.items)
    found = day.left(replace(asked("离开幕式还有多久", 16, "zh", on=10), event=EVENT.with_items(items)))
    assert found is not None
    assert found.text.startswith("还有2小时。\n开幕式")
    assert found.focus.items == ("opening", "bus")


def _bound_for_the_museum(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item.model_copy(update={"destination": "museum"}) if item.id == "bus" else item for item in items)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What comes after lunch?"),
        ("de", "Was kommt nach dem Mittagessen?"),
        ("zh", "吃完午饭去哪儿啊"),
        ("el", "Τι ακολουθεί μετά το μεσημεριανό;"),
        ("fi", "minne mennään lounaan jälkeen"),
        ("ko", "점심 먹고 뭐 해요?"),
    ],
)
def test_what_follows_a_meal_that_is_also_a_time_of_day_is_told(language: str, question: str) -> None:
    found = FESTIVAL.ask(question, Asker(language=language, delegation="bergen"), at(11, 10))
    assert found.kind is AnswerKind.PROGRAMME
    assert "fado" in found.focus.items or found.focus.items == ()


@pytest.mark.parametrize(
    ("said", "verdict"), [("at 6 pm", "Yes."), ("at 5 pm", "No."), ("at 7 pm", "Opening ceremony:")]
)
def test_whether_it_begins_then_is_neither_denied_nor_confirmed_while_it_is_on(said: str, verdict: str) -> None:
    found = FESTIVAL.ask(f"Is the opening ceremony {said}?", Asker(language="en"), at(10, 9))
    assert found.text.startswith(verdict)
    assert "18:00" in found.text


def test_where_to_be_at_a_time_is_what_is_on_then() -> None:
    for language, said in (("en", "Where do I have to be at 10?"), ("de", "Wo muss ich um 10 sein?")):
        found = FESTIVAL.ask(said, Asker(language=language), at(11, 9))
        assert found.focus.items == ("tiles",), language


@pytest.mark.parametrize(
    ("language", "said"), [("en", "When do we start tomorrow?"), ("fi", "mihin aikaan huominen alkaa")]
)
def test_when_a_day_begins_is_its_first_item(language: str, said: str) -> None:
    found = FESTIVAL.ask(said, Asker(language=language), at(10, 20))
    assert found.focus.items[0] == "bus"
    assert "09:00" in found.text


def test_a_time_of_rest_is_no_item_of_that_kind() -> None:
    found = FESTIVAL.ask("Do we have free time tomorrow afternoon?", Asker(language="en"), at(10, 20))
    assert found.kind is AnswerKind.PROGRAMME
    assert "14:00" in found.text


def test_where_a_meal_of_every_day_is_asks_for_that_of_today() -> None:
    found = FESTIVAL.ask("Where is lunch?", Asker(language="en"), at(10, 9))
    assert found.focus.items == ("lunch-1",)
    assert FESTIVAL.ask("When is lunch?", Asker(language="en"), at(10, 9)).focus.items == ("lunch-1", "lunch-2")


@pytest.mark.parametrize(
    ("said", "verdict", "told"), [("tomorrow", "Yes.", "lunch-2"), ("on Sunday", "No.", "lunch-1")]
)
def test_whether_there_is_something_on_a_day_is_said(said: str, verdict: str, told: str) -> None:
    found = FESTIVAL.ask(f"Is there a lunch {said}?", Asker(language="en"), at(10, 9))
    assert found.text.startswith(verdict)
    assert told in found.focus.items


def test_what_is_on_right_now_is_confirmed() -> None:
    found = FESTIVAL.ask("Is the opening ceremony on right now?", Asker(language="en"), at(10, 18, 30))
    assert found.text.startswith("Yes.")
