"""A text as the features that the meaning model knows: character n-grams, words, pairs of words, and concepts named."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.glossary.letters import runs
from knowledge.glossary.stems import stem

Hashes = NDArray[np.uint32]
Word = tuple[int, ...]
"""The hashed features of a part of a text."""

GRAM_SIZES = {"word": (3, 4, 5), "han": (1, 2, 3), "thai": (2, 3, 4), "hangul": (1, 2, 3)}
"""Lengths of the n-grams within a run of each script."""
STRETCHES = {"han": (2, 1), "thai": (6, 3)}
"""How long a stretch is that stands for a word where words are not parted, and how far the next begins."""
NAMED = 0.7
"""How surely a text must name a concept."""
MASKS = ("item", "venue", "room", "person", "time")
"""What stands for a name or a time, so that the wording is learnt and not the event: written as U+E000 and following."""
MASK_AT = 0xE000


def mask(kind: str) -> str:
    """The character that stands for a name of this kind."""
    return chr(MASK_AT + MASKS.index(kind))


def features(text: str, language: str, glossary: Glossary, signs: Iterable[str] = ()) -> Hashes:
    """The features of the text, each once, as sorted hashes; `signs` are names of what rules found in it."""
    tokens = list(_tokens(text, language))
    found = [one for script, token in tokens for one in _parts(script, token, language)]
    words = ["^", *(stem(token, language) if script == "word" else token for script, token in tokens), "$"]
    found += [crc32(f"2{a} {b}".encode()) for a, b in pairwise(words) if len(a) + len(b) <= LONGEST_PAIR]
    found += _concepts(text, language, glossary)
    found += [crc32(f"r{sign}".encode()) for sign in signs]
    return np.unique(np.array(found, dtype=np.uint32))


def words(text: str, language: str, glossary: Glossary) -> list[Word]:
    """The text word by word, each as its features: runs of letters, short stretches of what is written without spaces, and concepts
    named."""
    tokens = ((script, piece) for script, token in _tokens(text, language) for piece in _pieces(script, token))
    found = [_parts(script, piece, language) for script, piece in tokens if script != "mask"]
    return [*found, *((concept,) for concept in _concepts(text, language, glossary))]


def _concepts(text: str, language: str, glossary: Glossary) -> list[int]:
    """The concepts that the text names, as features."""
    plain = "".join(" " if MASK_AT <= ord(char) < MASK_AT + len(MASKS) else char for char in text)
    named = {m.concept for m in glossary.named(plain, language) if m.weight >= NAMED}
    return [crc32(f"c{glossary.concepts[concept].id}".encode()) for concept in named]


def _pieces(script: str, token: str) -> Iterable[str]:
    """The stretches of a run of letters that are compared by themselves."""
    size, step = STRETCHES.get(script, (len(token), 1))
    return (token[at : at + size] for at in range(0, max(len(token) - size, 0) + step, step))


LONGEST_PAIR = 24
"""Characters of two neighbouring words that count as a pair: long runs of dense scripts never come again."""


def _tokens(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The runs of the folded text by script, masks among them."""
    begin = 0
    for at, char in enumerate(text):
        if MASK_AT <= ord(char) < MASK_AT + len(MASKS):
            yield from runs(text[begin:at], language)
            yield "mask", char
            begin = at + 1
    yield from runs(text[begin:], language)


@lru_cache(maxsize=2_000)
def _parts(script: str, token: str, language: str) -> tuple[int, ...]:
    if script == "mask":
        return (crc32(f"m{token}".encode()),)
    padded = f"_{token}_" if script in ("word", "hangul") else token
    grams = (padded[at : at + size] for size in GRAM_SIZES[script] for at in range(len(padded) - size + 1))
    return tuple(crc32(one.encode()) for one in _all(script, token, language, grams))


def _all(script: str, token: str, language: str, grams: Iterable[str]) -> Iterator[str]:
    yield from (f"g{gram}" for gram in grams)
    if script == "word":
        yield f"w{token}"
        yield f"s{stem(token, language)}"
