"""The programme as one table: CSV and XLSX with the same columns."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from knowledge.event import EVERYONE, Event, Item, LocalizedText

PUBLIC_COLUMNS = ("id", "kind", "title", "start", "end", "venue", "room", "speakers")
TEXTS = ("title", "room", "summary", "meeting_point", "dress", "bring", "transport")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
"""Characters that neither workbooks nor XML can hold."""


def guarded(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r]", cell) else cell


def table_of(event: Event) -> list[list[str]]:
    """Headings and one row an item: the public columns, then the other languages and fields that the programme uses.
    Times are ISO 8601 on the event's clocks with their offset, empty `end` when none is known."""
    tagged = [(name, code) for name in TEXTS for code in _codes(event, name)]
    rest = ["summary", "meeting_point", "dress", "bring", "transport", "audience", "track", "url", "status", "timezone"]
    heads = [*PUBLIC_COLUMNS, *(f"{name}.{code}" for name, code in tagged), *rest]
    return [heads, *(_row(item, event, tagged, rest) for item in event.items)]


def _codes(event: Event, name: str) -> Iterator[str]:
    """The languages of a field, each with a column of its own beside the plain one; none when it is all in English,
    which plain columns are taken for."""
    used = dict.fromkeys(code for item in event.items for code in getattr(item, name).root)
    return iter(used if set(used) != {"en"} else ())


def _row(item: Item, event: Event, tagged: Sequence[tuple[str, str]], rest: Sequence[str]) -> list[str]:
    texts: dict[str, LocalizedText] = {name: getattr(item, name) for name in TEXTS}
    plain = {
        **{name: text.best(event.language) for name, text in texts.items()},
        "id": item.id,
        "kind": item.kind.value,
        "start": event.local(item.start).isoformat(),
        "end": event.local(item.end).isoformat() if item.end != item.start else "",
        "venue": item.venue,
        "speakers": "; ".join(item.speakers),
        "audience": "; ".join(item.audience) if item.audience != (EVERYONE,) else "",
        "track": item.track,
        "url": item.url,
        "status": item.status.value,
        "timezone": event.timezone,
    }
    cells = [
        *(plain[name] for name in PUBLIC_COLUMNS),
        *(texts[name].get(code) or "" for name, code in tagged),
        *(plain[name] for name in rest),
    ]
    return [guarded(cell) for cell in cells]


def write_csv(event: Event) -> bytes:
    """The table in UTF-8, unmarked: programs other than spreadsheets expect the first column's name at the first byte."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(table_of(event))
    return out.getvalue().encode("utf-8")


def write_xlsx(event: Event) -> bytes:
    """The table as a workbook of text cells, its headings frozen."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Programme")
    for number, row in enumerate(table_of(event), 1):
        for column, cell in enumerate(row, 1):
            if cell:
                written = sheet.cell(number, column, ILLEGAL.sub("", cell)[:32_767])
                written.data_type = "s"
    sheet.freeze_panes = "D2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
