"""Text documents: Markdown, HTML and plain text."""

import re
from pathlib import Path
from typing import Any

from knowledge.documents.markdown import read_markdown
from knowledge.documents.model import Section
from knowledge.documents.web import read_html
from knowledge.documents.worker import Refused

LONG = 40_000
LONG_LINE = 4_000
HTML = (".html", ".htm")


def parse(path: Path) -> dict[str, Any]:
    """{"title", "sections"} of the page, for the guarded subprocess."""
    title, sections = page_of(decoded(path.read_bytes()), path.suffix.lower())
    return {"title": title, "sections": [section.model_dump() for section in sections]}


def is_risky(data: bytes, ending: str) -> bool:
    """Whether a page is so long, or has such long lines, that somebody may have made it to be slow: parsing takes time
    that grows with the square of the length at worst. HTML always counts: its parser is easily slowed down."""
    return ending in HTML or len(data) > LONG or max(map(len, data.split(b"\n"))) > LONG_LINE


def page_of(text: str, ending: str) -> tuple[str, tuple[Section, ...]]:
    """The title ("" if none is stated) and the sections of a page; `ending` is its file's."""
    if ending in HTML:
        return read_html(text)
    return ("", _paragraphs(text)) if ending == ".txt" else read_markdown(text)


def decoded(data: bytes) -> str:
    """The text of a file; raises Refused when it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise Refused("is not text, whatever its ending says; save it again as UTF-8 text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:200_000]).best()
        return data.decode(best.encoding if best else "cp1252", "replace")


def _paragraphs(text: str) -> tuple[Section, ...]:
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if block.strip()]
    return (Section(text="\n\n".join(blocks)),) if blocks else ()
