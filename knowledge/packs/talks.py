"""From the public schedule layout to programme entries, for JSON and XML alike."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from knowledge.event import LocalizedText
from knowledge.packs.dates import DateStyle
from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.hours import read_clock
from knowledge.packs.localized import language_code
from knowledge.packs.moments import read_moment
from knowledge.packs.problems import Code, Report
from knowledge.packs.public import PublicSchedule, Talk, texts
from knowledge.packs.rows import on

Placed = tuple[str, str, Talk, "date | None", "datetime | None"]
"""Where it stands, the room it is listed under, the talk, its day and when that day starts."""


def schedule_of(public: PublicSchedule, where: str, report: Report) -> Schedule:
    """The schedule with its entries; one without a start is reported and left out."""
    conference = public.conference
    placed = list(_placed(public, where))
    languages = _languages(public, placed)
    _report_unused(placed, where, report)
    entries = [entry for one in placed if (entry := entry_of(one, languages[0], report))]
    return Schedule(
        entries=tuple(entries),
        name=texts(conference.title, languages[0]).best(languages[0]),
        timezone=conference.time_zone_name or _offset_zone(entries, where, report),
        start=_day(conference.start),
        end=_day(conference.end),
        languages=languages,
    )


def _placed(public: PublicSchedule, where: str) -> Iterator[Placed]:
    for number, day in enumerate(public.conference.days, 1):
        for room, talks in day.rooms.items():
            for position, talk in enumerate(talks, 1):
                yield f"{where}, day {number}, {room}, event {position}", room, talk, day.date, day.day_start
        for position, talk in enumerate((*day.events, *day.talks), 1):
            yield f"{where}, day {number}, event {position}", "", talk, day.date, day.day_start
    for position, talk in enumerate(public.events, 1):
        yield f"{where}, event {position}", "", talk, None, None


def _report_unused(placed: list[Placed], where: str, report: Report) -> None:
    """One problem for each key that holds something this product has no place for."""
    unused = Counter(key for _, _, talk, _, _ in placed for key, value in (talk.model_extra or {}).items() if value)
    for key, count in unused.items():
        report.warn(Code.NOT_TAKEN, where, what=key, reason=f"{count} events")


def _languages(public: PublicSchedule, placed: list[Placed]) -> tuple[str, ...]:
    """Stated ones first, then those of the talks, the most frequent first."""
    stated = [language_code(tag) for tag in public.conference.languages]
    used = Counter(language_code(talk.language or "") for _, _, talk, _, _ in placed)
    return tuple(dict.fromkeys(code for code in (*stated, *(code for code, _ in used.most_common())) if code)) or (
        "en",
    )


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _offset_zone(entries: list[Entry], where: str, report: Report) -> str:
    """Where no zone is named, the zone without summer time whose clock all times are given on, if they agree."""
    offsets = {entry.start.utcoffset() for entry in entries}
    hours = next(iter(offsets)) if len(offsets) == 1 else None
    if hours is None or hours % timedelta(hours=1):
        return ""
    number = hours // timedelta(hours=1)
    zone = f"Etc/GMT{-number:+d}" if number else "UTC"
    report.warn(Code.NO_ZONE, where, used=zone)
    return zone


def entry_of(placed: Placed, language: str, report: Report) -> Entry | None:
    """The talk as an entry in its own language, else in the schedule's."""
    where, room, talk, day, day_start = placed
    start = _start(talk, day, day_start)
    spoken = language_code(talk.language or "") or language
    title = texts(talk.title, spoken)
    if start is None:
        report.error(Code.NO_START, where, title=title.best())
        return None
    if not title:
        report.warn(Code.NO_TITLE, where)
    return Entry(
        where=where,
        title=title,
        start=start,
        end=_end(talk, start),
        id=talk.guid or talk.code or talk.slug or (str(talk.id) if talk.id is not None else ""),
        kind=texts(talk.type, "en").best(),
        status=talk.status or "",
        summary=_summary(talk, spoken),
        room=texts(talk.room or room, language),
        speakers=talk.people,
        track=texts(talk.track, language).best(language),
        url=talk.url or "",
    )


def _start(talk: Talk, day: date | None, day_start: datetime | None) -> datetime | None:
    """The talk's own moment; else its clock time on its day, after midnight when that is before the day starts."""
    if talk.date and (talk.date.tzinfo or talk.date.time() != time(0) or not talk.start):
        return talk.date
    moment = read_moment(talk.start or "", DateStyle())
    if moment.aware:
        return moment.aware
    clock = moment.span.start if moment.span else read_clock(talk.start or "")
    on_day = moment.day or (talk.date.date() if talk.date else day)
    if clock is None or on_day is None:
        return None
    late = day_start is not None and not moment.day and clock.time < day_start.time()
    return on(on_day, clock) + timedelta(days=int(late))


def _end(talk: Talk, start: datetime) -> datetime | None:
    if talk.end:
        return talk.end
    return start + talk.duration if talk.duration else None


def _summary(talk: Talk, language: str) -> LocalizedText:
    """Subtitle, abstract and description, each once."""
    parts = [texts(part, language).root for part in (talk.subtitle, talk.abstract, talk.description)]
    codes = dict.fromkeys(code for part in parts for code in part)
    return LocalizedText({code: _once([readable(part[code]) for part in parts if code in part]) for code in codes})


def _once(parts: list[str]) -> str:
    kept: list[str] = []
    for part in parts:
        if part and not any(part in other for other in kept):
            kept = [other for other in kept if other not in part] + [part]
    return "\n\n".join(kept)


def readable(text: str) -> str:
    """The text without the few HTML tags that descriptions carry."""
    if not re.search(r"<(?:br|p|b|i|a|em|strong|ul|li|div|span)\b", text, re.IGNORECASE):
        return text.strip()
    from knowledge.documents.web import read_html

    _, sections = read_html(text.replace("\n", "<br>"))
    return "\n\n".join(section.text for section in sections)
