"""How programme facts are said in one language: titles, moments, places, lines of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from knowledge import localize
from knowledge.event import Event, Item, LocalizedText, Venue

MOST_LINES = 6
"""Entries of a list that are shown; a phone screen holds no more at a glance."""
LONGEST = 700
"""Characters of an answer."""
LONGEST_TITLE = 110


@lru_cache(maxsize=1)
def texts() -> localize.Texts:
    """The catalogue of the answers."""
    return localize.Texts(Path(__file__).parent.parent / "locales", "answers")


@dataclass(frozen=True)
class Voice:
    """Says facts of an event in a language; adds the time zone to moments when `zoned`."""

    event: Event
    language: str
    zoned: bool = False

    def say(self, message: str, /, **values: object) -> str:
        """The catalogue's message with its fields filled in."""
        return texts().text(self.language, message, **values)

    def own(self, text: LocalizedText) -> str:
        """The text in this language, else in the event's first language, else in any."""
        return text.best(self.language, self.event.language)

    def title(self, item: Item) -> str:
        return short(self.own(item.title), LONGEST_TITLE)

    def day(self, item: Item) -> str:
        return localize.day(self.event.day(item.start), self.language)

    def span(self, item: Item) -> str:
        return localize.span(self.event.local(item.start), self.event.local(item.end), self.language)

    def length(self, item: Item) -> str:
        return localize.duration(item.length, self.language)

    def lasting(self, item: Item) -> str:
        """How long the item takes, and when it is."""
        title, length, moment = self.title(item), self.length(item), self.moment(item)
        return self.say("{title}: {length} ({moment}).", title=title, length=length, moment=moment)

    def ridden(self, item: Item) -> str:
        """A ride's title, its times and how long it takes."""
        took = f" ({self.length(item)})" if item.length else ""
        return f"{self.title(item)}, {self.span(item)}{took}"

    def clock(self, moment: datetime) -> str:
        return localize.clock(self.event.local(moment), self.language)

    def moment(self, item: Item) -> str:
        """The item's day and time, with the zone's name when it could be mistaken."""
        said = self.say("{day}, {time}", day=self.day(item), time=self.span(item))
        if self.event.day(item.end) != self.event.day(item.start) and item.length.days >= 1:
            first, last = self.event.day(item.start), self.event.day(item.end)
            said = f"{self.short(first)} – {self.short(last)}"
        return f"{said} ({localize.zone_name(self.event.local(item.start), self.language)})" if self.zoned else said

    def short(self, day: date) -> str:
        return localize.short_day(day, self.language)

    def place(self, item: Item) -> str:
        """Room and venue, as far as known; "" when neither is."""
        venue = self.event.venues_by_id.get(item.venue)
        name = self.own(venue.name) if venue else item.venue
        room = self.own(item.room)
        return ", ".join(dict.fromkeys(part for part in (room, name) if part))

    def address(self, venue: Venue) -> str:
        """The address in this language, and in the local language when that differs."""
        own, local = self.own(venue.address), venue.address.get(self.event.local_language) or ""
        return f"{own} ({local})" if local and local != own else own

    def entry(self, item: Item, *, dated: bool = False) -> str:
        """One line of a list."""
        when = f"{self.short(self.event.day(item.start))} {self.span(item)}" if dated else self.span(item)
        place = self.place(item)
        said = f"{when} {self.title(item)}" + (f" ({place})" if place else "")
        return f"{said} – {self.say('cancelled')}" if item.cancelled else said

    def entries(self, items: Sequence[Item], *, dated: bool | None = None, most: int = MOST_LINES) -> str:
        """The items as lines, days told apart when there are several, the rest counted."""
        days = {self.event.day(item.start) for item in items}
        dated = len(days) > 1 if dated is None else dated
        lines: list[str] = []
        size = 0
        for item in items[:most]:
            line = "• " + self.entry(item, dated=dated)
            if size + len(line) > LONGEST - 160:
                break
            lines.append(line)
            size += len(line) + 1
        if rest := len(items) - len(lines):
            lines.append(texts().plural(self.language, "and {count} more", "and {count} more", rest))
        return "\n".join(lines)

    def days(self, first: date, last: date) -> str:
        """One day, or the first and the last of several."""
        own = localize.day(first, self.language)
        return own if first >= last else f"{own} – {localize.day(last, self.language)}"


def short(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–-") + "…"


def fit(parts: Sequence[str], most: int = LONGEST) -> str:
    """As many of the lines, first to last, as fit."""
    kept: list[str] = []
    for part in (part for part in parts if part):
        if sum(map(len, kept)) + len(kept) + len(part) > most:
            break
        kept.append(part)
    return "\n".join(kept) or short(next((part for part in parts if part), ""), most)


def by_day(event: Event, items: Sequence[Item]) -> list[tuple[date, list[Item]]]:
    """The items day by day."""
    return [(day, list(group)) for day, group in groupby(items, key=lambda item: event.day(item.start))]
