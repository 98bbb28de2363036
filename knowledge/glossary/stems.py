"""Light stemming: enough to bring the forms of a word together, never a dictionary."""

import re

TRUNCATED = {"fr": 7, "fi": 7, "de": 7, "el": 6, "tr": 5}
"""Letters kept of a word where endings are many: a prefix serves retrieval about as well as morphology does."""

_ENGLISH = (("sses", "ss"), ("ies", "y"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))
_PARTICLES = re.compile(
    r"(?<=[가-힣])(?:은|는|이|가|을|를|의|에|에서|에게|께|한테|으로|로|와|과|랑|도|만|까지|부터|보다|마다|처럼|이나|나"
    r"|에는|에서는|으로는|로는|이란|란|인가요|인가|입니까|입니다|이에요|예요|이다|하고)$"
)


def stem(word: str, language: str) -> str:
    """The part of a folded word that its forms share, as far as simple rules go."""
    if language == "en":
        return _english(word)
    if language == "ko":
        return _PARTICLES.sub("", word)
    return word[: TRUNCATED.get(language, len(word))]


def _english(word: str) -> str:
    for ending, instead in _ENGLISH:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
