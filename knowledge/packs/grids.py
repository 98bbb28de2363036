"""Programmes drawn as a grid: times down the side, rooms or days across the top, a cell for each entry."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from knowledge.event import LocalizedText
from knowledge.packs.cells import Cell, Sheet, text_of
from knowledge.packs.columns import SEARCHED, column_of
from knowledge.packs.dates import DateStyle, names_a_day, read_date
from knowledge.packs.entry import Entry
from knowledge.packs.hours import Span
from knowledge.packs.moments import read_moment
from knowledge.packs.problems import Code, Report
from knowledge.packs.rows import DAY, names, on
from knowledge.packs.vocabulary import field_of

_NO_STYLE = DateStyle(first_day=date(2000, 1, 3), year=2000)
_OTHER = 0.6
"""The share of different texts in a column from which they are entries rather than places or names."""


@dataclass(frozen=True)
class Across:
    """A column of entries: the room (or track) and the words for a day that stand above it, "" when neither does."""

    index: int
    room: str = ""
    day: str = ""
    guessed: bool = False


@dataclass(frozen=True)
class Grid:
    """Where the headings stand, the columns with times and days, and those with entries."""

    row: int
    time: int
    end: int | None
    day: int | None
    columns: tuple[Across, ...]


def grid_of(sheet: Sheet) -> Grid | None:
    """The grid under the first row that heads one, or under the row of rooms below a row of days; None when it is none."""
    for row in range(min(SEARCHED, len(sheet.rows))):
        if grid := _grid(sheet, row):
            below = _grid(sheet, row + 1) if row + 1 < len(sheet.rows) else None
            return below if below and all(one.day and one.room for one in below.columns) else grid
    return None


def turned(sheet: Sheet) -> Sheet:
    """Rows as columns: for grids with the times across the top."""
    width = max(map(len, sheet.rows), default=0)
    rows = [tuple(row[n] if n < len(row) else None for row in sheet.rows) for n in range(width)]
    merged = tuple((left, top, right, bottom) for top, left, bottom, right in sheet.merged)
    return replace(sheet, rows=tuple(rows), merged=merged, turned=True)


def _grid(sheet: Sheet, row: int) -> Grid | None:
    heads = [text_of(cell) for cell in sheet.rows[row]]
    if len({head for head in heads if head}) < 2:
        return None  # a title above the table
    time = next((n for n in range(min(3, len(heads))) if _holds_times(sheet, row, n)), None)
    if time is None or {_exactly(head) for head in heads[time + 1 :]} - {"", "time", "start", "end", "date"}:
        return None  # a column of titles, rooms or speakers makes it a list
    named = [column_of(head)[0] for head in heads]
    end = next((n for n in range(time + 1, len(heads)) if named[n] == "end"), None)
    day = named.index("date") if "date" in named else None
    rest = [n for n in range(time + 1, len(heads)) if n not in (end, day)]
    columns = tuple(one for n in rest if (one := _across(sheet, row, n, named[n])))
    sure = sum(not one.guessed for one in columns)
    enough = len(columns) >= 2 and (sure >= 2 or named[time] in ("time", "start"))
    return Grid(row, time, end, day, columns) if enough else None


def _exactly(head: str) -> str:
    """The field that the heading names and says no more about: "Room" or "Room/Location", not "Room 2"."""
    return next((found for part in (head, *re.split(r"[/(&]", head)) if (found := field_of(part, fillers=False))), "")


def _holds_times(sheet: Sheet, row: int, column: int) -> bool:
    """Whether at least half of what stands under the heading are times, and the heading is none."""
    below = [cell for cell in _below(sheet, row, column) if text_of(cell)]
    timed = sum(bool(read_moment(cell, _NO_STYLE).span) for cell in below)
    heading = read_moment(sheet.rows[row][column], _NO_STYLE)
    return timed >= 1 and 2 * timed >= len(below) and not heading.span


def _below(sheet: Sheet, row: int, column: int) -> list[Cell]:
    return [line[column] if column < len(line) else None for line in sheet.rows[row + 1 :]]


def _across(sheet: Sheet, row: int, column: int, named: str) -> Across | None:
    head = text_of(sheet.rows[row][column])
    texts = [text for cell in _below(sheet, row, column) if isinstance(cell, str) and (text := cell.strip())]
    if not head or named not in ("", "room", "venue", "track") or read_moment(sheet.rows[row][column], _NO_STYLE).span:
        return None
    if is_day(head):
        return Across(column, "", head)
    above = _above(sheet, row, column)
    day = above if is_day(above) else ""
    if named or day or any(field_of(word) == "room" for word in re.findall(r"[^\W\d_]+", head)) or _is_room(head):
        return Across(column, head, day)
    return Across(column, head, day, guessed=True) if texts and len(set(texts)) >= _OTHER * len(texts) else None


def _is_room(head: str) -> bool:
    """Names that hold a room's word run together ("Konferenzraum 2", "第一会议室", "ห้องประชุม 3")."""
    return bool(
        re.search(
            r"raum|saal|halle|sali\b|salon|auditori|amphi|室|厅|廳|실\b|홀\b|ห้อง|αίθουσα|room\b|hall\b|stage\b",
            head,
            re.I,
        )
    )


def _above(sheet: Sheet, row: int, column: int) -> str:
    """The heading of the group that the column belongs to: the nearest text to the left in the row above."""
    if not row:
        return ""
    return next((text for cell in reversed(sheet.rows[row - 1][: column + 1]) if (text := text_of(cell))), "")


