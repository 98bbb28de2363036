"""iCalendar files: events with recurrences spelled out, whatever their UIDs are worth."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from knowledge.documents import guarded
from knowledge.errors import DocumentError, PackError
from knowledge.event import Event, LocalizedText
from knowledge.packs.calendar_events import SPEAKERS_JOINED_BY, events_in
from knowledge.packs.cells import read_bytes
from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.facts import is_zone
from knowledge.packs.problems import Code, Report
from knowledge.packs.talks import readable

SMALL = 2_000_000
STAMPED = re.compile(r"(\d{8}T\d{4})\d{2}Z?-")
"""How some programs begin every UID: with the time of the export."""


def read_calendar(path: Path, where: str, event: Event, report: Report) -> Schedule:
    """The calendar's events. Raises PackError when the file is not iCalendar, is hostile, or holds no event.

    Recurrences, whose rules can be written to never end, are spelled out in the guarded subprocess.
    """
    found = _found(path, where)
    if not found["events"]:
        raise PackError(f"{where} holds no event; export the calendar again.")
    for reason in found["broken"]:
        report.error(Code.BAD_VALUE, where, field="VEVENT", value="", reason=reason)
    for title in found["endless"]:
        report.warn(Code.NOT_TAKEN, where, what=title, reason="it recurs without end and was cut off")
    for kind, count in found["others"].items():
        report.warn(Code.NOT_TAKEN, where, what=kind, reason=f"{count} entries that are no events")
    zone = found["zone"] if is_zone(found["zone"]) else ""
    if found["zone"] and not zone:
        report.warn(Code.UNKNOWN_ZONE, where, value=found["zone"], used=event.timezone)
    ids = _ids([one["uid"] for one in found["events"]])
    entries = [
        entry
        for number, (one, uid) in enumerate(zip(found["events"], ids, strict=True), 1)
        if (entry := _entry(one, uid, f"{where}, event {number}", zone or event.timezone, event.language, report))
    ]
    return Schedule(entries=tuple(entries), name=found["name"], timezone=zone)


def _found(path: Path, where: str) -> dict[str, Any]:
    data = read_bytes(path)
    if len(data) < SMALL and not re.search(rb"^R(?:RULE|DATE)", data, re.MULTILINE):
        try:
            return events_in(data)
        except ValueError as error:
            raise PackError(f"{where} is not a valid iCalendar file ({error}); export it again.") from error
    answer = guarded.parse("knowledge.packs.calendar_events", [path])[0]
    if isinstance(answer, DocumentError):
        raise PackError(f"{where} {answer}")
    return dict(answer)


def _ids(uids: Sequence[str]) -> list[str]:
    """The UIDs that tell events apart over the years; "" for those that several events share, and for all when they
    were made up at the export, so that the next export has others."""
    count = Counter(uids)
    stamps = Counter(match[1] for uid in uids if (match := STAMPED.match(uid)))
    if sum(stamps.values()) > len(uids) / 2 and len(stamps) <= 3:
        return [""] * len(uids)
    return [uid if count[uid] == 1 else "" for uid in uids]


def _entry(one: dict[str, Any], uid: str, where: str, used: str, language: str, report: Report) -> Entry | None:
    title = LocalizedText.of(language, one["title"])
    if not one["start"]:
        report.error(Code.NO_START, where, title=title.best())
        return None
    if not title:
        report.warn(Code.NO_TITLE, where)
    start = _moment(one["start"])
    if len(one["start"]) == len("2026-01-06"):
        report.warn(Code.ALL_DAY, where, title=title.best(), date=one["start"])
    if one["zone"]:
        report.warn(Code.UNKNOWN_ZONE, where, value=one["zone"], used=used)
    entry = Entry(
        where=where,
        title=title,
        start=start,
        end=_moment(one["end"]) if one["end"] else None,
        id=uid,
        status=one["status"],
        summary=LocalizedText.of(language, readable(one["summary"])),
        room=LocalizedText.of(language, one["place"]),
        track=one["track"],
        url=one["url"],
    )
    return _as_written(entry, one["own"]) if one["own"] else entry


def _moment(text: str) -> datetime:
    """Aware, or on the event's clocks; a whole day begins at midnight."""
    return datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(0))


def _as_written(entry: Entry, own: dict[str, str]) -> Entry:
    """The entry with what this product's own exports say beyond the standard."""
    rooms, meeting = _localized(own, "ROOM-"), _localized(own, "MEETING-")
    speakers = tuple(filter(None, own.get("SPEAKERS", "").split(SPEAKERS_JOINED_BY)))
    written = {own.get("SPEAKERS", ""), *meeting.all()} - {""}
    told = {code: _without(text, written) for code, text in entry.summary.root.items()}
    return replace(
        entry,
        id=own.get("ID", entry.id),
        kind=own.get("KIND", ""),
        venue=own.get("VENUE", ""),
        track=own.get("TRACK", ""),
        room=rooms,
        speakers=speakers,
        meeting_point=meeting,
        summary=LocalizedText({code: text for code, text in told.items() if text}),
    )


def _localized(own: dict[str, str], prefix: str) -> LocalizedText:
    return LocalizedText(
        {name.removeprefix(prefix).lower(): text for name, text in own.items() if name.startswith(prefix)}
    )


def _without(text: str, paragraphs: Collection[str]) -> str:
    """The description without the paragraphs that repeat what stands in a property of its own."""
    return "\n\n".join(part for part in text.split("\n\n") if part not in paragraphs)
