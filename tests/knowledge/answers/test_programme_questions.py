"""Questions about the programme are answered from it, in the language they are put in."""

from datetime import datetime, timedelta

import pytest

from knowledge.answers.model import ActionKind, Answer, AnswerKind, Asker
from knowledge.event import LocalizedText
from tests.knowledge.answers.festival import EVENT, LANGUAGES, NOW, assistant, at

FESTIVAL = assistant()
MEMBER = {language: Asker(language=language, delegation="bergen") for language in LANGUAGES}


def answer(language: str, question: str, now: datetime = NOW) -> Answer:
    return FESTIVAL.ask(question, MEMBER[language], now)


WHEN_OPENING = {
    "en": ("When is the opening ceremony?", "what time does the openning ceremony start", "When's the ceremony?"),
    "zh": ("开幕式什么时候开始？", "开幕式几点"),
    "fr": ("Quand a lieu la cérémonie d'ouverture ?", "À quelle heure commence la ceremonie d'ouverture ?"),
    "fi": ("Milloin avajaiset alkavat?", "Mihin aikaan on avajaiset?"),
    "de": ("Wann beginnt die Eröffnungsfeier?", "Um wie viel Uhr ist die Eroeffnungsfeier?"),
    "el": ("Πότε είναι η τελετή έναρξης;", "Τι ώρα αρχίζει η τελετή έναρξης;"),
    "ko": ("개막식은 언제 시작해요?", "개막식 몇 시예요?"),
    "th": ("พิธีเปิดเริ่มกี่โมง", "พิธีเปิดจัดเมื่อไหร่ครับ"),
    "tr": ("Açılış töreni ne zaman?", "Açılış törenine saat kaçta başlanıyor?"),
}


@pytest.mark.parametrize(("language", "question"), [(k, q) for k, listed in WHEN_OPENING.items() for q in listed])
def test_when_gives_day_time_and_place(language: str, question: str) -> None:
    found = answer(language, question)
    assert (found.kind, found.language) == (AnswerKind.PROGRAMME, language)
    assert "18:00–19:30" in found.text
    assert "10" in found.text
    assert "Great Hall" in found.text
    assert [citation.source for citation in found.citations] == ["programme#opening"]
    assert ("opening", "start", "2032-06-10T17:00:00+00:00") in [(f.item, f.field, f.value) for f in found.facts]


