"""The public schedule layout (frab, pretalx, hub) as typed values; what breaks its rules does not validate."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from knowledge.event import LocalizedText
from knowledge.packs.hours import read_length
from knowledge.packs.localized import language_code, localized


def _length(value: object) -> timedelta | None:
    if value in (None, ""):
        return None
    if isinstance(value, (int, float)):
        return timedelta(minutes=value)
    parts = str(value).split(":")
    if len(parts) == 3 and all(part.isdigit() for part in parts) and int(parts[2]) < 60:
        first, second, third = map(int, parts)
        return timedelta(hours=first, minutes=second, seconds=third)
    length = read_length(str(value))
    if length is None:
        raise ValueError(f'"{value}" is not a duration such as "01:30"')
    return length


def _text(value: object) -> object:
    """A text, also from an object with a name, or from one by language."""
    if isinstance(value, Mapping):
        named = value.get("name", value.get("title", value.get("slug")))
        return _text(named) if named is not None else value
    return "" if value is None else value


Text = Annotated[str | dict[str, str], BeforeValidator(_text)]
Length = Annotated[timedelta | None, BeforeValidator(_length)]


class Public(BaseModel):
    """Unknown keys are allowed: every tool adds its own."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Person(Public):
    id: StrictInt | None = None
    name: str | None = None
    public_name: str | None = None
    full_public_name: str | None = None

    @property
    def shown(self) -> str:
        """The name to show, "" when there is none."""
        return (self.public_name or self.full_public_name or self.name or "").strip()


def _person(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Talk(Public):
    """One event of the schedule."""

    title: Text
    id: StrictInt | None = None
    guid: str | None = None
    code: str | None = None
    slug: str | None = None
    date: datetime | None = None
    start: str | None = None
    end: datetime | None = None
    duration: Length = None
    room: Text = ""
    subtitle: Text = ""
    track: Text = ""
    type: Text = ""
    language: str | None = None
    abstract: Text = ""
    description: Text = ""
    url: str | None = None
    status: str | None = None
    persons: tuple[Annotated[Person, BeforeValidator(_person)], ...] = ()
    participants: tuple[Annotated[Person, BeforeValidator(_person)], ...] = ()
    speakers: tuple[Annotated[Person, BeforeValidator(_person)], ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Whoever is named, once."""
        named = (*self.persons, *self.participants, *self.speakers)
        return tuple(dict.fromkeys(person.shown for person in named if person.shown))


def _rooms(value: object) -> object:
    """Rooms by name, also from a list of rooms that hold their events."""
    if not isinstance(value, list):
        return value or {}
    held: dict[str, list[object]] = {}
    for room in value:
        if not isinstance(room, Mapping):
            raise ValueError(f'"{room}" is not a room with its events')
        name = _text(room.get("name", ""))
        spoken = name if isinstance(name, str) else next(iter(name.values()), "") if isinstance(name, Mapping) else ""
        held.setdefault(spoken, []).extend(room.get("events") or room.get("talks") or ())
    return held


class Day(Public):
    """A day's events by room; some tools list them beside the rooms."""

    date: date
    day_start: datetime | None = None
    rooms: Annotated[dict[str, list[Talk]], BeforeValidator(_rooms)] = Field(default_factory=dict)
    events: tuple[Talk, ...] = ()
    talks: tuple[Talk, ...] = ()


class Conference(Public):
    title: Text
    acronym: str = ""
    start: date | datetime | None = None
    end: date | datetime | None = None
    time_zone_name: str | None = None
    days: tuple[Day, ...] = ()
    languages: tuple[str, ...] = ()


class PublicSchedule(Public):
    """The inside of {"schedule": …}; the hub's layout lists its events apart from the days."""

    conference: Conference
    events: tuple[Talk, ...] = ()
    extension: dict[str, Any] | None = Field(default=None, alias="x-pack")


def texts(value: str | Mapping[str, str], language: str) -> LocalizedText:
    """The text by language."""
    if isinstance(value, str):
        return LocalizedText.of(language, value.replace("\r\n", "\n"))
    return localized({language_code(code) or language: text for code, text in value.items()})
