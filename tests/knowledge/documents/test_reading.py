"""Pages of every format, their structure kept; and files that mean harm, refused."""

import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from hypothesis import given, settings

from knowledge.documents import Document, Section, guarded, read
from knowledge.documents.markdown import read_markdown
from knowledge.documents.reading import Source, read_all
from knowledge.documents.writing import write_markdown
from knowledge.errors import DocumentError
from tests.knowledge.packs.strategies import documents

PAGE = """---
title: Getting here
---
import { Map } from "astro:assets";

# Getting here

{% include "note.html" %}
The venue is [City Hall](https://example.org/hall), see the [map](/map).
<Map
  src={image}
  alt="A map"
/>

## By bus

| Line | To | |
|------|:--:|-|
| 1 | Airport | every *10* minutes |
| 2 | `Station` | |

1. Take line **1**
   to the end.
* Walk.

Fares
-----
Write to <mailto:bus@example.org>.<br/>
Children: free \\*
"""


def page(folder: Path, text: str, name: str = "bus.md") -> Document:
    (folder / name).write_text(text, encoding="utf-8")
    return read(folder / name, language="en", source=f"documents/{name}")


def test_markdown_keeps_headings_lists_tables_and_addresses(tmp_path: Path) -> None:
    assert page(tmp_path, PAGE) == Document(
        key="bus",
        source="documents/bus.md",
        language="en",
        title="Getting here",
        sections=(
            Section(text="The venue is City Hall (https://example.org/hall), see the map."),
            Section(
                path=("By bus",),
                text="- Line: 1; To: Airport; every 10 minutes\n- Line: 2; To: Station\n\n"
                "- 1. Take line 1 to the end.\n- Walk.",
            ),
            Section(path=("Fares",), text="Write to bus@example.org.\nChildren: free *"),
        ),
    )


def test_broken_lines_join_as_the_script_does() -> None:
    assert read_markdown("欢迎来到\n哈尔滨\n\nWelcome to\nHarbin")[1][0].text == "欢迎来到哈尔滨\n\nWelcome to Harbin"


def test_code_keeps_what_would_be_a_template() -> None:
    assert read_markdown("Type:\n\n```\n{{ name }} <Map/>\n```\n")[1][0].text == "Type:\n\n{{ name }} <Map/>"


def test_html_keeps_the_main_text(tmp_path: Path) -> None:
    text = (
        "<title>Visa</title><nav>Home</nav><main><h1>Visa</h1><p>See <a href='https://example.org'>here</a>.</p>"
        "<h2>Fees</h2><ul><li>First</li><li>Second</li></ul><script>x()</script>"
        "<table><tr><th>City</th><th>Fee</th></tr><tr><td>Harbin</td><td>10</td></tr></table></main>"
    )
    document = page(tmp_path, text, "visa.html")
    assert (document.title, document.sections) == (
        "Visa",
        (
            Section(text="See here (https://example.org)."),
            Section(path=("Fees",), text="- First\n- Second\n\n- City: Harbin; Fee: 10"),
        ),
    )


def test_docx_keeps_headings_lists_and_tables(tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_heading("Visa letter", 0)
    letter.add_paragraph("Dear delegate,")
    letter.add_heading("Fees", 1)
    letter.add_paragraph("Bring the letter", style="List Bullet")
    letter.add_paragraph("Bring a photo", style="List Bullet")
    table = letter.add_table(2, 2)
    for place, text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), ("City", "Fee", "Harbin", "10"), strict=True):
        table.cell(*place).text = text
    letter.save(str(tmp_path / "letter.docx"))
    document = read(tmp_path / "letter.docx", language="en", source="documents/letter.docx")
    assert document.title == "Visa letter"
    assert document.sections == (
        Section(text="Dear delegate,"),
        Section(path=("Fees",), text="- Bring the letter\n- Bring a photo\n\n- City: Harbin; Fee: 10"),
    )


def pdf(text: str) -> bytes:
    """A PDF of one page, written by hand."""
    lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n"))
    stream = f"BT /F1 12 Tf 72 720 Td {lines}ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, part))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"xref\n0 6\n0000000000 65535 f \n" + rows + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )
    return out.getvalue()


def test_pdf_text_is_read_as_paragraphs(tmp_path: Path) -> None:
    text = "Visa on arrival\nDelegates with an invitation letter get their visa at the air-\nport of Harbin, free of charge."
    (tmp_path / "visa.de.pdf").write_bytes(pdf(text))
    document = read(tmp_path / "visa.de.pdf", language="de", source="documents/visa.de.pdf")
    assert (document.key, document.title) == ("visa", "Visa on arrival")
    assert "get their visa at the airport of Harbin, free of charge." in document.sections[0].text


@settings(max_examples=100, deadline=None)
@given(documents())
def test_written_markdown_reads_back_the_same(document: Document) -> None:
    assert read_markdown(write_markdown(document)) == (document.title, document.sections)


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b" " * 150_000_000)
    return out.getvalue()


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "{"lol" * 100}">{entities}]><d>&l9;</d>'
    out = io.BytesIO()
    letter = docx.Document()
    letter.save(out)
    bomb = io.BytesIO()
    with zipfile.ZipFile(out) as plain, zipfile.ZipFile(bomb, "w") as copy:
        for part in plain.namelist():
            copy.writestr(part, body if part == "word/document.xml" else plain.read(part))
    return bomb.getvalue()


def encrypted() -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf("Secret")))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": zip_bomb,
    "laughs.docx": billion_laughs,
    "secret.pdf": encrypted,
    "half.pdf": lambda: pdf("Half a page")[:150],
    "ending.pdf": lambda: b"PK\x03\x04 not a PDF",
    "ending.docx": lambda: pdf("not a DOCX"),
    "binary.md": lambda: b"# Title\0\x01\x02",
    "empty.md": lambda: b"\n\n",
    "pictures.pdf": lambda: pdf(""),
    "slow.html": lambda: b"<!--" * 100_000,
    "slow.md": lambda: b"{% " * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_files_are_refused_quickly_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    begun = time.monotonic()
    with pytest.raises(DocumentError) as refused:
        read(tmp_path / name, language="en", source=f"documents/{name}")
    assert time.monotonic() - begun < 60
    assert str(refused.value).startswith(f"documents/{name} ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["slow.html", "slow.md"])
def test_what_never_ends_is_ended_by_its_own_computing_not_by_a_busy_machine(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(DocumentError, match="took too long"):
        read(tmp_path / name, language="en", source=name)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert spent == pytest.approx(guarded.CPU_SECONDS, abs=3.0)


def test_a_file_that_ends_the_subprocess_does_not_spoil_the_others(tmp_path: Path) -> None:
    texts = {"a.md": "# First\n" + "a" * 5_000, "slow.md": "{% " * 1_000_000, "z.md": "# Last\n" + "z" * 5_000}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = read_all([Source(tmp_path / name, "en", name) for name in texts])
    assert [one.title if isinstance(one, Document) else type(one) for one in found] == ["First", DocumentError, "Last"]


def test_escaped_markup_is_text() -> None:
    text = "\\<BR\\> \\<Map/\\> \\{% x %} \\*a\\* \\[b\\](c) 1 &lt; 2"
    assert read_markdown(text)[1][0].text == "<BR> <Map/> {% x %} *a* [b](c) 1 < 2"
