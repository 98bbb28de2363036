"""Transfers are found by what they lead to, and never for a day or a place they do not serve."""

import pytest

from knowledge.answers.model import AnswerKind, Asker
from tests.knowledge.answers.festival import LANGUAGES, NOW, assistant

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
