"""How well each passage of one language answers a question: by its own words, and by words carried from another."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from knowledge.glossary import Carried
from knowledge.index.lexical import Floats, Postings, inverse_frequency
from knowledge.index.segment import Segment
from knowledge.index.tokens import Terms, gram_terms, word_terms

GRAM_SHARE = 0.7
"""What character n-grams count beside words, chosen by measurement."""


class Field(NamedTuple):
    """One kind of postings through all segments of a language."""

    postings: tuple[Postings, ...]
    rows: int
    mean_length: float

    @classmethod
    def of(cls, postings: Sequence[Postings]) -> "Field":
        rows = sum(len(one.lengths) for one in postings)
        return cls(tuple(postings), rows, sum(float(one.lengths.sum()) for one in postings) / max(rows, 1))

    def rarity(self, terms: Terms) -> Floats:
        """The idf of each term."""
        total = np.zeros(len(terms), dtype=np.int64)
        for one in self.postings:
            total += one.frequencies(terms)
        return inverse_frequency(total, self.rows)

    def coverage(self, terms: Terms) -> Floats:
        """For each row, about which share of what the terms tell stands there: 0 for none."""
        distinct, counts = np.unique(terms, return_counts=True)
        weights = self.rarity(distinct) * np.sqrt(counts).astype(np.float32)
        scored = [one.scores(distinct, weights, self.mean_length) for one in self.postings]
        return np.concatenate(scored) / max(float(weights.sum()), 1e-9) if scored else np.zeros(0, np.float32)


class Ranker:
    """The passages of one language."""

    def __init__(self, language: str, segments: Sequence[Segment]) -> None:
        self.language = language
        self.segments = tuple(segments)
        self.passages = tuple(passage for segment in segments for passage in segment.passages)
        self.alive = np.concatenate([segment.alive for segment in segments])
        self._words = Field.of([segment.words for segment in segments])
        self._grams = Field.of([segment.grams for segment in segments])

    def lexical(self, question: str) -> Floats:
        """How well each passage matches a question, or single words, in its own language."""
        grams = self._grams.coverage(gram_terms(question, self.language))
        words = self._words.coverage(word_terms(question, self.language))
        scores: Floats = (GRAM_SHARE * grams + (1 - GRAM_SHARE) * words) * self.alive
        return scores

    def carried(self, concepts: Sequence[Carried]) -> Floats:
        """How well each passage matches concepts: of each, the term that fits the passage best counts."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        whole = 0.0
        for concept in concepts:
            scores, weight = self._concept(concept)
            total += weight * scores
            whole += weight
        return total / whole * self.alive if whole else total

    def _concept(self, concept: Carried) -> tuple[Floats, float]:
        best = np.zeros(len(self.passages), dtype=np.float32)
        rarity = 0.0
        for term in concept.terms:
            terms = word_terms(term, self.language)
            if len(terms):
                best = np.maximum(best, self.lexical(term))
                rarity = max(rarity, float(self._words.rarity(terms).max()))
        return best, rarity * concept.weight
