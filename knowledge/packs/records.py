"""The small tables of a pack folder whose columns are fixed: places, ways, delegations, people, approved answers."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from knowledge.event import Delegation, LocalizedText, Travel, Venue
from knowledge.packs.cells import decode, read_bytes, unguarded
from knowledge.packs.entry import slug
from knowledge.packs.facts import as_list, as_tables, as_text, first_reason, read_toml, report_unknown_keys
from knowledge.packs.localized import language_code, localized
from knowledge.packs.model import ApprovedAnswer, Invitee
from knowledge.packs.problems import Code, Report

T = TypeVar("T")
VENUE_TEXTS = ("name", "address", "entrance", "accessibility")
VENUE_KEYS = ("id", *VENUE_TEXTS, "latitude", "longitude", "phone", "aliases")
TRUE_WORDS = frozenset("true yes 1 x y ja oui 是 kyllä ναι 예 ใช่ evet".split())  # noqa: SIM905


@dataclass(frozen=True)
class Record:
    """One row by column: plain columns, and texts by language for columns such as "name.zh"."""

    where: str
    words: Mapping[str, str]
    texts: Mapping[str, LocalizedText]

    def word(self, *names: str) -> str:
        """The first of these columns that holds something."""
        return next((self.words[name] for name in names if self.words.get(name)), "")

    def text(self, name: str) -> LocalizedText:
        """The column in all its languages."""
        return self.texts.get(name, LocalizedText({}))


def read_records(path: Path, where: str, language: str, columns: tuple[str, ...], report: Report) -> Iterator[Record]:
    """The rows of a table with a heading row; columns outside `columns` are reported once."""
    text = decode(read_bytes(path), where, report)
    sample = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=sample.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headings = [_heading(cell) for cell in next(rows, [])]
        for name in dict.fromkeys(name for name, _ in headings if name and name not in columns):
            report.warn(Code.UNKNOWN_COLUMN, where, column=name)
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield _record(f"{where}, row {number}", headings, row, language)
    except csv.Error as error:
        report.error(Code.UNREADABLE_FILE, where, reason=error)


def _heading(cell: str) -> tuple[str, str]:
    name, _, tag = cell.strip().partition(".")
    code = language_code(tag)
    return (name.strip().lower(), code) if code else (cell.strip().lower(), "")


def _record(where: str, headings: list[tuple[str, str]], row: list[str], language: str) -> Record:
    cells = [unguarded(cell).strip() for cell in row]
    texts: dict[str, dict[str, str]] = {}
    for (name, code), cell in zip(headings, cells, strict=False):
        texts.setdefault(name, {})[code or language] = cell
    words = {name: cell for (name, code), cell in zip(headings, cells, strict=False) if not code}
    return Record(where, words, {name: localized(versions) for name, versions in texts.items()})


class Named(Protocol):
    """What goes by an id."""

    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)


def _distinct(kind: str, found: Iterable[tuple[str, N]], report: Report) -> tuple[N, ...]:
    """The first of each id; the others are reported."""
    kept: dict[str, N] = {}
    for where, one in found:
        if one.id in kept:
            report.error(Code.ID_TAKEN, where, id=one.id)
        else:
            report.stands(kind, one.id, where)
            kept[one.id] = one
    return tuple(kept.values())


def _each(records: Iterator[Record], build: Callable[[Record], T], report: Report) -> Iterator[tuple[str, T]]:
    """What can be built of the records, and where it stands; the others are reported."""
    for record in records:
        try:
            yield record.where, build(record)
        except ValidationError as error:
            report.error(Code.BAD_VALUE, record.where, field="", value="", reason=first_reason(error))
        except ValueError as error:
            report.error(Code.BAD_VALUE, record.where, field="", value="", reason=error)


def read_venues(path: Path, where: str, language: str, report: Report) -> tuple[Venue, ...]:
    """Venues from venues.toml or venues.csv."""
    if path.suffix.lower() == ".toml":
        return _distinct("venue", _toml_venues(path, where, language, report), report)
    return _distinct("venue", _each(read_records(path, where, language, VENUE_KEYS, report), _venue, report), report)


def _toml_venues(path: Path, where: str, language: str, report: Report) -> Iterator[tuple[str, Venue]]:
    table = read_toml(path, where)
    report_unknown_keys(table, ("venue",), where, report)
    for number, entry in enumerate(as_tables(table.get("venue", []), "venue"), 1):
        place = f"{where}, venue {entry.get('id') or number}"
        report_unknown_keys(entry, VENUE_KEYS, place, report)
        try:
            yield place, Venue(**_venue_fields(entry, language))
        except ValidationError as error:
            report.error(Code.BAD_VALUE, place, field="", value="", reason=first_reason(error))
        except ValueError as error:
            report.error(Code.BAD_VALUE, place, field="", value="", reason=error)


def _venue_fields(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    fields = {name: entry[name] for name in VENUE_KEYS if name in entry}
    texts = {name: as_text(fields[name], language, name) for name in VENUE_TEXTS if name in fields}
    aliases = tuple(as_list(fields.get("aliases", []), "aliases"))
    return {**fields, **texts, "aliases": aliases}


def _venue(record: Record) -> Venue:
    return Venue(
        id=record.word("id") or slug(record.text("name").best()),
        latitude=_number(record.word("latitude"), "latitude"),
        longitude=_number(record.word("longitude"), "longitude"),
        phone=record.word("phone"),
        aliases=_parts(record.word("aliases")),
        **{name: record.text(name) for name in VENUE_TEXTS},
    )


def _number(text: str, name: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        raise ValueError(f'{name}: "{text}" is not a number') from None


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace(";", "|").split("|") if part.strip())


def read_travel(path: Path, where: str, language: str, report: Report) -> tuple[Travel, ...]:
    """Ways between venues from travel.csv."""
    rows = read_records(path, where, language, ("from", "to", "minutes", "mode"), report)
    found = tuple(_each(rows, _way, report))
    for place, way in found:
        report.stands("way", f"{way.origin} → {way.destination}", place)
    return tuple(way for _, way in found)


def _way(record: Record) -> Travel:
    minutes = record.word("minutes")
    if not minutes.isdigit():
        raise ValueError(f'minutes: "{minutes}" is not a whole number')
    origin, destination = record.word("from"), record.word("to")
    if not origin or not destination:
        raise ValueError("from and to must both name a venue")
    return Travel(origin=origin, destination=destination, minutes=int(minutes), mode=record.word("mode"))


def read_delegations(path: Path, where: str, language: str, report: Report) -> tuple[Delegation, ...]:
    """Delegations from delegations.csv."""
    plain = ("country", "language", "liaison", "liaison_phone", "liaison_email")

    def build(record: Record) -> Delegation:
        return Delegation(
            id=record.word("id") or slug(record.text("name").best()),
            name=record.text("name"),
            city=record.text("city"),
            host=record.word("host").casefold() in TRUE_WORDS,
            **{name: record.word(name) for name in plain},
        )

    rows = read_records(path, where, language, ("id", "name", "city", "host", *plain), report)
    return _distinct("delegation", _each(rows, build, report), report)


def read_people(path: Path, where: str, language: str, report: Report) -> tuple[Invitee, ...]:
    """Delegates from delegates.csv."""
    columns = ("id", "name", "delegation", "language", "role", "email")

    def build(record: Record) -> Invitee:
        if not record.word("name", "id"):
            raise ValueError("name is missing")
        fields = {name: record.word(name) for name in columns}
        return Invitee(**{**fields, "id": fields["id"] or slug(f"{fields['delegation']} {fields['name']}".strip())})

    return _distinct("person", _each(read_records(path, where, language, columns, report), build, report), report)


def read_answers(path: Path, where: str, language: str, report: Report) -> tuple[ApprovedAnswer, ...]:
    """Approved questions and answers from questions.csv."""

    def build(record: Record) -> ApprovedAnswer:
        question, answer = record.text("question"), record.text("answer")
        if not question or not answer:
            raise ValueError("a question and its answer are both needed")
        name = record.word("id") or slug(question.best())
        return ApprovedAnswer(id=name, question=question, answer=answer, source=where)

    rows = read_records(path, where, language, ("id", "question", "answer"), report)
    return _distinct("answer", _each(rows, build, report), report)
