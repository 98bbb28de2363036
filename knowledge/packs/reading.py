"""Loads an event from whatever staff already have."""

from datetime import date
from pathlib import Path

from knowledge.documents.reading import read
from knowledge.errors import DocumentError, PackError
from knowledge.event import Event, LocalizedText
from knowledge.packs.entry import slug
from knowledge.packs.folder import DOCUMENTS, PROGRAMMES, read_folder, suffix_language
from knowledge.packs.model import Pack
from knowledge.packs.pages import programme_on
from knowledge.packs.problems import Report
from knowledge.packs.programme import assembled, read_schedule
from knowledge.packs.tongues import recognised, speaking


def load(path: Path, *, first_day: date | None = None, within: Event | None = None) -> Pack:
    """The event in a pack folder, a folder of documents, a schedule file (.csv .tsv .xlsx .ics .json .xml .toml) or a
    document (.md .html .txt .pdf .docx). `first_day` places the days of a schedule that only says "Day 1" or "Monday".
    `within` is the event that a bare schedule belongs to: its zone and languages are the schedule's where it names none.

    What is not understood is in the pack's `problems`. Raises PackError when nothing of it can be used.
    """
    if path.is_dir():
        return read_folder(path, first_day=first_day)
    if not path.is_file():
        raise PackError(f"{path} does not exist; check the path.")
    if path.suffix.lower() in DOCUMENTS:
        return _document(path, first_day, within)
    if path.name.lower() == "event.toml":
        return read_folder(path.parent, first_day=first_day)
    if path.suffix.lower() not in PROGRAMMES:
        kinds = " ".join((*PROGRAMMES, *DOCUMENTS))
        raise PackError(f"{path.name} is of no kind that can be read; use a folder or one of {kinds}.")
    return _schedule(path, first_day, within)


def _bare_event(path: Path) -> Event:
    name = path.name.split(".")[0].replace("_", " ").replace("-", " ").strip() or path.name
    return Event(id=slug(name), name=LocalizedText.of("en", name))


def _schedule(path: Path, first_day: date | None, within: Event | None) -> Pack:
    report = Report()
    event = _bare_event(path)
    if within:
        event = event.model_copy(update={"timezone": within.timezone, "languages": within.languages})
    schedule = read_schedule(path, path.name, event, report, first_day=first_day)
    event = assembled(event, schedule, path.name, report, known=False)
    found = schedule.extension
    if found is None:
        return Pack(event=event, problems=tuple(report.problems), places=report.places)
    return Pack(
        event=event,
        documents=found.documents,
        approved=found.approved,
        people=found.people,
        problems=tuple(report.problems),
        places=report.places,
    )


def _document(path: Path, first_day: date | None, within: Event | None) -> Pack:
    event, report = _bare_event(path), Report()
    try:
        document = read(path, language=suffix_language(path) or event.language, source=path.name)
    except DocumentError as error:
        raise PackError(str(error)) from error
    if not suffix_language(path):
        document = recognised(document, event.language)
    event = speaking(event, [document])
    if within:
        event = event.model_copy(update={"timezone": within.timezone, "languages": within.languages})
    if schedule := programme_on([document], report, first_day=first_day):
        event = assembled(event, schedule, path.name, report, known=True)
    return Pack(event=event, documents=(document,), problems=tuple(report.problems), places=report.places)
