"""A programme written as a table on a page (Markdown, HTML, DOCX) that is no spreadsheet."""

import re
from collections.abc import Iterable
from datetime import date

from knowledge.documents.model import Document, Section
from knowledge.errors import PackError
from knowledge.packs.cells import Sheet
from knowledge.packs.columns import column_of
from knowledge.packs.entry import Schedule
from knowledge.packs.grids import is_day
from knowledge.packs.problems import Report
from knowledge.packs.tables import read_tables

_FIELD = re.compile(r"(?:^- |; )([^:;\n]{1,40}): ")
"""How a document's section says the cells of a table's row: "- Time: 9:00; Session: Opening"."""


def programme_on(documents: Iterable[Document], report: Report, *, first_day: date | None = None) -> Schedule | None:
    """The programme in the tables of the first document that has one; None when none has."""
    for document in documents:
        sheets = [sheet for section in document.sections if (sheet := _sheet(section))]
        found = Report()
        try:
            schedule = read_tables(sheets, document.source, found, language=document.language, first_day=first_day)
        except PackError:
            continue
        report.problems += found.problems
        return schedule
    return None


def _sheet(section: Section) -> Sheet | None:
    """The section's table, under the day of its heading; None when it holds none with titles and times."""
    lines = [line for line in section.text.split("\n") if line.startswith("- ")]
    heads = list(dict.fromkeys(head for line in lines for head in _FIELD.findall(line) if column_of(head)[0]))
    fields = {column_of(head)[0] for head in heads}
    if "title" not in fields or not fields & {"time", "start"}:
        return None
    day = next((name for name in reversed(section.path) if is_day(name)), "")
    return Sheet(day, (tuple(heads), *(_row(line, heads) for line in lines)))


def _row(line: str, heads: list[str]) -> tuple[str, ...]:
    """The cells in order; what stands under a heading that says nothing known stays with the cell before it."""
    named = "|".join(map(re.escape, heads))
    parts = re.split(rf"(?:^- |; )({named}): ", line)
    said = dict(zip(parts[1::2], parts[2::2], strict=True))
    return tuple(said.get(head, "").strip() for head in heads)
