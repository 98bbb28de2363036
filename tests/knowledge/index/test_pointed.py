import numpy as np
import pytest

from knowledge.glossary import Glossary
from knowledge.index import Library, Passage
from knowledge.index.pointed import Asked, best_sentences
from knowledge.index.tokens import Bag, gram_bag, word_bag
from tests.knowledge.index.test_library import document


def asked(bag: Bag) -> Asked:
    return Asked.of(bag, np.ones(len(bag.terms), np.float32))


def said(question: str, *texts: str, language: str = "en") -> list[float]:
    passages = [
        Passage(id=str(n), source="s", key="k", language=language, title="t", text=text) for n, text in enumerate(texts)
    ]
    grams, words = asked(gram_bag(question, language)), asked(word_bag(question, language))
    return [float(one) for one in best_sentences(passages, grams, words, 0.5)]


def test_what_is_said_in_one_sentence_beats_what_is_scattered():
    together = "The shuttle leaves at noon. Bring a coat. Lunch is free."
    scattered = "The shuttle is red. Everyone leaves happy. The noon sun is low."
    first, second = said("shuttle leaves noon", together, scattered)
    assert first > second > 0


def test_only_the_best_sentence_counts_however_long_the_passage():
    short, long = said("shuttle", "The shuttle leaves.", "The shuttle leaves. Bring a coat. Lunch is free. It is cold.")
    assert short == pytest.approx(long)


def test_a_passage_that_says_nothing_of_the_question_gets_nothing():
    nothing, something = said("班车", "午餐免费。", "班车几点开？", language="zh")
    assert nothing == 0 < something
    assert said("?!", "Lunch is free.") == [0.0]


def test_a_passage_without_words_is_no_error():
    assert said("shuttle", "!!!", "—\n—", "The shuttle.")[:2] == [0.0, 0.0]


def test_the_library_puts_the_passage_first_that_answers_in_one_breath():
    scattered = "The bus to the museum is red. The last visitors were happy. Coats leave stains."
    together = "Mind the ice on the steps. The last bus leaves the museum at six. Coats are lent for free."
    library = Library.open(None, (document("a", scattered), document("b", together)), glossary=Glossary(()))
    assert library.search("When does the last bus leave the museum?", "en")[0].passage.key == "b"
