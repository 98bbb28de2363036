"""Texts compared word by word."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.glossary import Glossary
from knowledge.meaning import Meanings
from knowledge.meaning.features import Word, mask, words
from knowledge.meaning.lexicon import ALIKE, Lexicon

GLOSSARY = Glossary.load()
MEANINGS = Meanings.load(GLOSSARY)
TABLE = MEANINGS.likeness


def told(question: str, sentences: list[str], heading: str = "") -> list[float]:
    page = MEANINGS.statements(sentences, heading, "en")
    return MEANINGS.likeness_of([page], MEANINGS.of(question, "en")).worded.tolist()


def test_a_sentence_that_repeats_the_question_is_like_it_word_by_word() -> None:
    same, other = told("towels provided", ["Towels are provided.", "The lift is out of order."])
    assert same == pytest.approx(ALIKE, abs=0.01)
    assert other < 0.8 * ALIKE


def test_words_of_the_heading_count_for_every_sentence() -> None:
    beneath, alone = (
        told("towels", ["Bring your own.", "None are lent."], "Towels"),
        told("towels", ["Bring your own."]),
    )
    assert beneath == pytest.approx([ALIKE, ALIKE], abs=0.01)
    assert alone[0] < 0.9 * ALIKE


def test_what_holds_no_words_is_like_nothing() -> None:
    assert told("", ["Bring your own.", "…"]) == [0.0, 0.0]
    assert told("towels", ["…", "Towels.", "…"]) == pytest.approx([0.0, ALIKE, 0.0], abs=0.01)
    assert told("…", ["…"]) == [0.0]


@pytest.mark.parametrize(
    ("language", "text", "count"), [("zh", "带毛巾吗", 3), ("th", "ผ้าเช็ดตัว", 3), ("en", f"towel {mask('item')}", 1)]
)
def test_texts_without_spaces_are_cut_and_masks_left_out(language: str, text: str, count: int) -> None:
    assert len([word for word in words(text, language, GLOSSARY) if len(word) > 1]) == count  # the others are concepts


def test_several_threads_share_a_lexicon() -> None:
    lexicon = Lexicon(TABLE)
    texts: list[list[Word]] = [[(n % 700 + 1, n), (n % 90 + 1,)] for n in range(4_000)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: lexicon.worded([], [text]).numbers, texts))
    again = [lexicon.worded([], [text]).numbers for text in texts]
    assert all(np.array_equal(one, other) for one, other in zip(found, again, strict=True))
    assert len({int(one) for numbers in found for one in numbers}) == 1 + 4_000 + 90


def test_texts_are_compared_together_as_they_are_one_by_one() -> None:
    pages = [
        MEANINGS.statements(sentences, heading, "en")
        for heading, sentences in (
            ("Towels", ["Bring your own.", "None are lent."]),
            ("", ["The lift is out of order.", "…", "Breakfast is at seven."]),
            ("Lift", ["Ask at the desk."]),
        )
    ]
    asked = MEANINGS.of("is there a lift or must I carry my towel", "en")
    together = np.stack(MEANINGS.likeness_of(pages, asked))
    apart = np.concatenate([np.stack(MEANINGS.likeness_of([page], asked)) for page in pages], axis=1)
    assert together == pytest.approx(apart, abs=1e-5)
    assert together.shape == (3, 6)
