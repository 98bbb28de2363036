"""Spelling that people vary, evened out: case, accents, full-width and Thai digits, dashes, quotes."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

EVEN = {
    **dict.fromkeys("–—−‐‑‒~〜～―", "-"),
    **dict.fromkeys("’‘ʼ´`", "'"),
    **dict.fromkeys("、，､", ","),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("\t\n\r", " "),
    "ς": "σ",
    "ı": "i",
    "ß": "ss",
    "：": ":",
    # Traditional characters in words of time; the tables hold the simplified ones.
    **dict(zip("點兩號後週時間鐘從禮個現這過內開會", "点两号后周时间钟从礼个现这过内开会", strict=True)),
}


class Folded(NamedTuple):
    """The evened text; character `i` of it stands at `at[i]` in the original, and `at[len(text)]` is the original's end."""

    text: str
    at: tuple[int, ...]


def fold(text: str) -> Folded:
    """The text in lower case without accents, and where each of its characters came from."""
    if text.isascii() and text.isprintable():
        return Folded(text.lower().replace("`", "'").replace("~", "-"), tuple(range(len(text) + 1)))
    said = [(even, index) for index, char in enumerate(text) for even in _even(char)]
    return Folded("".join(even for even, _ in said), (*(index for _, index in said), len(text)))


@lru_cache(maxsize=4096)
def _even(char: str) -> str:
    """What the character becomes: usually one character, none for a combining mark, two for ß."""
    if (even := EVEN.get(char)) is not None:
        return even
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    if "\u0300" <= char <= "\u036f":
        return ""
    if not _accented(char):
        return char
    plain = "".join(part for part in unicodedata.normalize("NFKD", char.lower()) if not unicodedata.combining(part))
    return "".join(EVEN.get(part, part) for part in plain)


def _accented(char: str) -> bool:
    """Latin, Greek and full-width characters: the marks of other scripts are letters of their own."""
    return (
        char < "\u02b0" or "\u0370" <= char <= "\u03ff" or "\u1e00" <= char <= "\u2070" or "\uff01" <= char <= "\uff5e"
    )
