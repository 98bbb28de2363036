"""Tables as rows of cells, and the reading of delimited text into them."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from knowledge.errors import PackError
from knowledge.packs.problems import Code, Report
from knowledge.packs.vocabulary import field_of

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Row = Sequence[Cell]
Area = tuple[int, int, int, int]
MOST_BYTES = 30_000_000
GUESSES = (
    "gb18030",
    "big5",
    "cp949",
    "cp1252",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp874",
    "shift_jis",
    "utf_16_le",
    "utf_16_be",
)
"""Encodings that spreadsheets of our languages are saved in, besides UTF-8."""


@dataclass(frozen=True)
class Sheet:
    """One table: its rows as they stand in the file, the first being number `first`. `merged` are the areas of one cell
    (top, left, bottom, right; from 0, all included), each of whose places holds its value; `turned` says that what are
    rows here are columns in the file."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    first: int = 1
    merged: tuple[Area, ...] = ()
    turned: bool = False


def text_of(cell: Cell) -> str:
    """The cell as a person reads it; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_bytes(path: Path, limit: int = MOST_BYTES) -> bytes:
    """The file's bytes; raises PackError when it cannot be opened or is too large."""
    try:
        if path.stat().st_size > limit:
            raise PackError(
                f"{path.name} is larger than {limit // 1_000_000} MB; split it or remove what is not needed."
            )
        return path.read_bytes()
    except OSError as error:
        raise PackError(
            f"{path.name} cannot be opened ({error.strerror}); check the path and its permissions."
        ) from error


def decode(data: bytes, where: str, report: Report) -> str:
    """The text of the bytes; an encoding that had to be guessed is reported."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data, where, report)


def _guessed(data: bytes, where: str, report: Report) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_isolation=list(GUESSES)).best()
    encoding = best.encoding if best else "cp1252"
    report.warn(Code.ENCODING_GUESSED, where, encoding=encoding)
    return data.decode(encoding, "replace")


def read_delimited(path: Path, where: str, report: Report) -> Sheet:
    """The table in a CSV or TSV file, by the delimiter under which most headings make sense."""
    text = decode(read_bytes(path), where, report)
    if "\0" in text:
        raise PackError(f"{where} is not a text table (it holds NUL bytes); save it again as CSV in UTF-8.")
    text = re.sub(r"\Asep=(.)\r?\n", "", text)
    tables = [_split(text, delimiter) for delimiter in ",;\t|"]
    best = max(tables, key=_sense)
    if text.strip() and not any(any(row) for row in best):
        raise PackError(f"{where} has a cell far longer than a text, or a quotation mark too many; export it again.")
    if not any(any(row) for row in best):
        raise PackError(f"{where} is empty; export the table again.")
    return Sheet(name="", rows=tuple(best))


def _split(text: str, delimiter: str) -> list[tuple[Cell, ...]]:
    try:
        return [
            tuple(unguarded(cell) for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        return []


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from running it as a formula."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def _sense(rows: Sequence[Row]) -> tuple[int, int]:
    """How many headings of its best row are known, and how many cells its rows have."""
    known = max((len({field_of(text_of(c)) for c in row} - {""}) for row in rows[:20]), default=0)
    return known, sum(len(row) > 1 for row in rows[:20])
