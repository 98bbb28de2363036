"""Schedule files of every format, and how one becomes the programme of an event."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from knowledge.errors import PackError
from knowledge.event import Event, LocalizedText
from knowledge.packs.cells import read_delimited
from knowledge.packs.entry import Schedule, items_of, slug
from knowledge.packs.facts import first_reason, is_zone
from knowledge.packs.problems import Code, Report
from knowledge.packs.tables import read_tables
from knowledge.packs.toml_schedule import read_programme


def read_schedule(
    path: Path, where: str, event: Event, report: Report, *, first_day: date | None = None, known: bool = False
) -> Schedule:
    """The schedule in the file, by its ending; `known` says that the event's own facts come from its pack."""
    days = (event.start, event.end or event.start) if event.start else None
    match path.suffix.lower():
        case ".toml":
            return read_programme(path, where, event.language, report)
        case ".csv" | ".tsv":
            sheets = [read_delimited(path, where, report)]
            return read_tables(sheets, where, report, language=event.language, days=days, first_day=first_day)
        case ".ics" | ".ical":
            from knowledge.packs.calendar import read_calendar

            return read_calendar(path, where, event, report)
        case ".json":
            from knowledge.packs.schedule_json import read_json

            return read_json(path, where, event, report)
        case ".xml":
            from knowledge.packs.schedule_xml import read_xml

            return read_xml(path, where, report)
        case ".xlsx" | ".xlsm" | ".xls" | ".xlsb" | ".ods":
            from knowledge.packs.workbook import read_workbook

            sheets = read_workbook(path, where, report)
            return read_tables(sheets, where, report, language=event.language, days=days, first_day=first_day)
    raise PackError(
        f"{where} is no kind of schedule that can be read; use .csv, .xlsx, .xls, .ods, .ics, .json, .xml or .toml."
    )


def assembled(event: Event, schedule: Schedule, where: str, report: Report, *, known: bool) -> Event:
    """The event with the schedule's programme, and with its facts where the event's own are not `known`."""
    event = schedule.extension.event if schedule.extension and not known else event
    fields = {name: getattr(event, name) for name in Event.model_fields}
    if not known and not schedule.extension:
        fields |= _facts(event, schedule, where, report)
    zone = ZoneInfo(fields["timezone"])
    try:
        return Event.model_validate({**fields, "items": items_of(schedule.entries, zone, report)})
    except ValidationError as error:
        raise PackError(f"{where} cannot be used: {first_reason(error)}; mend that entry.") from error


def _facts(event: Event, schedule: Schedule, where: str, report: Report) -> dict[str, object]:
    languages = schedule.languages or event.languages
    return {
        "id": slug(schedule.name) if schedule.name else event.id,
        "name": LocalizedText.of(languages[0], schedule.name) or event.name,
        "timezone": _zone(schedule, event, where, report),
        "start": schedule.start or event.start,
        "end": schedule.end or event.end,
        "languages": languages,
    }


def _zone(schedule: Schedule, event: Event, where: str, report: Report) -> str:
    """The schedule's zone when it is one; whoever relies on the event's instead is told."""
    if schedule.timezone and is_zone(schedule.timezone):
        return schedule.timezone
    if schedule.timezone:
        report.warn(Code.UNKNOWN_ZONE, where, value=schedule.timezone, used=event.timezone)
    elif any(entry.start.tzinfo is None for entry in schedule.entries):
        report.warn(Code.NO_ZONE, where, used=event.timezone)
    return event.timezone
