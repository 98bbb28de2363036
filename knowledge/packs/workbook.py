"""Workbooks (.xlsx, .xls, .xlsb, .ods) as sheets: parsed in the guarded subprocess, merged cells filled, hidden sheets left out."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from knowledge.documents import guarded
from knowledge.documents.worker import Refused
from knowledge.errors import DocumentError, PackError
from knowledge.packs.cells import Area, Cell, Sheet, unguarded
from knowledge.packs.problems import Code, Report

MOST_CELLS = 2_000_000
MOST_MERGED = 10_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the containers of workbooks begin."""


def read_workbook(path: Path, where: str, report: Report) -> list[Sheet]:
    """The visible sheets; raises PackError when the file is no workbook, hostile or too large."""
    answer = guarded.parse("knowledge.packs.workbook", [path])[0]
    if isinstance(answer, DocumentError):
        raise PackError(f"{where} {answer}")
    for name in answer["hidden"]:
        report.warn(Code.NOT_TAKEN, where, what=f"sheet {name}", reason="hidden")
    return [
        Sheet(name, tuple(tuple(map(_cell, row)) for row in rows), merged=tuple(map(tuple, merged)))
        for name, rows, merged in answer["sheets"]
    ]


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
    """{"sheets": [[name, rows, merged areas]], "hidden": names}, cells as JSON; raises Refused when it is no workbook."""
    head = path.read_bytes()[:8]
    if head[:4] != ZIP and head != OLE:
        raise Refused("is no workbook, whatever its ending says; save it again as Excel workbook (.xlsx) or CSV.")
    if head == OLE and path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise Refused("is protected by a password or an older format; save it without one, as .xlsx.")
    import python_calamine as calamine

    book = calamine.CalamineWorkbook.from_path(str(path))
    sheets, hidden = [], []
    for about in book.sheets_metadata:
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not calamine.SheetVisibleEnum.Visible:
            hidden.append(about.name)
            continue
        sheet = book.get_sheet_by_name(about.name)
        _refuse_large(sheet.total_height * sheet.total_width)
        rows = [
            [_plain(value) if value != "" else None for value in row] for row in sheet.to_python(skip_empty_area=False)
        ]
        areas = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        sheets.append([about.name, *_filled(rows, areas)])
    return {"sheets": sheets, "hidden": hidden}


def _refuse_large(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Refused(f"has more than {MOST_CELLS:,} cells; remove what is not the programme.")


def _filled(rows: list[list[Any]], areas: list[Area]) -> tuple[list[list[Any]], list[Area]]:
    """The rows with each merged area's value in all its places, and the areas."""
    kept = [area for area in areas if (area[2] - area[0] + 1) * (area[3] - area[1] + 1) < MOST_MERGED]
    for top, left, bottom, right in kept:
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return rows, kept


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
