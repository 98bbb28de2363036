"""From the rows of a table to programme entries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from knowledge.event import LocalizedText
from knowledge.packs.cells import Cell, Row, Sheet, text_of
from knowledge.packs.columns import Column, Layout
from knowledge.packs.dates import DateStyle, read_date
from knowledge.packs.entry import Entry
from knowledge.packs.hours import Clock, Span, read_length
from knowledge.packs.localized import localized
from knowledge.packs.moments import Moment, read_moment
from knowledge.packs.problems import Code, Report

LISTS = re.compile(r"\s*(?:[;\n|、；]|,(?!\s*(?:PhD|Ph\.D|Dr|MD|Jr|Sr|M\.?Sc|B\.?Sc|MBA|Inc|Ltd)\b))\s*")
WRITTEN = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{2,4}")
DAY = timedelta(days=1)
LONGEST = timedelta(hours=14)
"""An entry that would run longer past midnight is more likely a slip of the pen."""


@dataclass
class Reader:
    """Reads one sheet's rows in order; the day in force carries on from row to row."""

    sheet: Sheet
    layout: Layout
    style: DateStyle
    language: str
    file: str
    report: Report
    day: date | None = None
    carried: list[date] = field(default_factory=list)
    repeated: frozenset[str] = frozenset()
    entries: list[Entry] = field(default_factory=list)

    def read(self) -> list[Entry]:
        """All entries of the sheet."""
        self.repeated = _repeated(self.sheet, self.layout)
        for number, row in enumerate(self.sheet.rows[self.layout.row + 1 :], self.sheet.first + self.layout.row + 1):
            if any(text_of(cell) for cell in row):
                self._row(row, f"{self.file}, row {number}")
        if self.carried:
            days = ", ".join(dict.fromkeys(map(str, self.carried)))
            self.report.warn(Code.DATE_CARRIED, self.file, rows=len(self.carried), date=days)
        return self.entries

    def _row(self, row: Row, where: str) -> None:
        if self._is_day_heading(row) or self._repeats_headings(row):
            return
        texts = Texts(row, self.layout, self.language, self.repeated)
        title = LocalizedText({code: " ".join(said.split()) for code, said in texts.localized("title").root.items()})
        when = self._when(row, where, title.best())
        if when is None:
            return
        if not title:
            self.report.warn(Code.NO_TITLE, where)
        self.entries.append(_entry(texts, title, when, where))

    def _is_day_heading(self, row: Row) -> bool:
        filled = [cell for cell in row if text_of(cell)]
        moment = read_moment(filled[0], self.style, dated=True) if len({text_of(c) for c in filled}) == 1 else Moment()
        if moment.day and not moment.span:
            self.day = moment.day
            return True
        return False

    def _repeats_headings(self, row: Row) -> bool:
        return [text_of(c) for c in row] == [text_of(c) for c in self.sheet.rows[self.layout.row]]

    def _when(self, row: Row, where: str, title: str) -> tuple[datetime, datetime | None] | None:
        found = {name: self._moment(row, name, where, title) for name in ("date", "start", "time", "end", "end_date")}
        start = _first(found["start"], found["time"], found["date"])
        if start.aware:
            end = found["end"].aware or _length(row, self.layout, start.aware, where, title, self.report)
            return start.aware, end
        day = self._day(found, bool(start.span), where, title)
        if day is None or start.span is None:
            known = Code.NO_START if day is None else Code.NO_HOURS
            self.report.error(known, where, title=title, date=day or "")
            return None
        begin = on(day, start.span.start)
        return begin, self._end(row, found, start.span, begin, where, title)

    def _day(self, found: Mapping[str, Moment], timed: bool, where: str, title: str) -> date | None:
        day = found["date"].day or found["start"].day or found["time"].day
        if day is None and self.day and timed and self.layout.has("date"):
            self.carried.append(self.day)
        elif day and self.layout.has("date"):
            self.day = day
        return day or self.day

    def _end(
        self, row: Row, found: Mapping[str, Moment], span: Span, begin: datetime, where: str, title: str
    ) -> datetime | None:
        end = found["end"]
        clock = end.span.end or end.span.start if end.span else (span.end if not end.aware else None)
        if end.aware:
            return end.aware
        if clock is None:
            return _length(row, self.layout, begin, where, title, self.report)
        day = found["end_date"].day or end.day
        if day:
            return on(day, clock)
        closing = on(begin.date(), clock)
        if closing >= begin or clock.days:
            return closing
        if closing + DAY - begin > LONGEST:
            hours = round((closing + DAY - begin) / timedelta(hours=1), 1)
            self.report.warn(Code.VERY_LONG, where, title=title, hours=hours)
        return closing + DAY

    def _moment(self, row: Row, name: str, where: str, title: str) -> Moment:
        for column in self.layout.by_field.get(name, ()):
            cell = _cell(row, column)
            if text_of(cell) and (moment := read_moment(cell, self.style, dated="date" in name)):
                return moment
            if text_of(cell) and column is self.layout.by_field[name][-1]:
                code = Code.BAD_DATE if "date" in name else Code.BAD_TIME
                self.report.error(code, where, value=text_of(cell), title=title)
        return Moment()


