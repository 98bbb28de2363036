"""Letters as they are compared: folding by language, and runs of one script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_FINNISH_KEPT = frozenset("äö")
_RUNS = re.compile(r"(?P<han>[㐀-鿿豈-﫿]+)|(?P<thai>[฀-๿]+)|(?P<hangul>[가-힣]+)|(?P<word>[^\W_㐀-鿿豈-﫿฀-๿가-힣]+)")


def fold(text: str, language: str) -> str:
    """The text as it is compared: compatibility forms, lower case, and without the accents that writers leave out.

    German umlauts become two letters; Finnish keeps ä and ö; Turkish loses its dots, as on foreign keyboards.
    """
    text = unicodedata.normalize("NFKC", text)
    if text.isascii():
        return text.lower()
    text = text.replace("İ", "i").lower().replace("ς", "σ")
    if language == "de":
        text = text.translate(_GERMAN)
    kept = _FINNISH_KEPT if language == "fi" else frozenset()
    return "".join(char if char in kept else _bare(char) for char in text)


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    """The letter without its accents; Thai signs and Hangul syllables are letters of their own and stay."""
    if char == "ı":
        return "i"
    if not ("À" <= char <= "ӿ" or "Ḁ" <= char <= "῿" or _combining(char)):
        return char
    return "".join(part for part in unicodedata.normalize("NFD", char) if not _combining(part))


def _combining(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


def runs(folded: str) -> Iterator[tuple[str, str]]:
    """Each run of one script as (script, run): "han", "thai", "hangul", or "word" for all that puts spaces between."""
    for found in _RUNS.finditer(folded):
        yield found.lastgroup or "word", found.group()
