"""An item for one's own calendar, as a file."""

from datetime import datetime

from bot.channels.calendar_file import calendar_file
from knowledge.event import Event, Item


def calendar_of(item: Item, event: Event, language: str, revision: int, now: datetime) -> tuple[str, bytes]:
    """The file's name and content."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in item.id)
    return f"{plain}.ics", calendar_file([item], event, language, revision, now)
