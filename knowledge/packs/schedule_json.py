"""schedule.json: the public layout, its variants, and plain lists of sessions."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.errors import PackError
from knowledge.event import Event
from knowledge.packs.cells import Cell, Sheet, decode, read_bytes
from knowledge.packs.entry import Schedule
from knowledge.packs.extension import extension_of, restored
from knowledge.packs.facts import first_reason
from knowledge.packs.problems import Report
from knowledge.packs.public import PublicSchedule
from knowledge.packs.tables import read_tables
from knowledge.packs.talks import schedule_of
from knowledge.packs.vocabulary import field_of


def read_json(path: Path, where: str, event: Event, report: Report) -> Schedule:
    """The schedule in the file. Raises PackError when it is not JSON or breaks the public layout's rules."""
    try:
        data = json.loads(decode(read_bytes(path), where, report))
    except (ValueError, RecursionError) as error:
        raise PackError(f"{where} is not valid JSON ({error}); export it again.") from error
    inside = data.get("schedule", data) if isinstance(data, dict) else data
    if isinstance(inside, dict) and ("conference" in inside or "days" in inside):
        public = _public(inside, where)
        schedule, extension = schedule_of(public, where, report), extension_of(public, where, report)
        if not extension and not schedule.entries and not report.problems:
            raise PackError(f"{where} holds no event; export the schedule again.")
        return restored(schedule, extension) if extension else schedule
    records = max(_lists(data), key=len, default=[])
    if not records:
        raise PackError(f'{where} holds no schedule: it has neither "conference" and "days" nor a list of sessions.')
    return read_tables([_sheet(records)], where, report, language=event.language)


def _public(inside: Mapping[str, Any], where: str) -> PublicSchedule:
    stated = inside.get("conference") or {"title": inside.get("title") or ""}
    if not isinstance(stated, Mapping):
        raise PackError(f'{where} breaks the rules of schedule.json: "conference" is no object; export it again.')
    conference = dict(stated)
    conference.setdefault("days", inside.get("days") or [])
    events = inside.get("events") or conference.pop("events", None) or []
    try:
        return PublicSchedule.model_validate({**inside, "conference": conference, "events": events})
    except (ValidationError, RecursionError) as error:
        reason = first_reason(error) if isinstance(error, ValidationError) else "it is nested too deep"
        raise PackError(
            f"{where} breaks the rules of schedule.json: {reason}; export it again or mend that entry."
        ) from error


def _lists(data: Any, depth: int = 0) -> Iterator[list[Mapping[str, Any]]]:
    """Every list of objects that name a title and a start."""
    if isinstance(data, list) and data and all(isinstance(one, Mapping) for one in data):
        fields = {field_of(_spaced(str(key))) for one in data for key in _flat(one)}
        if "title" in fields and fields & {"start", "date", "time"}:
            yield data
    children = data.values() if isinstance(data, Mapping) else data if isinstance(data, list) else ()
    for child in children if depth < 6 else ():
        yield from _lists(child, depth + 1)


def _sheet(records: list[Mapping[str, Any]]) -> Sheet:
    records = [_flat(one) for one in records]
    keys = list(dict.fromkeys(str(key) for one in records for key in one))
    rows = [tuple(_cell(one.get(key)) for key in keys) for one in records]
    return Sheet("", (tuple(map(_spaced, keys)), *rows))


def _spaced(key: str) -> str:
    """A key as a heading: "startsAt" is "starts At"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).replace("_", " ") if not re.search(r"[._-][a-z]{2}$", key) else key


def _flat(one: Mapping[str, Any]) -> dict[str, Any]:
    """The record with what it keeps in a slot of its own ({"slot": {"start": …, "room": …}})."""
    found: dict[str, Any] = {}
    for key, value in one.items():
        fields = {field_of(_spaced(str(name))) for name in value} if isinstance(value, Mapping) else set()
        found |= dict(value) if fields & {"start", "end", "room"} else {key: value}
    return found


def _cell(value: Any) -> Cell:
    if isinstance(value, Mapping):
        return _cell(value.get("name") or value.get("title") or value.get("en") or next(iter(value.values()), ""))
    if isinstance(value, list):
        return "; ".join(str(_cell(one) or "") for one in value)
    return value if isinstance(value, (str, int, float)) else None
