"""The language of a question; `languages.toml` holds short ones."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.localize import LANGUAGES
from knowledge.questions.language import detect

QUESTIONS = tomllib.loads((Path(__file__).parent / "languages.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "text"), [(code, text) for code in QUESTIONS for text in QUESTIONS[code]])
def test_tells_the_language_of_a_short_question(language: str, text: str) -> None:
    assert detect(text) == language
    assert detect(text, own=language) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [(code, text) for code in QUESTIONS for text in QUESTIONS[code] if len(text.split()) > 2 or code in "zhkothel"],
)
def test_a_sentence_is_stronger_than_the_askers_own_language(language: str, text: str) -> None:
    assert {detect(text, own=own) for own in LANGUAGES} == {language}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Global Mayors Dialogue 几点开始？", "zh"),
        ("Harbin Grand Theatre อยู่ที่ไหน", "th"),
        ("Sofitel Harbin 호텔은 어디예요?", "ko"),
        ("Πού είναι το Harbin Grand Theatre;", "el"),
        ("Where is 哈尔滨大剧院?", "en"),
        ("How do I get to 太阳岛?", "en"),
        ("Was heißt 冰雪大世界?", "de"),
        ("Missä on 송화강?", "fi"),
    ],
)
def test_a_name_in_another_script_does_not_change_the_language(text: str, language: str) -> None:
    assert {detect(text, own=own) for own in ("", *LANGUAGES)} == {language}


@pytest.mark.parametrize(
    "text", ["", "14:30", "👍", "ok", "Harbin Grand Theatre", "Sofitel", "Где ужин?", "夕食はどこですか"]
)
def test_the_askers_own_language_when_the_text_does_not_say(text: str) -> None:
    assert [detect(text, own=own) for own in ("", *LANGUAGES)] == ["en", *LANGUAGES]


def test_only_allowed_languages_are_told() -> None:
    assert detect("午餐在哪里？", own="de", allowed=("en", "de")) == "de"
    assert detect("Missä lounas on?", allowed=("en", "fr")) in ("en", "fr")


def test_function_words_do_without_the_statistical_model() -> None:
    code = (
        "import sys; from knowledge.questions.language import detect; "
        "detect('Wo gibt es Mittagessen?'); print('py3langid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@given(st.text(max_size=80), st.sampled_from(("", *LANGUAGES)))
def test_any_text_has_a_language(text: str, own: str) -> None:
    assert detect(text, own) in LANGUAGES
