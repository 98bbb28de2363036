"""Telegram's HTML dialect, as strict as the real server: https://core.telegram.org/bots/api#html-style."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


class MarkupError(Exception):
    """The text is not valid; the message is what the server says."""


@dataclass
class _Open:
    tag: str
    start: int
    attributes: dict[str, str | None]


def units(text: str) -> int:
    """The length Telegram counts in: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities. MarkupError on what the server would refuse."""
    plain: list[str] = []
    length, at = 0, 0
    stack: list[_Open] = []
    entities: list[dict[str, Any]] = []
    while at < len(source):
        sign = source[at]
        if sign == "&" and (found := _ENTITY.match(source, at)):
            piece, at = html.unescape(found.group()), found.end()
        elif sign == "<":
            found = _TAG.match(source, at)
            if found is None:
                raise MarkupError(
                    f'Unsupported start tag "{source[at + 1 : at + 12]}" at byte offset {_bytes(source, at)}'
                )
            _tag(found, source, at, length, stack, entities)
            piece, at = "", found.end()
        else:
            piece, at = sign, at + 1
        plain.append(piece)
        length += units(piece)
    if stack:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return "".join(plain), sorted(entities, key=lambda one: (one["offset"], -one["length"]))


def _tag(
    found: re.Match[str], source: str, at: int, length: int, stack: list[_Open], entities: list[dict[str, Any]]
) -> None:
    closing, name, rest = found.group(1), found.group(2).lower(), found.group(3)
    if name not in _TAGS:
        raise MarkupError(f'Unsupported start tag "{name}" at byte offset {_bytes(source, at)}')
    if not closing:
        attributes = _attributes(rest)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {_bytes(source, at)}')
        stack.append(_Open(name, length, attributes))
        return
    if not stack:
        raise MarkupError(f"Unexpected end tag at byte offset {_bytes(source, at)}")
    opened = stack.pop()
    if opened.tag != name:
        raise MarkupError(
            f'Unmatched end tag at byte offset {_bytes(source, at)}, expected "</{opened.tag}>", found "</{name}>"'
        )
    if length > opened.start:
        entity: dict[str, Any] = {"type": _TAGS[name], "offset": opened.start, "length": length - opened.start}
        if name == "a" and opened.attributes.get("href"):
            entity["url"] = opened.attributes["href"]
        entities.append(entity)


class _Reader(HTMLParser):
    attributes: dict[str, str | None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes = dict(attrs)


def _attributes(rest: str) -> dict[str, str | None]:
    reader = _Reader()
    reader.attributes = {}
    reader.feed(f"<a{rest}>")
    return reader.attributes


def _bytes(source: str, at: int) -> int:
    return len(source[:at].encode())
