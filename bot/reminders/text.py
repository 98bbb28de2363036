"""What a reminder says: short, in the person's language, on the event's clocks. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel import dates

from bot.reminders.texts import TEXTS
from knowledge.event import Event, Item, LocalizedText
from knowledge.localize import CLDR_NAMES, clock, day, span, spoken, zone_name

_HOURS_FROM = timedelta(minutes=100)
"""From here on the remaining time is said in hours."""


class Wording:
    """Says things about one event in one language, to somebody whose clock shows `now`. `abroad` names the time zone."""

    def __init__(self, event: Event, language: str, now: datetime, *, abroad: bool = False) -> None:
        self._event, self._now, self._abroad = event, now, abroad
        self.language = spoken(language)

    def reminder(self, item: Item, leave: datetime | None, *, late: bool = False) -> str:
        """One item: what, when, where, and what to do about it. A late one says how much time is left."""
        lines = [self._own(item.title), self._when(item)]
        if late:
            lines.append(self._say("Starts {when}", when=self._remaining(item.start)))
        lines += [self._place(item), *self._details(item, leave)]
        return "\n".join(line for line in lines if line)

    def digest(self, when: date, items: Sequence[Item], detailed: Sequence[tuple[Item, datetime | None]]) -> str:
        """A day at a glance; below it what is good to know about the items it also reminds of."""
        lines = [self._heading(when)]
        venue = ""
        for item in items:
            place = self._place(item, known=venue)
            what = " · ".join(part for part in (self._own(item.title), place) if part)
            lines.append(f"{self._span(item)} {what}")
            venue = item.venue
        for item, leave in detailed:
            if details := self._details(item, leave):
                lines += ["", self._own(item.title), *details]
        return "\n".join(lines)

    def together(self, parts: Sequence[str], items: Sequence[Item]) -> str:
        """Several reminders as one message."""
        return "\n\n".join([*parts, *self._zone(items)])

    def _heading(self, when: date) -> str:
        today, named = self._event.day(self._now), day(when, self.language)
        if when == today:
            return self._say("Today, {day}", day=named)
        if when == today + timedelta(days=1):
            return self._say("Tomorrow, {day}", day=named)
        return named

    def _when(self, item: Item) -> str:
        other_day = self._event.day(item.start) != self._event.day(self._now)
        return f"{self._heading(self._event.day(item.start))}, {self._span(item)}" if other_day else self._span(item)

    def _span(self, item: Item) -> str:
        return span(self._event.local(item.start), self._event.local(item.end), self.language)

    def _place(self, item: Item, known: str | None = None) -> str:
        """Venue and room; the venue is left out where it is known already."""
        venue = self._event.venues_by_id.get(item.venue)
        name = self._own(venue.name) if venue and item.venue != known else ""
        return ", ".join(part for part in (name, self._own(item.room)) if part)

    def _details(self, item: Item, leave: datetime | None) -> list[str]:
        said = []
        if item.meeting_point:
            said.append(self._say("Meeting point: {place}", place=self._own(item.meeting_point)))
        if leave is not None and leave > self._now:
            said.append(self._say("Leave by {time}", time=clock(self._event.local(leave), self.language)))
        if item.transport:
            said.append(self._own(item.transport))
        if item.dress:
            said.append(self._say("Dress: {dress}", dress=self._own(item.dress)))
        if item.bring:
            said.append(self._say("Please bring: {things}", things=self._own(item.bring)))
        return said

    def _remaining(self, start: datetime) -> str:
        """ "in 20 minutes"."""
        left = max(start - self._now, timedelta(minutes=1))
        code = CLDR_NAMES.get(self.language, self.language)
        if left >= _HOURS_FROM:
            left = timedelta(hours=round(left / timedelta(hours=1)))
            return dates.format_timedelta(left, "hour", threshold=100, add_direction=True, locale=code)
        return dates.format_timedelta(left, "minute", threshold=100, add_direction=True, locale=code)

    def _zone(self, items: Sequence[Item]) -> list[str]:
        if not self._abroad or not items:
            return []
        return [self._say("Times: {zone}", zone=zone_name(self._event.local(items[0].start), self.language))]

    def _own(self, text: LocalizedText) -> str:
        return text.best(self.language, self._event.language)

    def _say(self, message: str, **values: object) -> str:
        return TEXTS.text(self.language, message, **values)