def is_day(text: str) -> bool:
    """Whether the text says which day something is on, and hardly more."""
    return len(text) < 40 and bool(read_date(text, _NO_STYLE) or names_a_day(text))


@dataclass
class GridReader:
    """Reads a grid's cells row by row; the day in force carries on from row to row."""

    sheet: Sheet
    grid: Grid
    style: DateStyle
    language: str
    file: str
    report: Report
    day: date | None = None
    entries: list[Entry] = field(default_factory=list)

    def read(self) -> list[Entry]:
        """All entries of the grid; a cell without a day or a time is reported."""
        for column in self.grid.columns:
            if column.guessed and column.room:
                self.report.warn(Code.COLUMN_GUESSED, self.file, column=column.room, field="room")
        for number in range(self.grid.row + 1, len(self.sheet.rows)):
            self._row(number)
        return self.entries

    def _row(self, number: int) -> None:
        row = self.sheet.rows[number]
        texts = [text_of(cell) for cell in row]
        filled = [text for text in texts if text]
        if not filled or texts == [text_of(cell) for cell in self.sheet.rows[self.grid.row]]:
            return
        if len(set(filled)) == 1 and is_day(filled[0]) and (day := read_date(filled[0], self.style)):
            self.day = day
            return
        span, day = self._when(number)
        self.day = day or self.day
        where = f"{self.file}, {'column' if self.sheet.turned else 'row'} {self.sheet.first + number}"
        cells = list(self._cells(number))
        if span is None and not cells:
            self.report.warn(Code.NOT_TAKEN, where, what=filled[0], reason="it has neither a time nor an entry")
        for columns, text, last in cells:
            self._entry(columns, text, span, day, last, where)

    def _when(self, number: int) -> tuple[Span | None, date | None]:
        """The times of a row, its end from a column of its own where there is one, and a day that it names itself."""
        row = self.sheet.rows[number]
        moment = read_moment(self._at(row, self.grid.time), self.style)
        span = moment.span
        if span and (end := read_moment(self._at(row, self.grid.end), self.style).span):
            span = Span(span.start, end.start)
        day = moment.day or read_moment(self._at(row, self.grid.day), self.style, dated=True).day
        return span, day

    @staticmethod
    def _at(row: Sequence[Cell], column: int | None) -> Cell:
        return row[column] if column is not None and column < len(row) else None

    def _cells(self, number: int) -> Iterator[tuple[list[Across], str, int]]:
        """The entries that begin in this row: the columns each spans, its text, and its last row."""
        row, seen = self.sheet.rows[number], set[int]()
        for column in self.grid.columns:
            text = text_of(row[column.index]) if column.index < len(row) else ""
            if not text or column.index in seen or text in ("-", "–", "—", "x", "X", "/"):
                continue
            top, left, bottom, right = self._area(number, column.index)
            if top < number and top > self.grid.row:
                continue  # it began above
            spanned = [one for one in self.grid.columns if left <= one.index <= right]
            seen |= {one.index for one in spanned}
            yield spanned, text, bottom

    def _area(self, row: int, column: int) -> tuple[int, int, int, int]:
        inside = (a for a in self.sheet.merged if a[0] <= row <= a[2] and a[1] <= column <= a[3])
        return next(inside, (row, column, row, column))

    def _entry(
        self, columns: Sequence[Across], text: str, span: Span | None, day: date | None, last: int, where: str
    ) -> None:
        title, details = _parted(text)
        day = day or (read_date(columns[0].day, self.style) if columns[0].day else None) or self.day
        if day is None or span is None:
            self.report.error(Code.NO_START, where, title=title)
            return
        begin = on(day, span.start)
        above = [] if len(columns) == len(self.grid.columns) > 1 else [one.room for one in columns]
        track = ", ".join(head for head in dict.fromkeys(above) if column_of(head)[0] == "track")
        room = "" if track else ", ".join(dict.fromkeys(above))
        entry = Entry(where, LocalizedText.of(self.language, title), begin, self._end(span, begin, day, last))
        room = details.pop("room", "") or room
        listed = tuple(names(details.pop("speakers", "")))
        summary = LocalizedText.of(self.language, "\n".join(details.values()))
        self.entries.append(
            replace(entry, room=LocalizedText.of(self.language, room), speakers=listed, summary=summary, track=track)
        )

    def _end(self, span: Span, begin: datetime, day: date, last: int) -> datetime | None:
        """When the last row that the cell covers ends; with starts alone, when the row after it begins."""
        final = self._when(last)[0] or span
        clock = final.end
        if clock is None and self._spans_rows(span, final) and last + 1 < len(self.sheet.rows):
            after = self._when(last + 1)[0]
            clock = after.start if after else None
        if clock is None:
            return None
        closing = on(day, clock)
        return closing if closing >= begin else closing + DAY

    @staticmethod
    def _spans_rows(span: Span, final: Span) -> bool:
        return final.start != span.start


def _parted(text: str) -> tuple[str, dict[str, str]]:
    """The first line as title; of the others what names its field ("Speaker: …"), and the rest as details."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: dict[str, str] = {}
    rest: list[str] = []
    for line in lines[1:]:
        label, colon, said = line.replace("：", ":").partition(":")
        name = field_of(label) if colon and said.strip() and len(label) < 30 else ""
        if name in ("speakers", "room") and name not in found:
            found[name] = said.strip()
        else:
            rest.append(line)
    return (lines[0] if lines else ""), {**found, **({"rest": "\n".join(rest)} if rest else {})}
