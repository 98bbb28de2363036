"""How well each passage of one language answers a question: by its own words, and by words carried from another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from knowledge.glossary import Carried
from knowledge.index.lexical import Floats, Postings, inverse_frequency
from knowledge.index.nearest import Place
from knowledge.index.passage import Passage
from knowledge.index.pointed import Asked, best_sentences
from knowledge.index.segment import Segment
from knowledge.index.tokens import Bag, Terms, gram_bag, word_bag

GRAM_SHARE = 0.55
"""What character n-grams count beside words, chosen by measurement."""


COMMON_SHARE, COMMON_ROWS = 0.3, 1_000
"""A term that stands in more of the rows than both is not looked up: it takes long and tells little."""


POINTED, SENTENCE_SHARE = 10, 0.2
"""The passages of which the best sentence is looked at, and what it counts beside the passage, chosen by measurement."""


KEPT = 500_000
"""Scores of terms that are kept for further questions, in each language."""


class Field(NamedTuple):
    """One kind of postings through all segments of a language."""

    postings: tuple[Postings, ...]
    rows: int
    mean_length: float

    @classmethod
    def of(cls, postings: Sequence[Postings]) -> "Field":
        rows = sum(len(one.lengths) for one in postings)
        return cls(tuple(postings), rows, sum(float(one.lengths.sum()) for one in postings) / max(rows, 1))

    @property
    def common(self) -> float:
        """The idf of a term that is too common to look up."""
        rows = max(int(COMMON_SHARE * self.rows), COMMON_ROWS)
        return float(inverse_frequency(np.array([rows]), self.rows)[0]) if rows < self.rows else 0.0

    def rarity(self, terms: Terms) -> Floats:
        """The idf of each term."""
        total = np.zeros(len(terms), dtype=np.int64)
        for one in self.postings:
            total += one.frequencies(terms)
        return inverse_frequency(total, self.rows)

    def coverages(self, bags: Sequence[Bag]) -> tuple[Floats, Floats]:
        """For each query and row, about which share of what the query's terms tell stands there, 0 for none; and for
        each query its most telling term's idf."""
        owners = np.repeat(np.arange(len(bags)), [len(bag.terms) for bag in bags])
        terms = np.concatenate([bag.terms for bag in bags])
        rarity = self.rarity(terms)
        weights = rarity * np.concatenate([bag.roots for bag in bags])
        wholes = np.maximum(np.bincount(owners, weights, minlength=len(bags)), 1e-9).astype(np.float32)
        most = np.zeros(len(bags), np.float32)
        np.maximum.at(most, owners, rarity)
        telling = rarity > self.common
        asked = terms[telling], weights[telling], owners[telling]
        scored = [one.scores(*asked, len(bags), self.mean_length) for one in self.postings]
        return np.concatenate(scored, axis=1) / wholes[:, None], most


