"""DOCX files as sections; run only in the guarded subprocess."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.documents.outline import Outline, table_lines
from knowledge.documents.worker import Refused


def parse(path: Path) -> dict[str, Any]:
    """{"title", "sections"} of a DOCX; raises Refused when it is none."""
    import docx

    if path.read_bytes()[:4] != b"PK\x03\x04":
        raise Refused("is not a DOCX, whatever its ending says; save it again as DOCX.")
    document = docx.Document(str(path))
    outline = Outline()
    entries: list[str] = []
    for kind, value in _blocks(document):
        if kind != "entry" and entries:
            outline.block("\n".join(entries))
            entries.clear()
        if kind == "entry":
            entries.append(f"- {value}")
        elif kind.isdigit():
            outline.heading(int(kind), value)
        else:
            outline.block(value)
    outline.block("\n".join(entries))
    title, sections = outline.result()
    stated = title or (document.core_properties.title or "").strip()
    return {"title": stated, "sections": [section.model_dump() for section in sections]}


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """The body in order as ("1".."9" for headings | "entry" | "text" | "table", text)."""
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iterchildren():
        if element.tag.endswith("}p"):
            paragraph = Paragraph(element, document)
            if text := _text(paragraph):
                yield _kind(paragraph), text
        elif element.tag.endswith("}tbl"):
            rows = [[cell.text for cell in row.cells] for row in Table(element, document).rows]
            yield "table", table_lines(rows)


def _kind(paragraph: Any) -> str:
    style = str(getattr(paragraph.style, "name", "") or "").lower()
    if style == "title":
        return "1"
    if match := re.search(r"(?:heading|überschrift|titre|otsikko|επικεφαλίδα|başlık|标题|제목)\s*(\d)", style):
        return match[1]
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    return "entry" if numbered or "list" in style else "text"


def _text(paragraph: Any) -> str:
    from docx.text.hyperlink import Hyperlink

    parts = []
    for part in paragraph.iter_inner_content():
        address = part.url if isinstance(part, Hyperlink) else ""
        shown = address.removeprefix("mailto:")
        parts.append(f"{part.text} ({shown})" if address and shown != part.text else part.text)
    return "".join(parts).strip()
