"""The meaning model reads questions it has never seen, alike in nine languages."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES
from knowledge.meaning import Meanings
from knowledge.meaning.features import features, mask
from knowledge.meaning.packed import dots
from knowledge.questions.deciding import MEANT

GLOSSARY = Glossary.load()
MEANINGS = Meanings.load(GLOSSARY)

WIFI = {
    "en": "whats the wifi password pls",
    "zh": "无线网密码多少",
    "fr": "c'est quoi le mdp du wifi",
    "fi": "mikä on wifin salasana",
    "de": "wie lautet das wlan passwort",
    "el": "ποιος ειναι ο κωδικος του wifi",
    "ko": "와이파이 비번 뭐예요",
    "th": "รหัสไวไฟอะไรครับ",
    "tr": "wifi şifresi ne acaba",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_matter_is_recognised_in_every_language(language: str) -> None:
    label, share = MEANINGS.of(WIFI[language], language).best()
    assert label == "net:wifi"
    assert share > 0.5


def test_shares_sum_to_one_whatever_the_text() -> None:
    for text in ("", "…", "q" * 300, mask("item") + mask("time"), "когда", "\x00"):
        assert MEANINGS.of(text, "en").shares.sum() == pytest.approx(1.0, abs=1e-4)


def test_a_question_and_a_page_about_one_matter_meet_across_languages() -> None:
    asked = MEANINGS.of("where can i leave my suitcase after check-out?", "en").matters
    page, other = MEANINGS.statements(
        [
            "Das Gepäck kann nach dem Auschecken an der Rezeption abgegeben werden.",
            "Das Konzert dauert zwei Stunden mit einer Pause.",
        ],
        "",
        "de",
    ).matters[0]
    assert float(asked @ page) > 0.4
    assert float(asked @ page) > 4 * float(asked @ other)


def test_questions_about_a_programme_are_told_from_matters_of_pages() -> None:
    asked = MEANINGS.of(f"when does {mask('item')} start", "en", ["rule.when.", "cue.when", "has.item"])
    assert asked.programme > 0.8
    assert MEANINGS.of("can I pay by card in taxis", "en").programme < 0.3


def test_every_reading_that_is_acted_on_is_one_the_model_knows() -> None:
    assert MEANT.keys() <= set(MEANINGS.labels)


def test_features_do_not_depend_on_case_accents_or_order_of_signs() -> None:
    one = features("Où est la salle ?", "fr", GLOSSARY, ["b", "a"])
    other = features("ou est la SALLE", "fr", GLOSSARY, ["a", "b"])
    assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "do I need something to dry myself with"),
        ("de", "womit trockne ich mich nach dem Duschen ab?"),
        ("fr", "je prends de quoi m'essuyer ?"),
        ("ko", "씻고 나서 몸 닦을 거 챙겨가야 하나요"),
    ],
)
def test_a_question_is_most_like_the_sentence_that_answers_it_in_other_words(language: str, question: str) -> None:
    sentences = [
        "Towels are not provided in the hostel, please bring your own.",
        "The hostel kitchen closes at ten in the evening.",
        "Bicycles can be left in the cellar of the hostel.",
        "Breakfast is served from 06:45.",
    ]
    gists = MEANINGS.statements(sentences, "", "en").gists
    likeness = dots(gists, MEANINGS.of(question, language).gist)
    assert int(likeness.argmax()) == 0
    assert float(likeness.max()) <= 1.01


def test_linear_algebra_has_one_thread_while_answers_are_sought() -> None:
    assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} == {1}
