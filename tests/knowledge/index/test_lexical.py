import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.lexical import LENGTH_SHARE, SATURATION, Postings, inverse_frequency

bags = st.lists(st.lists(st.integers(0, 12), max_size=20), min_size=1, max_size=8)


@given(bags, st.lists(st.integers(0, 15), min_size=1, max_size=6, unique=True))
def test_scores_are_those_of_the_formula(texts, asked):
    postings = Postings.of([np.array(text, np.uint32) for text in texts])
    mean = sum(map(len, texts)) / len(texts)
    terms = np.array(sorted(asked), np.uint32)
    weights = np.arange(1, len(terms) + 1, dtype=np.float32)
    found = postings.scores(terms, weights, np.zeros(len(terms), np.int64), 1, mean)[0]
    for text, score in zip(texts, found, strict=True):
        penalty = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(text) / max(mean, 1))
        counts = [text.count(term) for term in terms]
        assert score == pytest.approx(
            sum(w * n / (n + penalty) for w, n in zip(weights, counts, strict=True) if n), rel=1e-4
        )


@given(bags)
def test_every_term_is_found_in_as_many_rows_as_hold_it(texts):
    postings = Postings.of([np.array(text, np.uint32) for text in texts])
    found = postings.frequencies(np.arange(16, dtype=np.uint32))
    assert found.tolist() == [sum(term in text for text in texts) for term in range(16)]


def test_queries_asked_together_score_as_when_asked_alone():
    postings = Postings.of([np.array(text, np.uint32) for text in ([1, 2, 2], [2, 3], [])])
    terms, weights = np.array([1, 2, 3], np.uint32), np.ones(3, np.float32)
    together = postings.scores(terms, weights, np.array([0, 0, 1]), 2, 2.0)
    first = postings.scores(terms[:2], weights[:2], np.zeros(2, np.int64), 1, 2.0)
    second = postings.scores(terms[2:], weights[2:], np.zeros(1, np.int64), 1, 2.0)
    assert np.array_equal(together, np.concatenate([first, second]))


def test_the_rarer_term_tells_more_and_none_tells_nothing():
    rarity = inverse_frequency(np.array([0, 1, 5, 10]), 10)
    assert all(a > b > 0 and math.isfinite(a) for a, b in pairwise(rarity))
