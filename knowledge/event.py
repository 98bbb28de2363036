"""The event as values: frozen, validated, no I/O. Times are aware and in UTC; coordinates are WGS-84 degrees."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, RootModel, model_validator

EVERYONE = "everyone"
PERSON_PREFIX = "person:"


class Value(BaseModel):
    """A frozen value; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LocalizedText(RootModel[Mapping[str, str]]):
    """One text in some languages, keyed by ISO 639-1 code. Falsy when no language has it."""

    model_config = ConfigDict(frozen=True)
    root: Mapping[str, str] = Field(default_factory=dict)

    @classmethod
    def of(cls, language: str, text: str) -> Self:
        """The text in one language; empty when the text is blank."""
        return cls({language: text.strip()} if text.strip() else {})

    def get(self, language: str) -> str | None:
        """The text in exactly this language, or None."""
        return self.root.get(language)

    def best(self, *languages: str) -> str:
        """The text in the first of these languages that has it, else in English, else in any; "" when empty."""
        for language in (*languages, "en"):
            if text := self.root.get(language):
                return text
        return next(iter(self.root.values()), "")

    def all(self) -> Iterator[str]:
        """Every version of the text."""
        return iter(self.root.values())

    def __bool__(self) -> bool:
        return any(self.root.values())

    def __eq__(self, other: object) -> bool:
        return self.root == other.root if isinstance(other, LocalizedText) else NotImplemented


class ItemKind(StrEnum):
    SESSION = "session"
    VISIT = "visit"
    CEREMONY = "ceremony"
    MEAL = "meal"
    TRANSFER = "transfer"
    PERFORMANCE = "performance"
    FREE = "free"


class ItemStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
NO_TEXT = LocalizedText({})


class Item(Value):
    """A programme entry. `end == start` means that no end was given. `audience` holds "everyone", delegation ids
    and "person:ID" entries."""

    id: str = Field(min_length=1)
    kind: ItemKind = ItemKind.SESSION
    title: LocalizedText
    summary: LocalizedText = NO_TEXT
    start: Moment
    end: Moment
    venue: str = ""
    room: LocalizedText = NO_TEXT
    meeting_point: LocalizedText = NO_TEXT
    audience: tuple[str, ...] = (EVERYONE,)
    speakers: tuple[str, ...] = ()
    dress: LocalizedText = NO_TEXT
    bring: LocalizedText = NO_TEXT
    transport: LocalizedText = NO_TEXT
    track: str = ""
    url: str = ""
    status: ItemStatus = ItemStatus.SCHEDULED

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"item {self.id} ends before it starts")
        return self

    @property
    def cancelled(self) -> bool:
        """True when the item was on the programme and no longer takes place."""
        return self.status is ItemStatus.CANCELLED

    @property
    def length(self) -> timedelta:
        """Zero when no end was given."""
        return self.end - self.start

    def concerns(self, delegation: str, person: str = "") -> bool:
        """Whether a member of this delegation, or this very person, is among those the item is for."""
        wanted = {EVERYONE, delegation, PERSON_PREFIX + person}
        return not wanted.isdisjoint(self.audience)


class Venue(Value):
    id: str = Field(min_length=1)
    name: LocalizedText
    address: LocalizedText = NO_TEXT
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    entrance: LocalizedText = NO_TEXT
    accessibility: LocalizedText = NO_TEXT
    phone: str = ""
    aliases: tuple[str, ...] = ()


class Travel(Value):
    """Minutes from one venue to another, door to door, as entered by staff."""

    origin: str
    destination: str
    minutes: int = Field(ge=0)
    mode: str = ""


class Delegation(Value):
    id: str = Field(min_length=1)
    name: LocalizedText
    city: LocalizedText = NO_TEXT
    country: str = ""
    language: str = ""
    liaison: str = ""
    liaison_phone: str = ""
    liaison_email: str = ""
    host: bool = False


class Contact(Value):
    id: str
    role: LocalizedText
    name: str = ""
    phone: str = ""
    email: str = ""
    hours: LocalizedText = NO_TEXT


class Digests(Value):
    """Event-local times of the evening digest (tomorrow) and the morning digest (today); None is off."""

    evening: time | None = time(20, 0)
    morning: time | None = time(7, 30)


class Quiet(Value):
    """Event-local hours in which only urgent messages are sent; None is off. The span may cross midnight."""

    begin: time | None = time(22, 30)
    end: time | None = time(6, 30)


