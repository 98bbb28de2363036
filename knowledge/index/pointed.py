"""How well the best single sentence of a passage answers: what is said in one breath answers better than what is scattered."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.index.lexical import LENGTH_SHARE, SATURATION, Floats
from knowledge.index.passage import Passage
from knowledge.index.sentences import split_sentences
from knowledge.index.tokens import Bag, Terms, gram_terms, word_terms


class Asked(NamedTuple):
    """A question's terms of one kind, sorted, with what each weighs."""

    terms: Terms
    weights: Floats

    @classmethod
    def of(cls, bag: Bag, rarity: Floats) -> "Asked":
        return cls(bag.terms, rarity * bag.roots)


class _Cut(NamedTuple):
    """The terms of one kind of a passage's sentences, one sentence after another, and how many each has."""

    terms: Terms
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, sentences: Sequence[Terms]) -> "_Cut":
        return cls(np.concatenate(sentences), np.array([len(terms) for terms in sentences]))


@lru_cache(maxsize=4_000)
def _cut(text: str, language: str) -> tuple[_Cut, _Cut]:
    """The n-grams and the words of a text's sentences; the same text is cut once."""
    sentences = [sentence for line in text.splitlines() for sentence in split_sentences(line)] or [text]
    terms = [(gram_terms(one, language), word_terms(one, language)) for one in sentences]
    grams, words = (_Cut.of(kind) for kind in zip(*terms, strict=True))
    return grams, words


def best_sentences(passages: Sequence[Passage], grams: Asked, words: Asked, gram_share: float) -> Floats:
    """For each passage how well its best sentence matches the question, in about 0..1."""
    cuts = [_cut(passage.text, passage.language) for passage in passages]
    by_grams = _matched([cut for cut, _ in cuts], grams)
    by_words = _matched([cut for _, cut in cuts], words)
    starts = np.cumsum([0, *(len(cut.lengths) for cut, _ in cuts[:-1])])
    best: Floats = np.maximum.reduceat(gram_share * by_grams + (1 - gram_share) * by_words, starts)
    return best


def _matched(cuts: Sequence[_Cut], asked: Asked) -> Floats:
    """BM25 of every sentence, as a share of the most that the question's terms can count."""
    lengths = np.concatenate([cut.lengths for cut in cuts])
    if not len(asked.terms):
        return np.zeros(len(lengths), np.float32)
    terms = np.concatenate([cut.terms for cut in cuts])
    at = np.minimum(np.searchsorted(asked.terms, terms), len(asked.terms) - 1)
    cells = np.repeat(np.arange(len(lengths)) * len(asked.terms), lengths) + at
    size = len(lengths) * len(asked.terms)
    found = np.bincount(cells[asked.terms[at] == terms], minlength=size).reshape(len(lengths), -1)
    penalty = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / max(float(lengths.mean()), 1.0))
    shares = found / (found + penalty[:, None]) @ asked.weights
    matched: Floats = (shares / max(float(asked.weights.sum()), 1e-9)).astype(np.float32)
    return matched
