"""Which column of a table holds what: the heading row is found, and every heading named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.packs.cells import Row, Sheet, text_of
from knowledge.packs.localized import split_language
from knowledge.packs.problems import Code, Report
from knowledge.packs.vocabulary import field_of

SEARCHED = 30
"""Rows at the top of a sheet among which the headings are looked for."""


@dataclass(frozen=True)
class Column:
    """A column's place in the row, its field, and the language of its texts ("" for the event's first)."""

    index: int
    field: str
    language: str
    heading: str


@dataclass(frozen=True)
class Layout:
    """Where the headings stand and what the columns under them hold."""

    row: int
    columns: tuple[Column, ...]
    by_field: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.by_field


def column_of(heading: str) -> tuple[str, str]:
    """The field and language that a heading names; ("", "") when it names none."""
    if exact := field_of(heading, fillers=False):
        return exact, ""
    bare, language = split_language(heading)
    if language and (found := field_of(bare)):
        return found, language
    return field_of(heading), ""


def layout_of(sheet: Sheet) -> Layout | None:
    """The layout under the row with the most known headings; None when no row has a title and a time or a date."""
    best = max(range(min(SEARCHED, len(sheet.rows))), key=lambda n: (_score(sheet.rows[n]), -n), default=None)
    if best is None or _score(sheet.rows[best]) < 2:
        return None
    above = _spread(sheet.rows[best - 1]) if best else ()
    columns = [_column(n, text_of(cell), above) for n, cell in enumerate(sheet.rows[best])]
    return layout(best, [column for column in columns if column])


def layout(row: int, columns: Sequence[Column]) -> Layout:
    """A layout that finds its columns by field."""
    grouped: dict[str, list[Column]] = {}
    for column in columns:
        grouped.setdefault(column.field, []).append(column)
    return Layout(row, tuple(columns), {name: tuple(group) for name, group in grouped.items() if name})


def _score(row: Row) -> int:
    return len({column_of(text_of(cell))[0] for cell in row if isinstance(cell, str) and len(cell) < 80} - {""})


def _spread(row: Row) -> tuple[str, ...]:
    """The row of group headings, each carried on to the columns without one of their own."""
    spread: list[str] = []
    for cell in row:
        spread.append(text_of(cell) or (spread[-1] if spread else ""))
    return tuple(spread)


def _column(index: int, heading: str, above: Sequence[str]) -> Column | None:
    name, language = column_of(heading)
    group = above[index] if index < len(above) else ""
    if not name and group and (not heading or heading.isdigit()):
        name, language = column_of(group)
    if not name and not heading:
        return None
    return Column(index, name, language, heading or group)


def report_unknown(found: Layout, sheet: Sheet, where: str, report: Report) -> None:
    """One problem for each column that holds something and whose heading says nothing known."""
    for column in found.columns:
        below = sheet.rows[found.row + 1 :]
        if not column.field and any(text_of(row[column.index]) for row in below if column.index < len(row)):
            report.warn(Code.UNKNOWN_COLUMN, where, column=column.heading)
