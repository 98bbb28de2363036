"""The texts and questions that retrieval is measured with, read from the folder of real data."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from knowledge.documents.model import Document, Section

XQUAD_LANGUAGES = ("en", "de", "el", "th", "tr", "zh")
EVENTS = ("europython_2025", "pycon_uk_2017")
TRANSLATED = Path(__file__).parent / "data" / "faq_questions_translated.jsonl"

_HEADING = re.compile(r"(#+)\s+(.*)")
_BULLET = re.compile(r"^[*+] ", flags=re.MULTILINE)


class Question(NamedTuple):
    """A question and the keys of the documents that answer it."""

    id: str
    language: str
    text: str
    answers: frozenset[str]


def paragraphs(data: Path, language: str) -> tuple[list[Document], list[Question]]:
    """XQuAD-R in one language: each paragraph a document, with the questions asked about it."""
    articles = json.loads((data / "xquad_r" / f"{language}.json").read_text("utf-8"))["data"]
    documents: list[Document] = []
    questions: list[Question] = []
    for paragraph in (paragraph for article in articles for paragraph in article["paragraphs"]):
        key = f"p{len(documents)}"
        section = Section(text=paragraph["context"])
        documents.append(
            Document(key=key, source=f"{key}.{language}", language=language, title="", sections=(section,))
        )
        questions += [Question(qa["id"], language, qa["question"], frozenset({key})) for qa in paragraph["qas"]]
    return documents, questions


def pages(data: Path, event: str) -> list[Document]:
    """The event's English pages."""
    return [_page(file) for file in sorted((data / "faq" / event / "text").glob("*.md"))]


def questions(data: Path, event: str) -> Iterator[Question]:
    """The answerable questions about the event's pages in all nine languages, English first."""
    answerable = {}
    for row in _lines(data / "faq" / event / "questions.jsonl"):
        if row["answerable"]:
            sources = (row["source"], *row["alt_sources"])
            answerable[row["id"]] = frozenset(Path(source).stem for source in sources)
            yield Question(row["id"], "en", row["question"], answerable[row["id"]])
    for row in _lines(TRANSLATED):
        if row["id"] in answerable:
            yield Question(row["id"], row["lang"], row["question"], answerable[row["id"]])


def _lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def _page(file: Path) -> Document:
    sections = tuple(_sections(file.read_text("utf-8")))
    title = next((section.path[0] for section in sections if section.path), file.stem)
    return Document(key=file.stem, source=f"text/{file.name}", language="en", title=title, sections=sections)


def _sections(markdown: str) -> Iterator[Section]:
    path: list[str] = []
    held: list[str] = []
    for line in (*markdown.splitlines(), "# "):
        heading = _HEADING.match(line) or (line == "# " and re.match(r"(#)( )", line))
        if not heading:
            held.append(line)
            continue
        if text := _BULLET.sub("- ", "\n".join(held).strip()):
            yield Section(path=tuple(path), text=text)
        held, path = [], [*path[: len(heading[1]) - 1], heading[2].strip()]
