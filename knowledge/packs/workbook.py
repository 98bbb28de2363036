"""XLSX workbooks as sheets: parsed in the guarded subprocess, merged cells filled, hidden sheets left out."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from knowledge.documents import guarded
from knowledge.documents.worker import Refused
from knowledge.errors import DocumentError, PackError
from knowledge.packs.cells import Cell, Sheet, unguarded
from knowledge.packs.problems import Code, Report

MOST_CELLS = 2_000_000
MOST_MERGED = 10_000


def read_workbook(path: Path, where: str, report: Report) -> list[Sheet]:
    """The visible sheets; raises PackError when the file is no workbook, hostile or too large."""
    answer = guarded.parse("knowledge.packs.workbook", [path])[0]
    if isinstance(answer, DocumentError):
        raise PackError(f"{where} {answer}")
    for name in answer["hidden"]:
        report.warn(Code.NOT_TAKEN, where, what=f"sheet {name}", reason="hidden")
    return [Sheet(name, tuple(tuple(map(_cell, row)) for row in rows)) for name, rows in answer["sheets"]]


def _cell(value: Any) -> Cell:
    match value:
        case {"moment": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
        case str():
            return unguarded(value)
    return value if isinstance(value, (int, float, bool)) else None


def parse(path: Path) -> dict[str, Any]:
    """{"sheets": [[name, rows]], "hidden": names}, cells as JSON; raises Refused when it is no workbook."""
    import warnings

    import openpyxl

    if path.read_bytes()[:4] != b"PK\x03\x04":
        raise Refused("is not an .xlsx workbook, whatever its ending says; save it again as Excel workbook or CSV.")
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if sum(sheet.max_row * sheet.max_column for sheet in shown) > MOST_CELLS:
        raise Refused(f"has more than {MOST_CELLS:,} cells; remove what is not the programme.")
    return {
        "sheets": [[sheet.title, list(_rows(sheet))] for sheet in shown],
        "hidden": [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"],
    }


def _rows(sheet: Any) -> Iterator[list[Any]]:
    filled: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] < MOST_MERGED:
            filled |= dict.fromkeys(area.cells, sheet.cell(area.min_row, area.min_col).value)
    for number, row in enumerate(sheet.iter_rows(min_row=1, min_col=1, values_only=True), 1):
        yield [_plain(filled.get((number, column), value)) for column, value in enumerate(row, 1)]


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case str() | int() | float() | bool() | None:
            return value
    return str(value)
