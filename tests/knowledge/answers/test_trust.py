"""What speaks for an answer from the programme, and what speaks against it."""

import pytest

from knowledge.answers import programme
from knowledge.answers.assistant import TRUSTED
from knowledge.answers.context import Context
from knowledge.answers.model import Asker, Focus
from knowledge.answers.trust import Signals, signals, trust
from knowledge.answers.voice import Voice
from tests.knowledge.answers.festival import EVENT, NOW, assistant

FESTIVAL = assistant()


def read(text: str) -> tuple[Signals, float]:
    context = Context(EVENT, FESTIVAL.read(text, "en", NOW), Asker(language="en"), NOW, Focus(), Voice(EVENT, "en"))
    said = programme.answer(context)
    assert said is not None
    return signals(context, said), trust(context, said)


def test_a_time_at_which_the_item_is_not_speaks_against_it() -> None:
    fitting, sure = read("Which room is the opening ceremony in on 10 June?")
    other, unsure = read("Which room is the opening ceremony in on 12 June?")
    assert (fitting.untimely, other.untimely) == (0.0, 1.0)
    assert unsure < TRUSTED <= sure


def test_a_yes_or_no_about_a_time_is_not_untimely() -> None:
    assert read("Is the opening ceremony on 12 June?")[0].untimely == 0.0


def test_what_comes_after_something_on_a_day_when_it_is_not_is_untimely() -> None:
    assert read("What comes after the opening ceremony on 10 June?")[0].untimely == 0.0
    assert read("What comes after the opening ceremony on 12 June?")[0].untimely == 1.0


@pytest.mark.parametrize(("text", "plain"), [("When is the opening ceremony?", 1.0), ("the opening ceremony", 0.0)])
def test_what_is_asked_in_so_many_words_is_known(text: str, plain: float) -> None:
    assert read(text)[0].plain == plain


def test_the_place_named_says_which_item_is_meant() -> None:
    assert read("How long is the visit to the National Tile Museum?")[0].named == 1.0
