"""`change`: quick edits from the terminal, previewed like an import and released with `--apply`."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import Application
from bot.changes import edits
from bot.changes.service import Release
from bot.commands.packs import as_text, report_of
from bot.commands.staff import TERMINAL, with_application
from bot.errors import Conflict
from bot.people.model import slug
from knowledge.event import EVERYONE, Event, Item, LocalizedText
from knowledge.packs.model import Pack

Edit = Callable[[Event], Event]
USUAL_LENGTH = 60
"""Minutes of an item that is added without a length."""


def delay(item: str, minutes: int) -> Edit:
    """So much later, or earlier when negative."""
    return lambda event: edits.delay(event, item, timedelta(minutes=minutes))


def move(item: str, start: str, venue: str, room: str) -> Edit:
    """Another time, venue or room."""
    if not (start or venue or room):
        raise Conflict("say where or when to: --start, --venue or --room")
    return lambda event: edits.move(event, item, start=_moment(start) if start else None, venue=venue, room=room)


def add(title: str, start: str, minutes: int, venue: str, room: str, audience: str) -> Edit:
    """One more item, for everyone or for the delegations named."""
    return lambda event: edits.add(event, _item(event, title, _moment(start), minutes, venue, room, audience))


def change(config: Path, data: Path, edit: Edit, note: str, *, apply: bool, as_json: bool) -> None:
    """Print what the edit changes and whom it touches; release it when `apply`."""

    async def use(application: Application) -> dict[str, Any]:
        preview = await application.changes.preview_edit(edit)
        released: Release | None = None
        if apply and preview.changes:
            released = await application.changes.release(preview.event, TERMINAL, note)
        return report_of(preview, released, Pack(event=preview.event), application.programme.revision)

    _print(with_application(config, data, use), apply=apply, as_json=as_json)


def undo(config: Path, data: Path, *, apply: bool, as_json: bool) -> None:
    """Print what returning to the programme before the last release changes; release it when `apply`."""

    async def use(application: Application) -> dict[str, Any]:
        changes = application.changes
        preview = await changes.preview(await changes.before())
        released = await changes.undo(TERMINAL) if apply else None
        return report_of(preview, released, Pack(event=preview.event), application.programme.revision)

    _print(with_application(config, data, use), apply=apply, as_json=as_json)


def _print(report: dict[str, Any], *, apply: bool, as_json: bool) -> None:
    print(json.dumps(report, ensure_ascii=False) if as_json else as_text(report, apply=apply))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Conflict(f'"{text}" is not a day and time; write it as 2026-01-06T14:30') from None


def _item(event: Event, title: str, start: datetime, minutes: int, venue: str, room: str, audience: str) -> Item:
    if not title.strip() or minutes < 0:
        raise Conflict("a new item needs a title, and a length of no minutes or more")
    named = tuple(one.strip() for one in audience.split(",") if one.strip())
    if unknown := [one for one in named if one != EVERYONE and one not in event.delegations_by_id]:
        raise Conflict(f'there is no delegation "{unknown[0]}"; known: {", ".join(event.delegations_by_id)}')
    if venue and venue not in event.venues_by_id:
        raise Conflict(f'there is no venue "{venue}"; known: {", ".join(event.venues_by_id)}')
    begins = start if start.tzinfo else start.replace(tzinfo=event.zone)
    return Item(
        id=edits.free_id(slug(title), event),
        title=LocalizedText.of(event.language, title),
        start=begins,
        end=begins + timedelta(minutes=minutes),
        venue=venue,
        room=LocalizedText(dict.fromkeys(event.languages, room) if room else {}),
        audience=named or (EVERYONE,),
    )
