"""event.toml: the facts about an event that are neither its programme nor its places."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from knowledge.errors import PackError
from knowledge.event import DEFAULT_LEADS, NO_TEXT, Contact, Digests, Event, ItemKind, LocalizedText, Quiet
from knowledge.packs.cells import read_bytes
from knowledge.packs.entry import slug
from knowledge.packs.localized import localized
from knowledge.packs.problems import Code, Report

TEXTS = ("name", "city", "country", "notice")
KEYS = (
    "id",
    "timezone",
    "start",
    "end",
    "languages",
    "local_language",
    *TEXTS,
    "contacts",
    "reminders",
    "digests",
    "quiet",
)
CONTACT_KEYS = ("id", "role", "name", "phone", "email", "hours")


def read_toml(path: Path, where: str) -> dict[str, Any]:
    """The file's tables; raises PackError with the line when it is not TOML."""
    try:
        return tomllib.loads(read_bytes(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PackError(f"{where} is not valid TOML in UTF-8: {error}; mend that line.") from error


def read_event(path: Path, where: str, report: Report) -> Event:
    """The event without its programme; raises PackError when a known key holds what it cannot hold."""
    table = read_toml(path, where)
    report_unknown_keys(table, KEYS, where, report)
    try:
        return _event(table, where, report)
    except ValidationError as error:
        raise PackError(f"{where} cannot be used: {first_reason(error)}; mend that entry.") from error
    except (TypeError, ValueError, KeyError) as error:
        raise PackError(f"{where} cannot be used: {error}; mend that entry.") from error


def first_reason(error: ValidationError) -> str:
    """The first thing a validation found, as one phrase that names the entry."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])


def _event(table: Mapping[str, Any], where: str, report: Report) -> Event:
    languages = tuple(as_list(table.get("languages", ["en"]), "languages")) or ("en",)
    texts = {name: as_text(table.get(name, {}), languages[0], name) for name in TEXTS}
    zone = table.get("timezone", "")
    if not zone:
        report.warn(Code.NO_ZONE, where, used="UTC")
    return Event(
        **texts,
        id=table.get("id") or slug(texts["name"].best() or "event"),
        timezone=known_zone(zone or "UTC", where),
        start=_day(table.get("start"), "start"),
        end=_day(table.get("end"), "end"),
        languages=languages,
        local_language=table.get("local_language", ""),
        contacts=tuple(_contacts(table.get("contacts", []), languages[0], where, report)),
        **_rules(table, where, report),
    )


def _rules(table: Mapping[str, Any], where: str, report: Report) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if "reminders" in table:
        kinds = [kind.value for kind in ItemKind]
        report_unknown_keys(table["reminders"], kinds, f"{where} [reminders]", report)
        given = {ItemKind(kind): tuple(leads) for kind, leads in table["reminders"].items() if kind in kinds}
        rules["reminders"] = {**DEFAULT_LEADS, **given}
    if "digests" in table:
        hours = _hours(table["digests"], ("evening", "morning"), f"{where} [digests]", report)
        rules["digests"] = Digests(**hours)
    if "quiet" in table:
        hours = _hours(table["quiet"], ("from", "to"), f"{where} [quiet]", report)
        rules["quiet"] = Quiet(**{{"from": "begin", "to": "end"}[name]: hour for name, hour in hours.items()})
    return rules


def _hours(table: Mapping[str, Any], names: Iterable[str], where: str, report: Report) -> dict[str, time | None]:
    report_unknown_keys(table, tuple(names), where, report)
    return {name: _hour(table[name], f"{where} {name}") for name in names if name in table}


def _hour(value: object, where: str) -> time | None:
    if value in ("", False, "off"):
        return None
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value).zfill(5))
    except ValueError:
        raise ValueError(f'{where}: "{value}" is not a time such as "20:00"') from None


def _day(value: object, name: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    return date.fromisoformat(str(value)) if value else None


def _contacts(tables: object, language: str, where: str, report: Report) -> Iterable[Contact]:
    for number, table in enumerate(as_tables(tables, "contacts"), 1):
        report_unknown_keys(table, CONTACT_KEYS, f"{where} [[contacts]] {number}", report)
        yield Contact(
            id=str(table.get("id") or f"contact-{number}"),
            role=as_text(table.get("role", {}), language, "role"),
            hours=as_text(table.get("hours", {}), language, "hours"),
            **{name: str(table.get(name, "")) for name in ("name", "phone", "email")},
        )


def report_unknown_keys(table: Mapping[str, Any], known: Iterable[str], where: str, report: Report) -> None:
    """One warning for each key that means nothing here."""
    for key in table:
        if key not in set(known):
            report.warn(Code.UNKNOWN_KEY, where, key=key)


def as_text(value: object, language: str, name: str) -> LocalizedText:
    """A localized text from a plain string (in `language`) or a table of languages; raises ValueError otherwise."""
    if isinstance(value, str):
        return LocalizedText.of(language, value)
    if isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()):
        return localized(value) if value else NO_TEXT
    raise ValueError(f'{name}: expected a text or a table of languages such as {{ en = "…" }}')


def as_list(value: object, name: str) -> list[str]:
    """A list of texts, also from a single one; raises ValueError otherwise."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(entry, (str, int)) for entry in value):
        return [str(entry) for entry in value]
    raise ValueError(f"{name}: expected a list of texts")


def as_tables(value: object, name: str) -> list[Mapping[str, Any]]:
    """A list of tables; raises ValueError otherwise."""
    if isinstance(value, list) and all(isinstance(entry, Mapping) for entry in value):
        return value
    raise ValueError(f"{name}: expected [[{name}]] tables")


def known_zone(name: str, where: str) -> str:
    """The name, when it is an IANA time zone; raises PackError otherwise."""
    if not is_zone(name):
        raise PackError(f'{where}: "{name}" is not a time zone; use an IANA name such as "Asia/Shanghai".')
    return name


def is_zone(name: str) -> bool:
    """Whether the name is an IANA time zone."""
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False