@dataclass(frozen=True)
class Texts:
    """The texts of one row by field."""

    row: Row
    layout: Layout
    language: str
    repeated: frozenset[str] = frozenset()

    def localized(self, name: str) -> LocalizedText:
        """The field in every language it has a column for; several columns of one language are joined."""
        found: dict[str, list[str]] = {}
        for column in self.layout.by_field.get(name, ()):
            if said := text_of(_cell(self.row, column)):
                found.setdefault(column.language, []).append(said)
        untagged = found.pop("", [])
        if untagged and name not in self.repeated:
            found[self.language] = untagged + found.get(self.language, [])
        return localized({code: "\n\n".join(dict.fromkeys(parts)) for code, parts in found.items()})

    def text(self, name: str) -> str:
        """The first non-empty text of the field."""
        columns = self.layout.by_field.get(name, ())
        return next((said for column in columns if (said := text_of(_cell(self.row, column)))), "")

    def listed(self, name: str) -> tuple[str, ...]:
        """The field's parts: from several columns, or from one cell parted by ; or , or lines."""
        cells = [text_of(_cell(self.row, column)) for column in self.layout.by_field.get(name, ())]
        filled = [cell for cell in cells if cell]
        parted = filled if len(cells) > 1 else [part for cell in filled for part in names(cell)]
        return tuple(dict.fromkeys(part for part in parted if part))


def _repeated(sheet: Sheet, found: Layout) -> frozenset[str]:
    """The fields whose plain column only repeats, in every row, one of the columns that name their language."""
    rows = sheet.rows[found.row + 1 :]
    repeated = set()
    for name, columns in found.by_field.items():
        plain, tagged = [c for c in columns if not c.language], [c for c in columns if c.language]
        if len(plain) == 1 and tagged and all(_repeats(row, plain[0], tagged) for row in rows):
            repeated.add(name)
    return frozenset(repeated)


def _repeats(row: Row, plain: Column, tagged: Sequence[Column]) -> bool:
    said = text_of(_cell(row, plain))
    return not said or any(text_of(_cell(row, column)) == said for column in tagged)


def names(cell: str) -> list[str]:
    """The names in a cell, parted by semicolons where it has any, else by commas or lines."""
    pattern = r"\s*[;；\n|]\s*" if re.search(r"[;；\n|]", cell) else LISTS
    return [part.strip() for part in re.split(pattern, cell) if part.strip()]


def _cell(row: Row, column: Column) -> Cell:
    return row[column.index] if column.index < len(row) else None


def _first(*moments: Moment) -> Moment:
    return next((moment for moment in moments if moment.span or moment.aware), Moment())


def on(day: date, clock: Clock) -> datetime:
    """The clock time on that day, or on the days after it for hours past midnight."""
    return datetime.combine(day, clock.time) + clock.days * DAY


def _length(row: Row, found: Layout, begin: datetime, where: str, title: str, report: Report) -> datetime | None:
    column = next(iter(found.by_field.get("length", ())), None)
    cell = _cell(row, column) if column else None
    if column is None or not text_of(cell):
        return None
    if isinstance(cell, time):
        return begin + timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return begin + cell
    length = read_length(
        text_of(cell), hours=bool(re.search(r"\bhours?\b|\(h\)|stunden|小时|시간", column.heading.lower()))
    )
    if length is None:
        report.error(Code.BAD_LENGTH, where, value=text_of(cell), title=title)
    return begin + length if length is not None else None


def _entry(texts: Texts, title: LocalizedText, when: tuple[datetime, datetime | None], where: str) -> Entry:
    entry = Entry(where=where, title=title, start=when[0], end=when[1])
    return replace(
        entry,
        id=texts.text("id"),
        kind=texts.text("kind"),
        status=texts.text("status"),
        summary=_summary(texts),
        venue=texts.text("venue"),
        room=texts.localized("room"),
        meeting_point=texts.localized("meeting_point"),
        audience=texts.listed("audience"),
        speakers=texts.listed("speakers"),
        dress=texts.localized("dress"),
        bring=texts.localized("bring"),
        transport=texts.localized("transport"),
        track=texts.text("track"),
        url=texts.text("url"),
    )


def _summary(texts: Texts) -> LocalizedText:
    """The subtitle, if the table has one, above the description."""
    below, above = texts.localized("summary").root, texts.localized("subtitle").root
    codes = dict.fromkeys((*above, *below))
    return localized({code: "\n\n".join(p for p in (above.get(code, ""), below.get(code, "")) if p) for code in codes})


def dates_in(sheet: Sheet, found: Layout) -> list[str]:
    """The texts of the sheet that may hold written dates, for telling their style."""
    columns = [c for name in ("date", "start", "time", "end_date") for c in found.by_field.get(name, ())]
    cells = [
        text_of(cell) for row in sheet.rows[found.row + 1 :] for c in columns if isinstance(cell := _cell(row, c), str)
    ]
    headings = [text_of(row[0]) for row in sheet.rows if row and isinstance(row[0], str)]
    return [cell for cell in (*cells, *headings) if WRITTEN.search(cell)]


def written_dates(sheet: Sheet) -> list[str]:
    """The texts anywhere in the sheet, and its name, that may be written dates."""
    cells = (text_of(cell) for row in sheet.rows for cell in row if isinstance(cell, str))
    return [cell for cell in (sheet.name, *cells) if WRITTEN.search(cell)]


def sheet_day(sheet: Sheet, style: DateStyle) -> date | None:
    """The day that the sheet's name, or a row above its headings, gives to all its rows."""
    return read_date(sheet.name, style) if sheet.name else None
