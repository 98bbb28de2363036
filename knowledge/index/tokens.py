"""Text into searchable terms: words without their endings, and character n-grams, by script."""

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary.letters import runs
from knowledge.glossary.stems import stem

Terms = NDArray[np.uint32]
"""Hashes of terms, with repetitions."""

GRAM_SIZES = {"word": (3, 4, 5), "han": (1, 2), "thai": (2, 3, 4), "hangul": (2, 3)}
"""Lengths of the n-grams within a run of each script, chosen by measurement."""

WORD_SIZES = {"han": (2,), "thai": (4,)}
"""What stands for a word in scripts that mark none."""

_NONE: Terms = np.zeros(0, dtype=np.uint32)


class Bag(NamedTuple):
    """The distinct terms of a text, sorted, and the square root of how often each stands in it."""

    terms: Terms
    roots: NDArray[np.float32]

    @classmethod
    def of(cls, terms: Terms) -> "Bag":
        distinct, counts = np.unique(terms, return_counts=True)
        return cls(distinct, np.sqrt(counts).astype(np.float32))


@lru_cache(maxsize=20_000)
def gram_bag(text: str, language: str) -> Bag:
    """The character n-grams of a short text, such as a question or a term; the same text is cut once."""
    return Bag.of(gram_terms(text, language))


@lru_cache(maxsize=20_000)
def word_bag(text: str, language: str) -> Bag:
    """The word stems of a short text; the same text is cut once."""
    return Bag.of(word_terms(text, language))


def gram_terms(text: str, language: str) -> Terms:
    """The hashed character n-grams of the text."""
    return _joined([_grams(script, run) for script, run in runs(text, language)])


def word_terms(text: str, language: str) -> Terms:
    """The hashed word stems of the text."""
    return _joined([_words(script, run, language) for script, run in runs(text, language)])


@lru_cache(maxsize=50_000)
def _grams(script: str, run: str) -> Terms:
    padded = f"_{run}_" if script in ("word", "hangul") else run
    return _hashed("g", _slices(padded, GRAM_SIZES[script]))


@lru_cache(maxsize=50_000)
def _words(script: str, run: str, language: str) -> Terms:
    sizes = WORD_SIZES.get(script)
    return _hashed("w", _slices(run, sizes) if sizes else [stem(run, language)])


def forget() -> None:
    """Give up what was remembered of runs that were cut before; after indexing that is much, and questions need little."""
    _grams.cache_clear()
    _words.cache_clear()


def _slices(run: str, sizes: tuple[int, ...]) -> list[str]:
    return [run[at : at + size] for size in sizes for at in range(len(run) - size + 1)] or [run]


def _hashed(kind: str, terms: list[str]) -> Terms:
    return np.array([crc32(f"{kind}{term}".encode()) for term in terms], dtype=np.uint32)


def _joined(parts: list[Terms]) -> Terms:
    return np.concatenate(parts) if parts else _NONE