DEFAULT_LEADS: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.SESSION: ("15m",),
    ItemKind.VISIT: ("evening before", "45m"),
    ItemKind.CEREMONY: ("evening before", "45m"),
    ItemKind.MEAL: ("15m",),
    ItemKind.TRANSFER: ("45m", "15m"),
    ItemKind.PERFORMANCE: ("45m",),
    ItemKind.FREE: (),
}


class Event(Value):
    """An event and its live programme. Items are sorted by start, then id; every id is unique in its kind."""

    id: str = Field(min_length=1)
    name: LocalizedText
    timezone: str = "UTC"
    start: date | None = None
    end: date | None = None
    languages: tuple[str, ...] = ("en",)
    local_language: str = ""
    city: LocalizedText = NO_TEXT
    country: LocalizedText = NO_TEXT
    notice: LocalizedText = NO_TEXT
    contacts: tuple[Contact, ...] = ()
    reminders: Mapping[ItemKind, tuple[str, ...]] = Field(default_factory=lambda: dict(DEFAULT_LEADS))
    digests: Digests = Digests()
    quiet: Quiet = Quiet()
    venues: tuple[Venue, ...] = ()
    items: tuple[Item, ...] = ()
    travel: tuple[Travel, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _sort_items(cls, data: object) -> object:
        if isinstance(data, dict) and all(isinstance(item, Item) for item in data.get("items", ())):
            data = {**data, "items": tuple(sorted(data.get("items", ()), key=lambda item: (item.start, item.id)))}
        return data

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for kind, ids in (("item", [i.id for i in self.items]), ("venue", [v.id for v in self.venues])):
            if len(ids) != len(set(ids)):
                twice = sorted({one for one in ids if ids.count(one) > 1}) if len(ids) < 10_000 else ["…"]
                raise ValueError(f"two entries share the {kind} id {', '.join(twice)}")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def items_by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def venues_by_id(self) -> Mapping[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def delegations_by_id(self) -> Mapping[str, Delegation]:
        return {delegation.id: delegation for delegation in self.delegations}

    @cached_property
    def _places_by_audience(self) -> Mapping[str, tuple[int, ...]]:
        """Where in `items` each part of an audience is named: thousands of agendas are asked of one programme."""
        found: dict[str, list[int]] = {}
        for place, item in enumerate(self.items):
            for part in item.audience:
                found.setdefault(part, []).append(place)
        return {part: tuple(places) for part, places in found.items()}

    @cached_property
    def _minutes(self) -> Mapping[tuple[str, str], int]:
        """Both directions, unless the other was entered for itself."""
        there = {(way.origin, way.destination): way.minutes for way in self.travel}
        back = {(way.destination, way.origin): way.minutes for way in self.travel}
        return {**back, **there}

    @property
    def language(self) -> str:
        """The first of the event's languages: the one that untagged texts are in."""
        return self.languages[0] if self.languages else "en"

    def local(self, moment: datetime) -> datetime:
        """The moment on the event's clocks."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> date:
        """The event-local calendar day of the moment."""
        return self.local(moment).date()

    def minutes_between(self, origin: str, destination: str) -> int | None:
        """Travel minutes, 0 within one venue, None when staff entered none."""
        return 0 if origin == destination else self._minutes.get((origin, destination))

    def agenda(self, delegation: str, person: str = "") -> tuple[Item, ...]:
        """The items, not cancelled, that concern this member of this delegation, in order."""
        parts = {EVERYONE, delegation, PERSON_PREFIX + person}
        places = {place for part in parts for place in self._places_by_audience.get(part, ())}
        return tuple(item for place in sorted(places) if not (item := self.items[place]).cancelled)

    def days(self) -> tuple[date, ...]:
        """The days the event covers: from its dates, else from its items; empty when neither is known."""
        found = sorted({self.day(item.start) for item in self.items})
        first = self.start or (found[0] if found else None)
        last = self.end or (found[-1] if found else None)
        if first is None or last is None:
            return ()
        return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))

    def over(self, now: datetime) -> bool:
        """Whether the last day has passed on the event's clocks."""
        days = self.days()
        return bool(days) and self.day(now) > days[-1]

    def with_items(self, items: Iterable[Item]) -> "Event":
        """The same event with another programme."""
        return Event.model_validate(
            {**{name: getattr(self, name) for name in type(self).model_fields}, "items": tuple(items)}
        )
