"""Texts as Telegram takes them: escaped, without control characters, in parts that fit. Pure."""

import re
import unicodedata
from html import escape as _escape

TEXT_LIMIT = 4096
"""UTF-16 units of a message (https://core.telegram.org/bots/api#sendmessage)."""

CAPTION_LIMIT = 1024
"""UTF-16 units of the caption of a photo or document."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")
_BREAKS = ("\n\n", "\n", r"(?<=[.!?…])\s|(?<=[。！？])", r"\s")


def clean(text: str) -> str:
    """The text without what no text holds: control characters and halves of surrogate pairs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def escape(text: str) -> str:
    """The text for a message in HTML."""
    return _escape(clean(text), quote=False)


def bold(text: str) -> str:
    return f"<b>{escape(text)}</b>" if clean(text) else ""


def italic(text: str) -> str:
    return f"<i>{escape(text)}</i>" if clean(text) else ""


def units(text: str) -> int:
    """The length Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The plain text in parts of at most `limit` units, cut at paragraphs, lines, sentences, words, in this order of
    preference; never within a letter and its marks."""
    text = clean(text)
    parts = []
    while units(text) > limit:
        at = _cut(text, _fitting(text, limit))
        parts.append(text[:at].strip())
        text = text[at:].strip()
    return [part for part in (*parts, text) if part]


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into that many units."""
    size = 0
    for count, sign in enumerate(text):
        size += 2 if ord(sign) > 0xFFFF else 1
        if size > limit:
            return count
    return len(text)


def _cut(text: str, most: int) -> int:
    """Where to cut within the first `most` characters; not in the first half if that can be helped."""
    for pattern in _BREAKS:
        ends = [found.end() for found in re.finditer(pattern, text[:most])]
        if ends and ends[-1] > most // 2:
            return ends[-1]
    at = most
    while at > most // 2 and unicodedata.combining(text[at]):
        at -= 1
    return at
