"""PDF files as sections; run only in the guarded subprocess."""

import logging
import re
from pathlib import Path
from typing import Any

from knowledge.documents.outline import Outline
from knowledge.documents.worker import Refused, allow_more

MOST_PAGES = 1_000
PAGE_SECONDS = 0.025
"""What a page with much text takes; a file is allowed this for every page it has yielded."""


def parse(path: Path) -> dict[str, Any]:
    """{"title", "sections"} of a PDF; raises Refused when it is encrypted, too long or only pictures."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if not path.read_bytes()[:1024].lstrip().startswith(b"%PDF"):
        raise Refused("is not a PDF, whatever its ending says; save it again as PDF.")
    reader = pypdf.PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("is protected by a password; save it without one.")
    if len(reader.pages) > MOST_PAGES:
        raise Refused(f"has more than {MOST_PAGES} pages; split it.")
    texts = []
    for page in reader.pages:
        texts.append(page.extract_text() or "")
        allow_more(PAGE_SECONDS)
    if not any(text.strip() for text in texts):
        raise Refused("holds only pictures, no text; save it with its text, or type the text into a Markdown file.")
    return _outlined(texts, str((reader.metadata and reader.metadata.title) or ""))


def _outlined(texts: list[str], title: str) -> dict[str, Any]:
    outline = Outline()
    for block in re.split(r"\n\s*\n", _without_running_lines(texts)):
        lines = [line for line in block.splitlines() if line.strip()]
        if lines:
            outline.block(_joined(lines))
    _, sections = outline.result()
    return {"title": title.strip() or _first_line(texts), "sections": [section.model_dump() for section in sections]}


def _without_running_lines(texts: list[str]) -> str:
    """The pages' text without the lines that most pages begin or end with, and without page numbers."""
    pages = [[line.rstrip() for line in text.splitlines() if line.strip()] for text in texts]
    edges = [line.strip() for lines in pages for line in {*lines[:1], *lines[-1:]}]
    running = {line for line in edges if len(pages) > 2 and edges.count(line) > len(pages) / 2}
    kept = [
        "\n".join(line for line in lines if line.strip() not in running and not re.fullmatch(r"[\W\d]{1,6}", line))
        for lines in pages
    ]
    return "\n\n".join(kept)


def _joined(lines: list[str]) -> str:
    """Lines as paragraphs and entries: a line is carried on unless it ended short or an entry begins."""
    longest = max(len(line) for line in lines)
    text, before = "", ""
    for line in lines:
        entry = re.match(r"\s*[•◦▪‣·–*-]\s+(.*)", line)
        said = f"- {entry[1]}" if entry else line.strip()
        if not text:
            text = said
        elif entry or _ended(before, longest):
            text += "\n" + said
        else:
            text = _carried_on(text, said)
        before = line.strip()
    return text


def _ended(line: str, longest: int) -> bool:
    """Whether a line was the last of its paragraph, by its length."""
    return len(line) < 0.6 * longest or (line[-1:] in ".!?:;。！？：" and len(line) < 0.85 * longest)


def _carried_on(text: str, said: str) -> str:
    """A word parted at the line's end is joined again."""
    return text[:-1] + said if re.search(r"[^\W\d_]-$", text) and said[:1].islower() else f"{text} {said}"


def _first_line(texts: list[str]) -> str:
    """A title for a PDF without one: its first line, if it is short enough to be a heading."""
    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    return lines[0] if lines and len(lines[0]) < 100 else ""
