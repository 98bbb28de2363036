"""Letters as they are compared: folding by language, and runs of one script."""

import re
import unicodedata
from functools import lru_cache

_RUNS = re.compile(r"(?P<han>[㐀-鿿豈-﫿]+)|(?P<thai>[฀-๿]+)|(?P<hangul>[가-힣]+)|(?P<word>[^\W_㐀-鿿豈-﫿฀-๿가-힣]+)")


def fold(text: str, language: str) -> str:
    """The text as it is compared: compatibility forms, lower case, and without the accents that writers leave out.

    German umlauts become two letters; Finnish keeps ä and ö; Turkish loses its dots, as on foreign keyboards.
    """
    text = unicodedata.normalize("NFKC", text)
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").lower().translate(_LETTERS.get(language, _PLAIN))


class _Letters(dict[int, str]):
    """How each letter is compared, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _bare(chr(code))
        return self[code]


_PLAIN = _Letters({ord("ı"): "i", ord("ς"): "σ"})
_LETTERS = {
    "de": _Letters({**_PLAIN, **str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})}),
    "fi": _Letters({**_PLAIN, **str.maketrans({"ä": "ä", "ö": "ö"})}),
}


def _bare(char: str) -> str:
    """The letter without its accents; Thai signs and Hangul syllables are letters of their own and stay."""
    if not ("À" <= char <= "ӿ" or "Ḁ" <= char <= "῿" or _combining(char)):
        return char
    return "".join(part for part in unicodedata.normalize("NFD", char) if not _combining(part))


def _combining(char: str) -> bool:
    return "\u0300" <= char <= "\u036f"


@lru_cache(maxsize=500)
def runs(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Each run of one script of the folded text as (script, run): "han", "thai", "hangul", or "word" for all that puts spaces
    between. What was cut just now is not cut again: a sentence is read for several ends in turn."""
    return tuple((found.lastgroup or "word", found.group()) for found in _RUNS.finditer(fold(text, language)))
