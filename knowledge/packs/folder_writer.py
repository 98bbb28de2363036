"""A pack as a folder: the files that staff edit."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from pathlib import PurePosixPath

from knowledge.documents import Document
from knowledge.documents.writing import write_markdown
from knowledge.errors import PackError
from knowledge.event import Event, Item, LocalizedText, Venue
from knowledge.packs import toml_text
from knowledge.packs.model import Pack
from knowledge.packs.table_writer import guarded

ITEM_TEXTS = ("title", "summary", "room", "meeting_point", "dress", "bring", "transport")
VENUE_TEXTS = ("name", "address", "entrance", "accessibility")
Column = tuple[str, Sequence[str | LocalizedText]]


def files_of(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every file of the folder as (path inside it, text)."""
    event = pack.event
    yield "event.toml", _event(event)
    yield "programme.toml", "\n".join(toml_text.table("item", _item(item, event), of_many=True) for item in event.items)
    if event.venues:
        yield "venues.toml", "\n".join(toml_text.table("venue", _venue(one), of_many=True) for one in event.venues)
    for name, columns in _tables(pack).items():
        if any(cells for _, cells in columns):
            yield name, _csv(columns, event.language)
    yield from _documents(pack.documents, event.language)


def _event(event: Event) -> str:
    plain = {
        "id": event.id,
        "timezone": event.timezone,
        "start": event.start,
        "end": event.end,
        "languages": event.languages,
        "local_language": event.local_language,
        **{name: getattr(event, name).root for name in ("name", "city", "country", "notice")},
        "reminders": {kind.value: leads for kind, leads in event.reminders.items()},
        "digests": {"evening": _hour(event.digests.evening), "morning": _hour(event.digests.morning)},
        "quiet": {"from": _hour(event.quiet.begin), "to": _hour(event.quiet.end)},
    }
    head = toml_text.table("", {name: content for name, content in plain.items() if content not in (None, "")})
    contacts = (
        toml_text.table(
            "contacts", _filled({**dict(one), "role": one.role.root, "hours": one.hours.root}), of_many=True
        )
        for one in event.contacts
    )
    return "\n".join((head, *contacts))


def _hour(hour: time | None) -> str:
    return hour.isoformat("auto" if hour.second else "minutes") if hour else ""


def _filled(content: Mapping[str, object]) -> dict[str, object]:
    """Without what is empty, which reading supplies again."""
    return {name: one for name, one in content.items() if one not in ("", None, (), {})}


def _item(item: Item, event: Event) -> dict[str, object]:
    content: dict[str, object] = {
        "id": item.id,
        "kind": item.kind.value,
        "start": clock_time(item.start, event),
        "end": clock_time(item.end, event) if item.end != item.start else None,
        "venue": item.venue,
        "track": item.track,
        "url": item.url,
        "audience": item.audience,
        "speakers": item.speakers,
        "status": item.status.value if item.cancelled else "",
        **{name: getattr(item, name).root for name in ITEM_TEXTS},
    }
    return _filled(content)


def clock_time(moment: datetime, event: Event) -> datetime:
    """The moment as written in event time; with its offset in the hour that the clocks repeat."""
    local = event.local(moment)
    plain = local.replace(tzinfo=None, fold=0)
    return plain if plain.replace(tzinfo=event.zone) == local and not local.fold else local


def _venue(venue: Venue) -> dict[str, object]:
    texts = {name: getattr(venue, name).root for name in VENUE_TEXTS}
    return _filled({**dict(venue), **texts})


def _tables(pack: Pack) -> dict[str, list[Column]]:
    ways, groups = pack.event.travel, pack.event.delegations
    plain = ("country", "language", "liaison", "liaison_phone", "liaison_email")
    person = ("id", "name", "delegation", "language", "role", "email")
    return {
        "travel.csv": [
            ("from", [way.origin for way in ways]),
            ("to", [way.destination for way in ways]),
            ("minutes", [str(way.minutes) for way in ways]),
            ("mode", [way.mode for way in ways]),
        ],
        "delegations.csv": [
            ("id", [one.id for one in groups]),
            ("name", [one.name for one in groups]),
            ("city", [one.city for one in groups]),
            *((name, [getattr(one, name) for one in groups]) for name in plain),
            ("host", ["true" if one.host else "false" for one in groups]),
        ],
        "delegates.csv": [(name, [getattr(one, name) for one in pack.people]) for name in person],
        "questions.csv": [
            ("id", [one.id for one in pack.approved]),
            ("question", [one.question for one in pack.approved]),
            ("answer", [one.answer for one in pack.approved]),
        ],
    }


def _csv(columns: Sequence[Column], language: str) -> str:
    """The columns as CSV, texts spread over a column for each of their languages."""
    spread = [wide for column in columns for wide in _spread(column, language)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(name for name, _ in spread)
    writer.writerows(zip(*(map(guarded, cells) for _, cells in spread), strict=True))
    return out.getvalue()


def _spread(column: Column, language: str) -> Iterable[tuple[str, list[str]]]:
    name, cells = column
    texts = [cell for cell in cells if isinstance(cell, LocalizedText)]
    if not texts:
        return [(name, [str(cell) for cell in cells])]
    codes = dict.fromkeys(code for text in texts for code in text.root if code != language)
    tagged = [(f"{name}.{code}", [text.get(code) or "" for text in texts]) for code in codes]
    return [(name, [text.get(language) or "" for text in texts]), *tagged]


def _documents(documents: Iterable[Document], language: str) -> Iterator[tuple[str, str]]:
    written: set[str] = set()
    for document in documents:
        name = document_path(document, language)
        if name in written:
            raise PackError(f"two documents would both be written to {name}; rename one of them.")
        written.add(name)
        yield name, write_markdown(document)


def document_path(document: Document, language: str) -> str:
    """Where the document goes inside the pack: its own place, with the ending .md and its language where needed."""
    path = PurePosixPath(document.source)
    parts = [part for part in path.parts if part not in ("..", ".", "/")] or ["document.md"]
    folders = parts[:-1] if parts[:1] == ["documents"] else ["documents", *parts[:-1]]
    name = re.sub(r"\.(?:md|mdx|markdown|html?|txt|pdf|docx)$", "", parts[-1], flags=re.IGNORECASE)
    tagged = name.lower().endswith(f".{document.language}") or document.language == language
    return "/".join((*folders, name + ("" if tagged else f".{document.language}") + ".md"))
