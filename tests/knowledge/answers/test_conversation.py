"""What is not about the programme: documents, approved answers, small talk, and what nobody knows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers.model import ActionKind, Answer, AnswerKind, Asker
from tests.knowledge.answers.festival import EVENT, LANGUAGES, NOW, assistant

FESTIVAL = assistant()


def ask(text: str, language: str = "en") -> Answer:
    return FESTIVAL.ask(text, Asker(language=language, delegation="turku"), NOW)


def test_a_document_is_quoted_with_its_source() -> None:
    found = ask("Where can I leave my suitcases?")
    assert found.kind is AnswerKind.DOCUMENT
    assert "You can leave suitcases at the festival desk." in found.text
    assert "Luggage" in found.text
    assert [(c.source, c.title) for c in found.citations] == [("documents/luggage.md", "Luggage")]


def test_sources_that_contradict_each_other_are_both_shown() -> None:
    found = ask("When does the breakfast room open?")
    assert "06:30" in found.text
    assert "07:00" in found.text
    assert {citation.source for citation in found.citations} == {"documents/hotel.md", "documents/welcome.md"}


def test_a_document_in_another_language_says_so() -> None:
    found = ask("Où puis-je laisser mes valises ?", "fr")
    assert found.kind in (AnswerKind.DOCUMENT, AnswerKind.HANDOVER)
    if found.kind is AnswerKind.DOCUMENT:
        assert found.text.startswith("Disponible uniquement en anglais")


@pytest.mark.parametrize(
    "question",
    [
        "Is there a pool at the museum?",
        "How much does the fado night cost?",
        "Can I park at Alfama Hall?",
        "Who is speaking at the fado night?",
        "When does the gift shop of the tile museum open?",
        "Is there a sauna at the opening ceremony?",
    ],
)
def test_what_the_sources_do_not_say_is_handed_over(question: str) -> None:
    found = ask(question)
    assert found.kind is AnswerKind.HANDOVER
    assert ActionKind.STAFF in [action.kind for action in found.actions]


@pytest.mark.parametrize("question", ["what is the wifi password", "What's the Wi-Fi password?", "wifi pasword"])
def test_an_approved_question_wins_when_it_is_nearly_the_same(question: str) -> None:
    assert ask(question).kind is AnswerKind.APPROVED


def test_an_approved_answer_comes_in_the_language_of_the_question() -> None:
    assert ask("Wie lautet das WLAN-Passwort?", "de").text == "Es steht auf Ihrem Ausweis."


GREETINGS = ("hello", "你好", "bonjour", "hei", "guten Tag", "γεια σας", "안녕하세요", "สวัสดีครับ", "merhaba")
THANKS = (
    "thanks a lot",
    "谢谢",
    "merci beaucoup",
    "kiitos",
    "vielen Dank",
    "ευχαριστώ",
    "감사합니다",
    "ขอบคุณค่ะ",
    "teşekkürler",
)


@pytest.mark.parametrize(
    ("language", "text"), [*zip(LANGUAGES, GREETINGS, strict=True), *zip(LANGUAGES, THANKS, strict=True)]
)
def test_pleasantries_are_returned(language: str, text: str) -> None:
    found = ask(text, language)
    assert (found.kind, found.language) == (AnswerKind.SMALLTALK, language)


@pytest.mark.parametrize("text", ["", "   ", "😀🎉", "\u202e\u200f", "???"])
def test_a_message_without_words_is_answered_with_examples(text: str) -> None:
    found = ask(text)
    assert found.kind is AnswerKind.SMALLTALK
    assert ActionKind.ASK in [action.kind for action in found.actions]


def test_abuse_is_met_calmly() -> None:
    assert ask("you idiot").kind is AnswerKind.SMALLTALK


def test_marks_that_hide_text_do_not_matter() -> None:
    assert (
        ask("\u202eWhen is the opening\u200b ceremony?\u202c").citations
        == ask("When is the opening ceremony?").citations
    )


def test_several_questions_are_answered_one_by_one() -> None:
    found = ask("When is the opening ceremony? Where is Alfama Hall? Who is our liaison officer? What's next?")
    assert found.text.startswith("1. ")
    assert "\n2. " in found.text
    assert "\n3. " in found.text
    assert found.text.endswith("Please send the other questions one by one.")
    assert len(found.text) <= 700


def test_a_time_that_does_not_exist_is_said_to() -> None:
    assert "25:00" in ask("What is on at 25:00 tomorrow?").text


def test_a_choice_among_several_is_understood() -> None:
    offered = ask("When is lunch?")
    assert len(offered.citations) == 2


def test_every_question_offered_is_answered() -> None:
    for action in ask("hello").actions:
        assert ask(action.target).kind is AnswerKind.PROGRAMME


WORDS = st.sampled_from(
    [
        "when",
        "where",
        "opening",
        "ceremony",
        "?",
        "tile",
        "museum",
        "tomorrow",
        "25:00",
        "who",
        "开幕式",
        "박물관",
        "ไหม",
        "ne",
        "zaman",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=12).map(" ".join)),
    st.sampled_from([*LANGUAGES, "", "xx"]),
)
def test_any_text_gets_a_short_answer_with_facts_of_the_event(text: str, language: str) -> None:
    found = ask(text, language)
    assert 0 < len(found.text) <= 700
    for fact in found.facts:
        item = EVENT.items_by_id[fact.item]
        assert fact.value in {
            item.start.isoformat(), item.end.isoformat(), item.venue, str(item.status), item.room.best("en"), item.meeting_point.best("en")
        }  # fmt: skip


def test_a_very_long_message_is_answered_briefly() -> None:
    assert len(ask("When is the opening ceremony " + "really " * 3_000).text) <= 700
