"""programme.toml: entries as staff write them by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.packs.entry import Entry, Schedule
from knowledge.packs.facts import as_list, as_tables, as_text, read_toml, report_unknown_keys
from knowledge.packs.problems import Code, Report

TEXTS = ("title", "summary", "room", "meeting_point", "dress", "bring", "transport")
WORDS = ("id", "kind", "status", "venue", "track", "url")
LISTS = ("audience", "speakers")
KEYS = (*TEXTS, *WORDS, *LISTS, "start", "end")


def read_programme(path: Path, where: str, language: str, report: Report) -> Schedule:
    """The entries of the file; one that cannot be used is reported and left out."""
    table = read_toml(path, where)
    report_unknown_keys(table, ("item",), where, report)
    entries = []
    for number, item in enumerate(as_tables(table.get("item", []), "item"), 1):
        place = f"{where}, item {item.get('id') or number}"
        report_unknown_keys(item, KEYS, place, report)
        try:
            entries.append(_entry(item, place, language))
        except (ValueError, TypeError) as error:
            report.error(Code.BAD_VALUE, place, field="item", value=str(item.get("id") or number), reason=error)
    return Schedule(entries=tuple(entries))


def _entry(item: Mapping[str, Any], where: str, language: str) -> Entry:
    start = _moment(item.get("start"), "start")
    if start is None:
        raise ValueError("start is missing")
    end = _moment(item.get("end"), "end")
    entry = Entry(where=where, title=as_text(item.get("title", {}), language, "title"), start=start, end=end)
    rest: dict[str, Any] = {name: as_text(item[name], language, name) for name in TEXTS if name in item}
    rest |= {name: _word(item, name) for name in WORDS}
    rest |= {name: tuple(as_list(item.get(name, []), name)) for name in LISTS}
    return replace(entry, **rest)


def _word(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, (str, int)):
        raise ValueError(f"{name}: expected a text")
    return str(value).strip()


def _moment(value: object, name: str) -> datetime | None:
    if isinstance(value, datetime) or value is None:
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    if isinstance(value, date):
        raise ValueError(f"{name}: expected a date with a time, such as 2026-01-06T09:00:00")
    raise ValueError(f"{name}: expected a date and time")
