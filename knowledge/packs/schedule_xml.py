"""schedule.xml of frab, pentabarf and pretalx."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from knowledge.errors import PackError
from knowledge.packs.cells import read_bytes
from knowledge.packs.entry import Schedule
from knowledge.packs.facts import first_reason
from knowledge.packs.problems import Report
from knowledge.packs.public import PublicSchedule
from knowledge.packs.talks import schedule_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONFERENCE = ("title", "acronym", "start", "end", "time_zone_name")
TALK = ("title", "date", "start", "duration", "room", "subtitle", "track", "type", "language", "abstract", "description",
        "url", "slug", "status")  # fmt: skip


def read_xml(path: Path, where: str, report: Report) -> Schedule:
    """The schedule in the file. Raises PackError when it is not XML, hostile, or not a schedule."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(read_bytes(path), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        reason = "it declares entities" if isinstance(error, DefusedXmlException) else str(error)
        raise PackError(f"{where} is not valid schedule.xml ({reason}); export it again.") from error
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
    if root.tag != "schedule" or root.find("conference") is None:
        raise PackError(f"{where} holds no <schedule> with a <conference>; export it again as schedule.xml.")
    try:
        public = PublicSchedule.model_validate(_public(root))
    except ValidationError as error:
        raise PackError(f"{where} breaks the rules of schedule.xml: {first_reason(error)}; mend that entry.") from error
    return schedule_of(public, where, report)


def _public(root: "Element") -> dict[str, Any]:
    conference = root.find("conference")
    days = [
        {
            "date": day.get("date"),
            "day_start": day.get("start") or None,
            "rooms": dict(_rooms(day)),
            "events": [_talk(event) for event in day.findall("event")],
        }
        for day in root.iter("day")
    ]
    facts = {name: _text(conference, name) for name in CONFERENCE}
    return {
        "conference": {**{name: text for name, text in facts.items() if text}, "title": facts["title"], "days": days}
    }


def _rooms(day: "Element") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    merged: dict[str, list[dict[str, Any]]] = {}
    for room in day.iter("room"):
        if talks := [_talk(event) for event in room.findall("event")]:
            merged.setdefault(room.get("name") or "", []).extend(talks)
    yield from merged.items()


def _talk(event: "Element") -> dict[str, Any]:
    number = event.get("id", "")
    talk: dict[str, Any] = {name: text for name in TALK if (text := _text(event, name))}
    persons = [" ".join("".join(person.itertext()).split()) for person in event.iterfind("persons/person")]
    return {
        "title": "",
        **talk,
        "guid": event.get("guid") or None,
        "id": int(number) if number.isdigit() else None,
        "persons": [name for name in persons if name],
    }


def _text(element: "Element | None", name: str) -> str:
    found = element.find(name) if element is not None else None
    return "".join(found.itertext()).strip() if found is not None else ""
