"""Transfers are found by what they lead to, and never for a day or a place they do not serve."""

from datetime import timedelta

import pytest

from knowledge import localize
from knowledge.answers.model import AnswerKind, Asker
from knowledge.event import LocalizedText
from tests.knowledge.answers.festival import EVENT, LANGUAGES, NOW, assistant

FESTIVAL = assistant()

COACH = {
    "en": "where does the museum coach pick us up",
    "zh": "去瓷砖博物馆的车在哪里接我们",
    "fr": "Où monte-t-on dans le car pour le musée de l’azulejo ?",
    "fi": "Mistä bussi laattamuseoon lähtee?",
    "de": "Wo fährt der Bus zum Fliesenmuseum ab?",
    "el": "από πού μας παίρνει το λεωφορείο για το Μουσείο Πλακιδίων",
    "ko": "타일 박물관 가는 버스 어디서 타요?",
    "th": "รถไปพิพิธภัณฑ์กระเบื้องขึ้นที่ไหน",
    "tr": "Çini Müzesi otobüsüne nereden biniyoruz?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_to_board_the_coach_to_a_place(language: str) -> None:
    assert "Gate 2" in FESTIVAL.ask(COACH[language], Asker(language=language, delegation="bergen"), NOW).text


def test_a_ride_is_not_told_for_a_day_on_which_it_does_not_run() -> None:
    found = FESTIVAL.ask("When does the bus to the Tile Museum leave on 10 June?", Asker(language="en"), NOW)
    assert "09:00" not in found.text
    assert found.kind is not AnswerKind.PROGRAMME


OFF = {
    "en": "what time do we head off to the Tile Museum",
    "zh": "去瓷砖博物馆几点动身",
    "fr": "on part à quelle heure pour le musée de l’azulejo",
    "fi": "moneltako lähdetään laattamuseoon",
    "de": "wann müssen wir los zum Fliesenmuseum",
    "el": "τι ώρα να κατέβω για το Μουσείο Πλακιδίων",
    "ko": "타일 박물관 가려면 몇 시에 나가야 돼요",
    "th": "ต้องออกไปพิพิธภัณฑ์กระเบื้องกี่โมง",
    "tr": "Çini Müzesi için kaçta çıkmalıyız",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_to_set_out_is_when_the_ride_leaves(language: str) -> None:
    assert "09:00" in FESTIVAL.ask(OFF[language], Asker(language=language, delegation="bergen"), NOW).text


RIDE = {
    "en": "how long is the bus ride to the Tile Museum",
    "zh": "坐大巴去瓷砖博物馆要多久",
    "fr": "Combien de temps dure le trajet en car jusqu’au musée de l’azulejo ?",
    "fi": "Kauanko bussimatka laattamuseoon kestää?",
    "de": "Wie lange fährt der Bus zum Fliesenmuseum?",
    "el": "πόση ώρα κάνει το λεωφορείο για το Μουσείο Πλακιδίων",
    "ko": "타일 박물관까지 버스로 얼마나 걸려요?",
    "th": "นั่งรถบัสไปพิพิธภัณฑ์กระเบื้องใช้เวลานานเท่าไหร่",
    "tr": "Çini Müzesi’ne otobüs ne kadar sürüyor?",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_long_a_ride_takes_is_said(language: str) -> None:
    found = FESTIVAL.ask(RIDE[language], Asker(language=language, delegation="bergen"), NOW)
    assert localize.duration(timedelta(minutes=30), language) in found.text


def test_a_ride_says_with_what_it_goes() -> None:
    coach = EVENT.items_by_id["bus"].model_copy(update={"transport": LocalizedText({"en": "Coach 7"})})
    event = EVENT.with_items(coach if item.id == "bus" else item for item in EVENT.items)
    found = FESTIVAL.with_event(event).ask("which bus goes to the Tile Museum, and when?", Asker(language="en"), NOW)
    assert "Coach 7" in found.text


def test_who_stays_somewhere_sets_out_from_there() -> None:
    found = FESTIVAL.ask(
        "We are staying at Alfama Hall. When does the bus to the Tile Museum go?", Asker(language="en"), NOW
    )
    assert found.focus.items == ("bus",)
