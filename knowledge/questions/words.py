"""Text made comparable: cleaned, folded (same length, so that character spans stay true), cut into words and grams."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 1_500
"""Characters of a message that are read; nobody asks a question longer than this."""

_SPECIAL = {
    "ı": "i",
    "İ": "i",
    "ß": "s",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "æ": "a",
    "Æ": "a",
    "’": "'",
    "ς": "σ",
}
_DASHES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‐": "-", "‑": "-"})
_THAI_AM = ("\u0e4d\u0e32", "\u0e33")
"""The Thai vowel that NFKC takes apart, and as everyone writes it."""
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn"}

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HANGUL = "\uac00-\ud7a3"
THAI = "\u0e00-\u0e7f"
_RUNS = re.compile(rf"[{HAN}]+|[{HANGUL}]+|[{THAI}]+|[^\W_{HAN}{HANGUL}{THAI}]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of one script in a folded text, at `begin`:`stop`."""

    text: str
    begin: int
    stop: int

    @property
    def dense(self) -> bool:
        """Whether the script writes words without spaces, or glues particles to them (Han, Thai, Hangul)."""
        return is_dense(self.text)


DENSE = re.compile("[\u0e00-\u0e7f\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""A letter of a script that is compared by grams instead of words: Thai, Han, Hangul."""


def is_dense(text: str) -> bool:
    """Whether the text begins in a script that is compared by grams instead of words."""
    return DENSE.match(text) is not None


def clean(text: str) -> str:
    """The text without control, bidirectional and other hidden characters, in NFKC, spaces collapsed, cut to `LONGEST`."""
    shown = "".join(" " if char in "\n\t\r" else char for char in text[: 4 * LONGEST])
    shown = "".join(char for char in shown if unicodedata.category(char) not in _HIDDEN)
    normal = unicodedata.normalize("NFKC", shown).replace(*_THAI_AM)
    return " ".join(normal.translate(_DASHES).split())[:LONGEST]


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if HANGUL[0] <= char <= HANGUL[-1]:
        return char
    bare = "".join(c for c in unicodedata.normalize("NFD", char) if not "\u0300" <= c <= "\u036f")
    lower = bare.casefold()
    return _SPECIAL.get(lower, lower) if len(lower) == 1 else char


def fold(text: str) -> str:
    """Case and accents taken away, character by character: the result is as long as the text."""
    return "".join(map(_fold, text))


def words(folded: str) -> list[Word]:
    """The words of a folded text, one run of one script each."""
    return [Word(match.group(), match.start(), match.end()) for match in _RUNS.finditer(folded)]


def grams(word: str) -> list[str]:
    """The overlapping pieces that stand for a word of a dense script: pairs, in Thai threes; the word itself when shorter."""
    size = 3 if "\u0e00" <= word[0] <= "\u0e7f" else 2
    return [word[i : i + size] for i in range(len(word) - size + 1)] or [word]


def features(folded: str) -> list[str]:
    """What a folded text is compared by: its words, and the grams of dense runs."""
    found: list[str] = []
    for word in words(folded):
        found.extend(grams(word.text) if word.dense else [word.text])
    return found
