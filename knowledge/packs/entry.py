"""A programme entry as a file states it, before it is an item of an event with ids and moments in UTC."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from knowledge.event import EVERYONE, NO_TEXT, Item, ItemKind, ItemStatus, LocalizedText
from knowledge.packs.problems import Code, Report
from knowledge.packs.vocabulary import CANCELLED_WORDS, SCHEDULED_WORDS, kind_of

if TYPE_CHECKING:
    from knowledge.packs.extension import Extension


@dataclass(frozen=True)
class Entry:
    """One entry; naive times are on the event's clocks, `kind` and `status` are in the file's own words."""

    where: str
    title: LocalizedText
    start: datetime
    end: datetime | None = None
    id: str = ""
    kind: str = ""
    status: str = ""
    summary: LocalizedText = NO_TEXT
    venue: str = ""
    room: LocalizedText = NO_TEXT
    meeting_point: LocalizedText = NO_TEXT
    audience: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    dress: LocalizedText = NO_TEXT
    bring: LocalizedText = NO_TEXT
    transport: LocalizedText = NO_TEXT
    track: str = ""
    url: str = ""


@dataclass(frozen=True)
class Schedule:
    """What a schedule file says: its entries and as much about the event as it happens to know."""

    entries: tuple[Entry, ...] = ()
    name: str = ""
    timezone: str = ""
    start: date | None = None
    end: date | None = None
    languages: tuple[str, ...] = ()
    extension: "Extension | None" = None


def items_of(entries: Sequence[Entry], zone: ZoneInfo, report: Report) -> tuple[Item, ...]:
    """The entries as items with distinct, stable ids; what does not fit an item is reported."""
    return tuple(_item(entry, zone, report) for entry in with_ids(_once(entries, report), zone, report))


def _once(entries: Sequence[Entry], report: Report) -> list[Entry]:
    """Without the entries that repeat an earlier one word for word."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        said = repr(replace(entry, where=""))
        if said in kept:
            report.warn(Code.TWICE, entry.where, title=entry.title.best())
        kept.setdefault(said, entry)
    return list(kept.values())


def slug(text: str, longest: int = 48) -> str:
    """Kebab-case ASCII for an id; a short digest stands in for letters that ASCII lacks."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
    lost = sum(1 for letter in unicodedata.normalize("NFKD", text) if letter.isalpha() and not letter.isascii())
    if not lost and words:
        return words
    digest = sha256(text.encode()).hexdigest()[:8]
    return f"{words}-{digest}" if words else digest


def with_ids(entries: Sequence[Entry], zone: ZoneInfo, report: Report) -> list[Entry]:
    """Every entry with an id of its own: the file's where it is unique, else made of its title, and of its start and
    room as far as these are needed to tell it from others of that title."""
    given = Counter(entry.id for entry in entries)
    named = [entry.id if entry.id and given[entry.id] == 1 else "" for entry in entries]
    for spell in (_by_title, _by_start, _by_room):
        wanted = [name or spell(entry, zone) for entry, name in zip(entries, named, strict=True)]
        count = Counter(wanted)
        named = [name or (want if count[want] == 1 else "") for name, want in zip(named, wanted, strict=True)]
    taken = Counter(name for name in named if name)
    final = [replace(e, id=name or _numbered(_by_room(e, zone), taken)) for e, name in zip(entries, named, strict=True)]
    for entry, now in zip(entries, final, strict=True):
        if entry.id and entry.id != now.id:
            report.warn(Code.DUPLICATE_ID, entry.where, id=entry.id, used=now.id)
    return final


def _by_title(entry: Entry, zone: ZoneInfo) -> str:
    return slug(entry.title.best())


def _by_start(entry: Entry, zone: ZoneInfo) -> str:
    return f"{slug(entry.title.best(), 36)}-{_aware(entry.start, zone).astimezone(zone):%m%d-%H%M}"


def _by_room(entry: Entry, zone: ZoneInfo) -> str:
    return f"{_by_start(entry, zone)}-{slug(entry.room.best() or entry.venue, 12)}"


def _numbered(name: str, taken: Counter[str]) -> str:
    number = 2
    while taken[f"{name}-{number}"]:
        number += 1
    taken[f"{name}-{number}"] += 1
    return f"{name}-{number}"


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _item(entry: Entry, zone: ZoneInfo, report: Report) -> Item:
    start = _aware(entry.start, zone)
    end = _end(entry, start, zone, report)
    report.stands("item", entry.id, entry.where)
    return Item(
        id=entry.id,
        kind=_kind(entry, report),
        title=entry.title,
        summary=entry.summary,
        start=start,
        end=end,
        venue=entry.venue,
        room=entry.room,
        meeting_point=entry.meeting_point,
        audience=entry.audience or (EVERYONE,),
        speakers=entry.speakers,
        dress=entry.dress,
        bring=entry.bring,
        transport=entry.transport,
        track=entry.track,
        url=entry.url,
        status=_status(entry, report),
    )


def _end(entry: Entry, start: datetime, zone: ZoneInfo, report: Report) -> datetime:
    end = _aware(entry.end, zone) if entry.end else start
    title = entry.title.best()
    if end < start:
        report.error(Code.ENDS_BEFORE_START, entry.where, title=title, start=entry.start, end=entry.end)
        return start
    return end


def _kind(entry: Entry, report: Report) -> ItemKind:
    if kind := kind_of(entry.kind):
        return kind
    if entry.kind.strip():
        report.warn(Code.UNKNOWN_KIND, entry.where, value=entry.kind)
    return ItemKind.SESSION


def _status(entry: Entry, report: Report) -> ItemStatus:
    word = entry.status.strip().casefold()
    if word in CANCELLED_WORDS:
        return ItemStatus.CANCELLED
    if word and word not in SCHEDULED_WORDS:
        report.warn(Code.UNKNOWN_STATUS, entry.where, value=entry.status)
    return ItemStatus.SCHEDULED
