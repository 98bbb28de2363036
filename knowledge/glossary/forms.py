"""How alike a word of a question and a word of the glossary are, inflection allowed for."""

import re
from functools import lru_cache

LONGEST_ENDING = {"en": 3, "fr": 4, "de": 4, "el": 5, "fi": 8, "tr": 9}
"""Letters that inflection adds to a word at most."""

LOST = {"en": 1, "fr": 2, "de": 1, "el": 3, "fi": 2, "tr": 1}
"""Letters at a dictionary form's end that inflection changes at most."""

COMPOUNDING = frozenset({"de", "fi"})
_GRADATION = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("ng", "nk"),
    ("mm", "mp"),
    ("nn", "nt"),
    ("rr", "rt"),
    ("ll", "lt"),
)
_VOWELS = re.compile(r"[aeiouyäö]")


@lru_cache(maxsize=100_000)
def alike(said: str, term: str, language: str) -> float:
    """From 0, unrelated, to 1, the same: how surely the folded word `said` is a form of the folded word `term`."""
    if said == term:
        return 1.0
    if language == "fi":
        said, term = _grade(said), _grade(term)
    return max(_inflected(said, term, language), _compounded(said, term, language), _misspelt(said, term))


def _grade(word: str) -> str:
    for strong, weak in _GRADATION:
        word = word.replace(strong, weak)
    return word


def _shared(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _inflected(said: str, term: str, language: str) -> float:
    shared = _shared(said, term)
    lost, added = len(term) - shared, len(said) - shared
    allowed = LOST.get(language, 0) if len(term) > 4 else (1 if len(term) == 4 else 0)
    if shared < 3 or lost > allowed or added > LONGEST_ENDING.get(language, 0) or added > 2 * shared:
        return 0.0
    return 0.95 - 0.06 * lost - 0.02 * added


def _compounded(said: str, term: str, language: str) -> float:
    """A long word that ends with the term, or begins with it: "Messeausweis", "lentokenttäbussi"."""
    if language not in COMPOUNDING or len(term) < 4 or len(said) - len(term) < 3:
        return 0.0
    if said.endswith(term):
        return 0.75
    return 0.65 if len(term) >= 5 and said.startswith(term) else 0.0


def _misspelt(said: str, term: str) -> float:
    from rapidfuzz.distance import OSA

    allowed = 0 if len(term) < 6 else 1 if len(term) < 10 else 2
    if abs(len(said) - len(term)) > allowed or not allowed:
        return 0.0
    distance = OSA.distance(said, term, score_cutoff=allowed)
    return 0.8 - 0.1 * distance if distance <= allowed else 0.0