class Ranker:
    """The passages of one language."""

    def __init__(self, language: str, segments: Sequence[tuple[int, Segment]]) -> None:
        self.language = language
        listed = [segment for _, segment in segments]
        self.passages = tuple(passage for segment in listed for passage in segment.passages)
        self._alive = np.concatenate([segment.alive for segment in listed]) if listed else np.zeros(0, np.bool_)
        self._words = Field.of([segment.words for segment in listed])
        self._grams = Field.of([segment.grams for segment in listed])
        self._known: dict[str, tuple[Floats, float]] = {}
        starts = accumulate((len(segment.passages) for segment in listed), initial=0)
        self._starts = {number: start for (number, _), start in zip(segments, starts, strict=False)}

    def matches(self, question: str, concepts: Sequence[Carried]) -> tuple[Floats, Floats]:
        """How well each passage matches a question's own words, and concepts carried from it: of those that the same
        words name, the term that fits best counts."""
        meant: dict[str, dict[str, float]] = defaultdict(dict)
        for concept in concepts:
            for term in concept.terms:
                meant[concept.said][term] = max(concept.weight, meant[concept.said].get(term, 0.0))
        own: Floats = self._matched([question])[0][0] * self._alive
        if not meant:
            return own, np.zeros(len(self.passages), np.float32)
        matched, rarity = self._known_terms([term for terms in meant.values() for term in terms])
        sure = np.array([weight for terms in meant.values() for weight in terms.values()], np.float32)
        starts = np.cumsum([0, *map(len, meant.values())])[:-1]
        weights = np.maximum.reduceat(rarity * sure, starts)
        total: Floats = weights @ np.maximum.reduceat(matched, starts, axis=0)
        return own, total / max(float(weights.sum()), 1e-9) * self._alive

    def _known_terms(self, terms: Sequence[str]) -> tuple[Floats, Floats]:
        """As `_matched`, kept from question to question: the glossary's terms are few and come again."""
        new = [term for term in dict.fromkeys(terms) if term not in self._known]
        known = self._known
        if new:
            matched, rarity = self._matched(new)
            rows = {term: (matched[at].copy(), float(rarity[at])) for at, term in enumerate(new)}
            known = {**{term: self._known[term] for term in terms if term in self._known}, **rows}
            if (len(self._known) + len(rows)) * len(self.passages) > KEPT:
                self._known.clear()
            self._known.update(rows)
        found = [known[term] for term in terms]
        return np.stack([row for row, _ in found]), np.array([rare for _, rare in found], np.float32)

    def pointed(self, question: str, scores: Floats) -> Floats:
        """The scores, those of the best passages weighed with how well their best sentence matches the question."""
        best = np.argpartition(-scores, POINTED)[:POINTED] if len(scores) > POINTED else np.arange(len(scores))
        best = best[scores[best] > 0]
        if not len(best):
            return scores
        grams, words = gram_bag(question, self.language), word_bag(question, self.language)
        asked = (
            Asked.of(grams, self._grams.rarity(grams.terms)),
            Asked.of(words, self._words.rarity(words.terms)),
        )
        said = best_sentences([self.passages[row] for row in best], *asked, GRAM_SHARE)
        # Scaled to the scores they are mixed with, so that only the order changes.
        scale = float(scores[best].sum()) / max(float(said.sum()), 1e-9)
        found = scores.copy()
        found[best] = (1 - SENTENCE_SHARE) * scores[best] + SENTENCE_SHARE * scale * said
        return found

    def _matched(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """For each text and passage how well they match, and for each text its rarest word's idf."""
        grams, _ = self._grams.coverages([gram_bag(text, self.language) for text in texts])
        words, rarity = self._words.coverages([word_bag(text, self.language) for text in texts])
        matched: Floats = GRAM_SHARE * grams + (1 - GRAM_SHARE) * words
        return matched, rarity

    def placed(self, near: Mapping[Place, float]) -> Floats:
        """The cosine of each passage that is among the nearest, 0 for the others."""
        total = np.zeros(len(self.passages), dtype=np.float32)
        for place, cosine in near.items():
            if place.segment in self._starts:
                total[self._starts[place.segment] + place.row] = max(cosine, 0.0)
        return total * self._alive

    def version_of(self, passage: Passage) -> Passage | None:
        """The passage of this language that says what a passage of another says; None when the document lacks it here."""
        if passage.language == self.language:
            return passage
        outline = self._outlines.get(passage.key)
        if not outline:
            return None
        section = outline.get(passage.section)
        return section[min(passage.place, len(section) - 1)] if section else None

    @cached_property
    def parts(self) -> frozenset[tuple[str, int]]:
        """The documents and sections that this language tells of."""
        return frozenset((key, section) for key, outline in self._outlines.items() for section in outline)

    @cached_property
    def _outlines(self) -> Mapping[str, Mapping[int, Sequence[Passage]]]:
        """The live passages of each document by section."""
        found: dict[str, dict[int, list[Passage]]] = defaultdict(lambda: defaultdict(list))
        for row in np.flatnonzero(self._alive):
            passage = self.passages[row]
            found[passage.key][passage.section].append(passage)
        return found