BUS_OR_VISIT = {
    "en": ("When does the bus to the tile museum leave?", "When is the visit to the tile museum?"),
    "zh": ("去瓷砖博物馆的大巴几点出发？", "什么时候参观瓷砖博物馆？"),
    "fr": ("À quelle heure part le bus pour le musée de l'azulejo ?", "Quand a lieu la visite du musée de l'azulejo ?"),
    "fi": ("Mihin aikaan bussi lähtee museolle?", "Milloin on vierailu laattamuseossa?"),
    "de": ("Wann fährt der Bus zum Fliesenmuseum?", "Wann ist der Besuch im Fliesenmuseum?"),
    "el": ("Τι ώρα φεύγει το λεωφορείο για το μουσείο πλακιδίων;", "Πότε είναι η επίσκεψη στο μουσείο πλακιδίων;"),
    "ko": ("타일 박물관 가는 버스 몇 시에 출발해요?", "타일 박물관 방문은 언제예요?"),
    "th": ("รถบัสไปพิพิธภัณฑ์กระเบื้องออกกี่โมง", "เยี่ยมชมพิพิธภัณฑ์กระเบื้องกี่โมง"),
    "tr": ("Müzeye otobüs saat kaçta kalkıyor?", "Çini Müzesi ziyareti ne zaman?"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bus_is_told_from_the_visit_it_leads_to(language: str) -> None:
    bus, visit = BUS_OR_VISIT[language]
    assert "09:00–09:30" in answer(language, bus).text
    assert "10:00–11:30" in answer(language, visit).text


OTHERS = [
    ("en", "Where is the opening ceremony?", "Great Hall, Alfama Hall"),
    ("de", "Wo findet die Eröffnungsfeier statt?", "Great Hall"),
    ("ko", "개막식은 어디에서 열리나요?", "Great Hall"),
    ("th", "พิธีเปิดจัดที่ไหน", "Great Hall"),
    ("en", "How long is the fado night?", "2 hours"),
    ("fi", "Kuinka kauan fado-ilta kestää?", "2 tuntia"),
    ("zh", "法多之夜多长时间？", "2"),
    ("en", "Who is speaking at the opening ceremony?", "Anna Schmidt and Rui Costa"),
    ("tr", "Açılış töreninde kim konuşuyor?", "Anna Schmidt"),
    ("en", "When does Anna Schmidt speak?", "18:00–19:30"),
    ("en", "What should I wear to the opening ceremony?", "Smart dress"),
    ("fr", "Comment s'habiller pour la cérémonie d'ouverture ?", "Tenue élégante"),
    ("el", "Τι να φορέσω στην τελετή έναρξης;", "Κομψό ντύσιμο"),
    ("en", "What comes after the visit to the tile museum?", "13:00–14:00 Lunch"),
    ("de", "Was kommt nach dem Besuch im Fliesenmuseum?", "13:00–14:00 Mittagessen"),
    ("en", "Where do we meet for the opening ceremony?", "Foyer"),
    ("en", "Is the breathing workshop cancelled?", "Cancelled"),
    ("en", "When is the breathing workshop?", "Cancelled"),
    ("en", "Is the fado night on Friday?", "Yes."),
    ("en", "Is the fado night on Saturday?", "No."),
    ("fi", "Onko fado-ilta perjantaina?", "Kyllä."),
    ("en", "Is the fado night for our delegation?", "Yes"),
    ("en", "Who is our liaison officer?", "Ines Alves, +351 91 555 0199"),
    ("zh", "我们的联络员是谁？", "Ines Alves"),
    ("de", "Wie lautet die Telefonnummer unserer Ansprechpartnerin?", "+351 91 555 0199"),
    ("en", "What's the address of Alfama Hall?", "4 Rua do Sol, Lisbon (Rua do Sol 4, Lisboa)"),
    ("en", "Is Alfama Hall wheelchair accessible?", "Step-free"),
    ("en", "Which entrance of Alfama Hall?", "North door"),
    ("en", "When does the festival start?", "10 June"),
    ("en", "Which visits are there?", "Visit to the Tile Museum"),
    ("en", "Where is the Museu do Azulejo?", "Rua da Madre 4"),
    ("de", "Wann ist Fado night?", "21:00–23:00"),
    ("zh", "Breathing workshop几点？", "已取消"),
]


@pytest.mark.parametrize(("language", "question", "said"), OTHERS)
def test_kinds_of_question(language: str, question: str, said: str) -> None:
    found = answer(language, question)
    assert said in found.text
    assert found.language == language
    assert found.kind in (AnswerKind.PROGRAMME, AnswerKind.VENUE)


STRETCHES = {
    "en": ("What's next?", "What do I have tomorrow?"),
    "zh": ("接下来是什么？", "我明天有什么安排？"),
    "fr": ("Qu'est-ce qu'il y a ensuite ?", "Qu'est-ce que j'ai demain ?"),
    "fi": ("Mitä seuraavaksi?", "Mitä minulla on huomenna?"),
    "de": ("Was kommt als Nächstes?", "Was habe ich morgen?"),
    "el": ("Τι ακολουθεί;", "Τι έχω αύριο;"),
    "ko": ("다음 일정은 뭐예요?", "내일 제 일정은 뭐예요?"),
    "th": ("รายการต่อไปคืออะไร", "พรุ่งนี้ฉันมีอะไรบ้าง"),
    "tr": ("Sırada ne var?", "Yarın neyim var?"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_next_and_tomorrow(language: str) -> None:
    upcoming, tomorrow = STRETCHES[language]
    assert [c.source for c in answer(language, upcoming).citations] == ["programme#lunch-1"]
    sources = [c.source for c in answer(language, tomorrow).citations]
    assert sources == ["programme#bus", "programme#tiles", "programme#lunch-2", "programme#fado"]


def test_the_agenda_leaves_out_what_is_for_others() -> None:
    other = FESTIVAL.ask("What do I have tomorrow?", Asker(language="en", delegation="turku"), NOW)
    assert "programme#fado" not in [citation.source for citation in other.citations]


def test_the_route_says_how_long_and_when_to_leave() -> None:
    found = FESTIVAL.ask("How do I get to the tile museum?", MEMBER["en"], at(11, 8))
    assert "25 minutes, by coach" in found.text
    assert "Bus to the Tile Museum" in found.text


def test_what_is_on_now() -> None:
    assert "Lunch" in answer("en", "What's happening now?", at(10, 13)).text
    assert answer("en", "What's on right now?", at(10, 15)).text.startswith("Nothing is on right now.")


def test_a_changed_programme_answers_at_once() -> None:
    moved = [
        item.model_copy(update={"start": item.start + timedelta(hours=1), "end": item.end + timedelta(hours=1)})
        for item in EVENT.items
    ]
    later = FESTIVAL.with_event(EVENT.with_items(moved)).ask("When is the opening ceremony?", MEMBER["en"], NOW)
    assert "19:00–20:30" in later.text


def test_an_answer_about_one_item_offers_what_can_be_done_with_it() -> None:
    actions = {(action.kind, action.target) for action in answer("en", "When is the opening ceremony?").actions}
    assert (ActionKind.CALENDAR, "opening") in actions
    assert (ActionKind.MAP, "hall") in actions


FOLLOW_UPS = {
    "en": ("When is the opening ceremony?", "and where is it?"),
    "zh": ("开幕式几点？", "在哪里？"),
    "fr": ("Quand a lieu la cérémonie d'ouverture ?", "et où ?"),
    "fi": ("Milloin avajaiset ovat?", "entä missä?"),
    "de": ("Wann ist die Eröffnungsfeier?", "und wo?"),
    "el": ("Πότε είναι η τελετή έναρξης;", "και πού;"),
    "ko": ("개막식은 언제예요?", "그럼 어디서 해요?"),
    "th": ("พิธีเปิดกี่โมง", "แล้วจัดที่ไหน"),
    "tr": ("Açılış töreni ne zaman?", "peki nerede?"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_follow_up_is_about_what_was_just_talked_of(language: str) -> None:
    first, then = FOLLOW_UPS[language]
    focus = answer(language, first).focus
    found = FESTIVAL.ask(then, MEMBER[language], NOW, focus)
    assert [citation.source for citation in found.citations] == ["programme#opening"]
    assert "Great Hall" in found.text


def test_another_day_may_be_asked_about() -> None:
    focus = answer("en", "What do I have today?").focus
    found = FESTIVAL.ask("what about tomorrow?", MEMBER["en"], NOW, focus)
    assert "programme#fado" in [citation.source for citation in found.citations]


def test_one_word_for_several_items_lists_them_all() -> None:
    found = answer("en", "Give me the list of all my lunches, please")
    assert [c.source for c in found.citations] == ["programme#lunch-1", "programme#lunch-2"]


@pytest.mark.parametrize("question", ["Is the fado night on Friday indoors?", "Is the fado night on Friday sold out?"])
def test_yes_is_not_said_to_what_the_programme_does_not_tell(question: str) -> None:
    assert "Yes" not in answer("en", question).text


@pytest.mark.parametrize(
    ("language", "question"),
    [("el", "θα φάμε σήμερα το μεσημέρι στο Alfama Hall;"), ("en", "are we eating in Alfama Hall at noon today?")],
)
def test_whether_something_is_at_a_place_is_answered_from_that_day(language: str, question: str) -> None:
    """The other day's lunch is there, which nobody asked about."""
    moved = tuple(item.model_copy(update={"venue": "museum"}) if item.id == "lunch-1" else item for item in EVENT.items)
    asked = assistant(EVENT.with_items(moved)).ask(question, MEMBER[language], NOW)
    assert "programme#lunch-2" not in [citation.source for citation in asked.citations]


def test_what_of_a_kind_comes_before_or_after_an_item_is_told() -> None:
    dinner = EVENT.items[1].model_copy(update={"id": "dinner", "start": at(10, 20), "end": at(10, 21)})
    asked = assistant(EVENT.with_items((*EVENT.items, dinner)))
    before = asked.ask("Where do we eat before the opening ceremony?", MEMBER["en"], NOW)
    after = asked.ask("Where do we eat after the opening ceremony?", MEMBER["en"], NOW)
    assert [one.citations[0].source for one in (before, after)] == ["programme#lunch-1", "programme#dinner"]


def test_several_items_named_by_what_they_share_are_listed() -> None:
    rehearsals = tuple(
        EVENT.items[0].model_copy(
            update={
                "id": f"rehearsal-{city}",
                "title": LocalizedText({"en": f"Rehearsal with {city}"}),
                "start": at(12, hour),
                "end": at(12, hour + 1),
            }
        )
        for city, hour in (("Gdynia", 16), ("Bergen", 14))
    )
    asked = assistant(EVENT.with_items((*EVENT.items, *rehearsals)))
    found = asked.ask("list all the rehearsals please", MEMBER["en"], NOW)
    assert [one.source for one in found.citations] == ["programme#rehearsal-Bergen", "programme#rehearsal-Gdynia"]


def test_when_to_leave_so_as_not_to_be_late_is_about_the_way() -> None:
    found = answer("en", "When must I leave so that I am not late for the visit to the Tile Museum?")
    assert "9:00" in found.text
