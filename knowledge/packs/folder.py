"""A pack folder, or a bare folder of documents with or without a programme."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from knowledge.documents import Document
from knowledge.documents.reading import Source, read_all
from knowledge.errors import DocumentError, PackError
from knowledge.event import Event, LocalizedText, Venue
from knowledge.localize import LANGUAGES
from knowledge.packs import records
from knowledge.packs.entry import slug
from knowledge.packs.facts import read_event
from knowledge.packs.localized import language_code
from knowledge.packs.model import Pack
from knowledge.packs.pages import programme_on
from knowledge.packs.problems import Code, Report
from knowledge.packs.programme import assembled, read_schedule
from knowledge.packs.tongues import recognised, speaking

T = TypeVar("T")
TableReader = Callable[[Path, str, str, Report], tuple[T, ...]]
PROGRAMMES = (".toml", ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".ics", ".ical", ".json", ".xml")
DOCUMENTS = (".md", ".mdx", ".markdown", ".html", ".htm", ".txt", ".pdf", ".docx")
KNOWN = ("event.toml", "venues.toml", "venues.csv", "travel.csv", "delegations.csv", "delegates.csv", "questions.csv")
QUIET = ("", ".py", ".css", ".js", ".toml", ".lock")
MOST_FILES = 5_000


def read_folder(root: Path, *, first_day: date | None = None) -> Pack:
    """The pack in the folder; raises PackError when it holds neither an event, a programme nor a document."""
    report = Report()
    files = list(_files(root))
    facts = root / "event.toml"
    event = read_event(facts, facts.name, report) if facts.is_file() else _bare_event(root)
    pack = facts.is_file()
    programme = _programme(files, root, pack)
    documents = tuple(_documents(files, root, event, pack, report))
    if not pack and programme is None and not documents:
        raise PackError(
            f"{root.name} holds no event.toml, programme or document; point to a pack, a schedule or documents."
        )
    event = _with_tables(event if pack else speaking(event, documents), root, report)
    if programme:
        schedule = read_schedule(programme, programme.name, event, report, first_day=first_day, known=pack)
        event = assembled(event, schedule, programme.name, report, known=pack)
    elif written := None if pack else programme_on(documents, report, first_day=first_day):
        event = assembled(event, written, root.name, report, known=True)
    return Pack(
        event=event,
        documents=documents,
        approved=_table(root, "questions.csv", records.read_answers, event, report),
        people=_table(root, "delegates.csv", records.read_people, event, report),
        problems=tuple(report.problems),
        places=report.places,
    )


def _files(root: Path) -> Iterator[Path]:
    """Every file below the folder, in order; nothing hidden, and nothing that a link leads to outside of it."""
    inside = root.resolve()
    for number, path in enumerate(sorted(root.rglob("*"))):
        if number > MOST_FILES * 4:
            raise PackError(f"{root.name} holds too many files; point to the folder of the event itself.")
        hidden = any(part.startswith((".", "~$", "__")) for part in path.relative_to(root).parts)
        if not hidden and path.is_file() and path.resolve().is_relative_to(inside):
            yield path


def _bare_event(root: Path) -> Event:
    name = root.resolve().name.replace("_", " ").replace("-", " ").strip() or "event"
    return Event(id=slug(name), name=LocalizedText.of("en", name))


def _programme(files: list[Path], root: Path, pack: bool) -> Path | None:
    top = [path for path in files if path.parent == root and path.suffix.lower() in PROGRAMMES]
    named = [path for path in top if path.stem.lower() in ("programme", "program", "schedule", "agenda")]
    others = [path for path in top if path.name.lower() not in KNOWN and path.suffix.lower() != ".toml"]
    candidates = named or ([] if pack else others)
    return min(candidates, key=lambda path: (PROGRAMMES.index(path.suffix.lower()), path.name), default=None)


def _documents(files: list[Path], root: Path, event: Event, pack: bool, report: Report) -> Iterator[Document]:
    found = []
    for path in files:
        source = path.relative_to(root).as_posix()
        if path.suffix.lower() in DOCUMENTS and (not pack or source.startswith("documents/")):
            found.append(Source(path, suffix_language(path) or event.language, source))
        elif not pack or source.startswith("documents/"):
            _report_unread(path, source, root, report)
    for one, document in zip(found, read_all(found), strict=True):
        if isinstance(document, DocumentError):
            reason = str(document).removeprefix(f"{one.source} ").rstrip(".")
            report.error(Code.UNREADABLE_DOCUMENT, one.source, reason=reason)
        elif suffix_language(one.path):
            yield document
        else:
            yield recognised(document, event.language, event.languages if pack else LANGUAGES)


def _report_unread(path: Path, source: str, root: Path, report: Report) -> None:
    """Pictures and tables beside the documents are no documents: whoever expects them to be read is told."""
    if path.parent != root or path.suffix.lower() not in (*PROGRAMMES, *QUIET):
        report.warn(Code.UNKNOWN_FILE, source, file=path.name)


def suffix_language(path: Path) -> str:
    """The language in a name such as "visa.de.md"; "" when the name has none."""
    parts = path.name.split(".")
    return language_code(parts[-2]) if len(parts) > 2 and len(parts[-2].split("-")[0]) == 2 else ""


def _with_tables(event: Event, root: Path, report: Report) -> Event:
    venues: tuple[Venue, ...] = ()
    for name in ("venues.toml", "venues.csv"):
        venues = venues or _table(root, name, records.read_venues, event, report)
    return _changed(
        event,
        venues=venues,
        travel=_table(root, "travel.csv", records.read_travel, event, report),
        delegations=_table(root, "delegations.csv", records.read_delegations, event, report),
    )


def _changed(event: Event, **fields: object) -> Event:
    return Event.model_validate({**{name: getattr(event, name) for name in Event.model_fields}, **fields})


def _table(root: Path, name: str, read_table: TableReader[T], event: Event, report: Report) -> tuple[T, ...]:
    path = root / name
    if not path.is_file():
        return ()
    try:
        return read_table(path, name, event.language, report)
    except ValueError as error:
        raise PackError(f"{name} cannot be used: {error}; mend that entry.") from error
