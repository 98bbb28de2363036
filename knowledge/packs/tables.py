"""Programme tables: one or several sheets, whatever their columns are called, as a schedule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from knowledge.errors import PackError
from knowledge.packs.cells import Sheet, text_of
from knowledge.packs.columns import Column, Layout, layout, layout_of, report_unknown
from knowledge.packs.dates import DateStyle, names_a_day, read_date, style_of, years_in
from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.grids import Grid, GridReader, grid_of, turned
from knowledge.packs.problems import Code, Report
from knowledge.packs.rows import Reader, dates_in, sheet_day, written_dates

Placed = tuple[Sheet, Layout | Grid]


def read_tables(
    sheets: Sequence[Sheet],
    file: str,
    report: Report,
    *,
    language: str = "en",
    days: tuple[date, date] | None = None,
    first_day: date | None = None,
) -> Schedule:
    """The programme in the sheets. Raises PackError when no sheet is a programme, or when its entries have no dates
    and `first_day` is not given to count "Day 1" and "Monday" from."""
    placed: list[Placed] = []
    for sheet in sheets:
        if pair := _layout(sheet, file, report):
            placed.append(pair)
        elif any(text_of(cell) for row in sheet.rows for cell in row):
            report.warn(Code.NOT_TAKEN, file, what=f"sheet {sheet.name}", reason="no headings that name a programme")
    if not placed:
        raise PackError(
            f"{file} has no row of column headings that names at least a title and a start; "
            'add headings such as "title", "date", "start", "end", "room".'
        )
    written = [cell for pair in placed for cell in _dates(*pair)]
    style = style_of(written, days or (), first_day)
    if style.year is None:
        style = replace(style, year=_only_year(placed))
    if style.ambiguous:
        report.warn(Code.AMBIGUOUS_DATES, file, example=written[0], read=read_date(written[0], style))
    entries = [entry for pair in placed for entry in _entries(pair, len(placed), style, file, language, report)]
    if not entries:
        raise PackError(_nothing_found(placed, file))
    return Schedule(entries=tuple(entries), timezone=_zone(placed))


def _only_year(placed: Sequence[Placed]) -> int | None:
    """The one year that the sheets' names and the rows above their headings speak of: that of "6.1." below."""
    said = [sheet.name for sheet, _ in placed]
    said += [text_of(cell) for sheet, found in placed for row in sheet.rows[: found.row] for cell in row]
    years = {year for text in said for year in years_in(text)}
    return next(iter(years)) if len(years) == 1 else None


def _dates(sheet: Sheet, found: Layout | Grid) -> list[str]:
    return dates_in(sheet, found) if isinstance(found, Layout) else written_dates(sheet)


def _layout(sheet: Sheet, file: str, report: Report) -> Placed | None:
    """The sheet with its columns named, or as a grid; turned where the times stand across the top."""
    found = layout_of(sheet)
    if (found is None or not found.has("title")) and (grid := grid_of(sheet)):
        return sheet, grid
    if found and (listed := _listed(sheet, found, _place(sheet, file), report)):
        return sheet, listed
    side = turned(sheet)
    return (side, grid) if (grid := grid_of(side)) else None


def _listed(sheet: Sheet, found: Layout, where: str, report: Report) -> Layout | None:
    if not found.has("title") and found.has("summary"):  # "content" is all that some call their entries
        found = layout(found.row, [replace(c, field="title") if c.field == "summary" else c for c in found.columns])
    if not found.has("title"):
        found = _guess_title(sheet, found, where, report)
    if not found.has("title") or not (found.has("start") or found.has("time") or found.has("date")):
        return None
    report_unknown(found, sheet, where, report)
    return found


def _guess_title(sheet: Sheet, found: Layout, where: str, report: Report) -> Layout:
    """The one column of an unknown heading that holds a text in nearly every row is taken for the title."""
    rows = sheet.rows[found.row + 1 :]
    filled = [c for c in found.columns if not c.field and _filled(rows, c) >= 0.8]
    if len(filled) != 1:
        return found
    report.warn(Code.COLUMN_GUESSED, where, column=filled[0].heading, field="title")
    named = Column(filled[0].index, "title", "", filled[0].heading)
    return layout(found.row, [named if c is filled[0] else c for c in found.columns])


def _filled(rows: Sequence[Sequence[object]], column: Column) -> float:
    texts = [row[column.index] for row in rows if len(row) > column.index]
    return sum(isinstance(text, str) and len(text.strip()) > 2 for text in texts) / max(len(rows), 1)


def _entries(pair: Placed, sheets: int, style: DateStyle, file: str, language: str, report: Report) -> list[Entry]:
    sheet, found = pair
    day = sheet_day(sheet, style) or _day_above(sheet, found, style)
    where = _place(sheet, file) if sheets > 1 else file
    if isinstance(found, Grid):
        return GridReader(sheet, found, style, language, where, report, day=day).read()
    return Reader(sheet, found, style, language, where, report, day=day).read()


def _day_above(sheet: Sheet, found: Layout | Grid, style: DateStyle) -> date | None:
    """The day in the rows above the headings ("Tuesday 6 January 2026")."""
    beside = sheet.rows[found.row][: found.time] if isinstance(found, Grid) else ()
    cells = [text for row in (*sheet.rows[: found.row], beside) for cell in row if (text := text_of(cell))]
    days = [day for cell in cells if (day := sheet_day(Sheet(name=cell, rows=()), style))]
    return days[-1] if days and (isinstance(found, Grid) or not found.has("date")) else None


def _place(sheet: Sheet, file: str) -> str:
    return f"{file}, sheet {sheet.name}" if sheet.name else file


def _zone(placed: Sequence[Placed]) -> str:
    for sheet, found in placed:
        for column in found.by_field.get("timezone", ()) if isinstance(found, Layout) else ():
            for row in sheet.rows[found.row + 1 :]:
                if column.index < len(row) and text_of(row[column.index]):
                    return text_of(row[column.index])
    return ""


def _nothing_found(placed: Sequence[Placed], file: str) -> str:
    cells = [text_of(cell) for sheet, _ in placed for row in sheet.rows for cell in row if isinstance(cell, str)]
    if any(names_a_day(cell) for cell in (*cells, *(sheet.name for sheet, _ in placed))):
        return f'{file} gives days without dates ("Day 1", "Monday"); say which date the first day is.'
    return f'{file} has no entry with both a date and a start; add a "date" column, or say which date the first day is.'
