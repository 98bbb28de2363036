"""What stands within a line of Markdown: links, emphasis, code, tags and escapes, as plain text."""

import html
import re

PUNCTUATION = r"!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~"
ESCAPED = re.compile(rf"\\([{PUNCTUATION}])")
SHELTER = 0xF0000
"""Escaped characters wait in a private plane of Unicode until the markup around them is gone."""
SHELTERED = re.compile(r"[\U000F0000-\U000F00FF]")
IMAGE = re.compile(
    r"!\[(?:[^\[\]]|\[[^\]]{0,999}\]){0,999}\](?:\([^()\s]{0,999}(?:\([^()]{0,99}\)[^()]{0,99}){0,9}(?:\s+[\"'][^)]{0,999})?\)|\[[^\]]{0,99}\])"
)
LINK = re.compile(
    r"\[((?:[^\[\]]|\[[^\[\]]{0,999}\]){0,999})\]"
    r"\(\s{0,9}<?([^()\s<>]{0,1999}(?:\([^()\s]{0,999}\)[^()\s<>]{0,999}){0,9})>?(?:\s+(?:\"[^\"]{0,999}\"|'[^']{0,999}'))?\s{0,9}\)"
)
REFERENCE = re.compile(r"\[([^\[\]]{1,999})\](?:\[([^\[\]]{0,999})\])?")
AUTOLINK = re.compile(r"<((?:https?|mailto|tel):[^\s<>]{1,1999})>")
ANCHOR = re.compile(
    r"<a\s[^<>]{0,999}?href\s{0,9}=\s{0,9}(?:\"([^\"]{0,1999})\"|'([^']{0,1999})'|\{[^{}]{0,999}\})[^<>]{0,999}>(.{0,1999}?)</a\s{0,9}>",
    re.IGNORECASE | re.DOTALL,
)
BREAK = re.compile(r"(?<!\\)<br\b[^<>]{0,99}>(?:\s{0,9}</br\s{0,9}>)?", re.IGNORECASE)
TAG = re.compile(
    r"</?[A-Za-z][A-Za-z0-9.:-]{0,99}(?:\s(?:[^<>\"'{}]|\"[^\"]{0,999}\"|'[^']{0,999}'|\{[^{}]{0,999}\}){0,999})?/?>|</?>"
)
CODE = re.compile(r"(`+)(?!`)(.{1,1999}?)(?<!`)\1(?!`)", re.DOTALL)
STRONG = re.compile(r"(\*\*\*|\*\*|\*|~~)(?=\S)(.{1,1999}?)(?<=\S)\1", re.DOTALL)
UNDERLINED = re.compile(r"(?<!\w)(__|_)(?=\S)(.{1,1999}?)(?<=\S)\1(?!\w)", re.DOTALL)
# The counts keep the work linear on pages made to be slow.
EXTERNAL = re.compile(r"(?:https?|mailto|tel|ftp):", re.IGNORECASE)


def plain_text(text: str, references: dict[str, str] | None = None) -> str:
    """The text without its markup; links keep their text, and external ones their address in parentheses."""
    if not re.search(r"[\\`*_\[<&~]", text):
        return text
    text = ESCAPED.sub(lambda m: chr(SHELTER + ord(m[1])), text)
    text = CODE.sub(lambda m: _sheltered(m[2].strip()), text)
    if "<" in text:
        text = _without_tags(text)
    if "[" in text:
        text = IMAGE.sub("", text)
        text = LINK.sub(lambda m: with_address(m[1], m[2]), text)
        text = REFERENCE.sub(lambda m: _referenced(m, references or {}), text)
    for pattern in (STRONG, STRONG, UNDERLINED):
        text = pattern.sub(r"\2", text)
    return SHELTERED.sub(lambda m: chr(ord(m[0]) - SHELTER), html.unescape(text))


def _sheltered(text: str) -> str:
    return "".join(chr(SHELTER + ord(c)) if ord(c) < 128 and not c.isalnum() and not c.isspace() else c for c in text)


def _without_tags(text: str) -> str:
    text = AUTOLINK.sub(lambda m: m[1].removeprefix("mailto:").removeprefix("tel:"), text)
    text = ANCHOR.sub(lambda m: with_address(m[3], m[1] or m[2] or ""), text)
    return TAG.sub("", BREAK.sub("\n", text))


def with_address(text: str, address: str) -> str:
    """A link as readable text: "the venue (https://…)"; the address alone when the text adds nothing to it."""
    text = text.strip()
    if not EXTERNAL.match(address):
        return text
    shown = html.unescape(re.sub(r"^(?:mailto|tel):", "", address))
    said = re.sub(r"^https?://|/$", "", plain_text(text) if "[" not in text else text).strip("*_ ")
    if not text or said == re.sub(r"^https?://|/$", "", shown):
        return _sheltered(shown)
    return f"{text} ({_sheltered(shown)})"


def _referenced(match: re.Match[str], references: dict[str, str]) -> str:
    name = (match[2] or match[1]).strip().casefold()
    return with_address(match[1], references[name]) if name in references else match[0]
