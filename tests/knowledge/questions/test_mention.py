"""Names of a programme are found in questions despite typos, endings and missing words."""

from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.event import Event, Item, LocalizedText
from knowledge.localize import LANGUAGES
from knowledge.questions.cues import cues
from knowledge.questions.mention import Mentioned
from knowledge.questions.names import likeness
from knowledge.questions.understand import Reader
from knowledge.questions.words import clean, fold
from tests.knowledge.answers.festival import EVENT, NOW

TOPICS = ("sqlite", "pytest", "typing", "sockets", "graphs", "parsers", "threads", "packaging", "plotting", "compilers")
ANGLES = ("Introduction to", "The future of", "Debugging", "What nobody tells you about", "How to teach", "Scaling")
PLACES = ("in space", "for biologists", "on small devices", "under pressure", "with friends", "at night")


def conference(size: int) -> Event:
    """An English-only conference with `size` talks of much the same words."""
    random = Random(7)
    start = datetime(2031, 3, 3, 9, tzinfo=UTC)
    titles = [f"{random.choice(ANGLES)} {random.choice(TOPICS)} {random.choice(PLACES)} {n:04d}" for n in range(size)]
    items = (
        Item(id=f"talk-{n}", title=LocalizedText({"en": title}), start=start + timedelta(minutes=n), end=start + timedelta(minutes=n + 25))
        for n, title in enumerate(titles)
    )  # fmt: skip
    return Event(id="conf", name=LocalizedText({"en": "Conf"}), items=tuple(items))


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("ceremoney", "ceremony"),
        ("museoon", "museossa"),
        ("muzesine", "muzesi"),
        ("museolle", "laattamuseoon"),
        ("cermony", "ceremony"),
    ],
)
def test_typos_endings_and_compounds_are_alike(word: str, other: str) -> None:
    assert likeness(word, other) >= 0.55


@pytest.mark.parametrize(
    ("word", "other"), [("hall", "halal"), ("pool", "poll"), ("conference", "confidence"), ("wifi", "wiki")]
)
def test_different_words_are_less_alike_than_forms_of_one(word: str, other: str) -> None:
    assert likeness(word, other) < likeness("ceremonies", "ceremony")


@pytest.mark.parametrize("text", ["museu do azulejo", "the tile museum", "瓷砖博物馆", "타일 박물관", "fliesenmuseum"])
def test_a_venue_is_found_by_its_names_and_aliases(text: str) -> None:
    assert Mentioned(EVENT).find(fold(text)).of("venue") == ("museum",)


def test_a_talk_is_found_among_thousands_and_fast() -> None:
    event = conference(5_000)
    mentioned = Mentioned(event)
    mentioned.find("warm")
    random = Random(3)
    times = []
    for _ in range(40):
        item = random.choice(event.items)
        question = fold(f"when is {item.title.best('en')}?")
        begin = perf_counter()
        found = mentioned.find(question)
        times.append(perf_counter() - begin)
        assert found.of("item") == (item.id,)
    assert sorted(times)[20] < 5


def test_a_title_is_no_cue_and_no_time() -> None:
    event = Event(
        id="conf",
        name=LocalizedText({"en": "Conf"}),
        items=(
            Item(
                id="a", title=LocalizedText({"en": "How to get there at 9:00"}), start=NOW, end=NOW + timedelta(hours=1)
            ),
            Item(
                id="b",
                title=LocalizedText({"en": "Closing words"}),
                start=NOW + timedelta(hours=2),
                end=NOW + timedelta(hours=3),
            ),
        ),
    )
    question = Reader(event).read("Who speaks at How to get there at 9:00?", "en", NOW)
    assert question.kind.value == "who"
    assert question.times == ()
    assert question.mentions.of("item") == ("a",)


def test_every_language_has_the_same_cues() -> None:
    names = {language: set(cues(language).patterns) for language in LANGUAGES}
    assert all(names[language] == names["en"] for language in LANGUAGES)


@given(st.text(max_size=300))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    cleaned = clean(text)
    assert len(fold(cleaned)) == len(cleaned)
    assert fold(fold(cleaned)) == fold(cleaned)
