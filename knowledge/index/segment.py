"""A batch of passages of one language, indexed together and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index.lexical import Postings
from knowledge.index.passage import Passage
from knowledge.index.tokens import gram_terms, word_terms

HEADING_WEIGHT = 2
"""How often a word of the heading counts."""


@dataclass(frozen=True)
class Segment:
    """`passages[i]` is row i of both postings; `alive[i]` is False once its document was changed or deleted."""

    language: str
    passages: tuple[Passage, ...]
    words: Postings
    grams: Postings
    alive: NDArray[np.bool_]

    @classmethod
    def of(cls, language: str, passages: Sequence[Passage]) -> "Segment":
        """The passages, all of this language, indexed."""
        texts = [indexed_text(passage) for passage in passages]
        # both of a text in turn, so that it is folded once; a batch may hold no text
        terms = [(word_terms(text, language), gram_terms(text, language)) for text in texts]
        words, grams = (Postings.of([pair[kind] for pair in terms]) for kind in (0, 1))
        return cls(language, tuple(passages), words, grams, np.ones(len(passages), dtype=np.bool_))


def indexed_text(passage: Passage) -> str:
    """What is searched of a passage: its headings, counted more than once, and its text."""
    headings = "\n".join((passage.title, *passage.path))
    return "\n".join([headings] * HEADING_WEIGHT + [passage.text])
