"""What a day that was named means: seen from now, and from the days of the event."""

from dataclasses import dataclass
from datetime import date, timedelta

Days = tuple[date, date]
"""The first day and the last."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where a text is read: today, and the event's days in order."""

    today: date
    days: tuple[date, ...]

    def nearest(self) -> date:
        """The event day that a time without a day is on: today when it is one, else the nearest."""
        return min(self.days, key=lambda day: abs(day - self.today), default=self.today)

    def prefer(self, candidates: list[date], coming: bool = True) -> date:
        """An event day among the candidates, else any; one to come rather than one gone by if `coming`; the nearest."""

        def rank(day: date) -> tuple[bool, bool, timedelta]:
            return day not in self.days, coming and day < self.today, abs(day - self.today)

        return min(candidates, key=rank)


@dataclass(frozen=True, slots=True)
class Relative:
    """So many days from today."""

    offset: int

    def days(self, here: Here) -> Days:
        day = here.today + timedelta(days=self.offset)
        return day, day


@dataclass(frozen=True, slots=True)
class Week:
    """So many weeks from this one: Monday to Sunday, or only Saturday and Sunday."""

    offset: int
    weekend: bool = False

    def days(self, here: Here) -> Days:
        monday = here.today + timedelta(weeks=self.offset, days=-here.today.weekday())
        return monday + timedelta(days=5 if self.weekend else 0), monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0. Without a `week` the event's, else the coming one; 1 is next week's, -1 last week's."""

    number: int
    week: int | None = None

    def days(self, here: Here) -> Days:
        monday = here.today - timedelta(days=here.today.weekday())
        if self.week is not None:
            day = monday + timedelta(weeks=self.week, days=self.number)
        else:
            coming = here.today + timedelta(days=(self.number - here.today.weekday()) % 7)
            day = here.prefer([coming, *(day for day in here.days if day.weekday() == self.number)])
        return day, day


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth day of the event from 1; -1 is the last."""

    number: int

    def days(self, here: Here) -> Days:
        if not 1 <= abs(self.number) <= len(here.days):
            raise ValueError(f"the event has no day {self.number}")
        day = here.days[self.number - 1 if self.number > 0 else self.number]
        return day, day


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of the month; month and year as far as they were said. `swapped` is the other reading of 7/1."""

    day: int
    month: int | None = None
    year: int | None = None
    swapped: "Dated | None" = None

    def days(self, here: Here) -> Days:
        readings = [self._candidates(here), self.swapped._candidates(here) if self.swapped else []]
        candidates = [day for reading in readings for day in reading if day in here.days] or readings[0] or readings[1]
        if not candidates:
            raise ValueError(f"no such day: {self.day}/{self.month}/{self.year}")
        day = here.prefer(candidates, coming=self.month is None)
        return day, day

    def _candidates(self, here: Here) -> list[date]:
        """The days it may be: of this year and its neighbours, of this month and its neighbours, and of the event's."""
        anchors = (here.today, *here.days[:1], *here.days[-1:])
        years = [self.year] if self.year else sorted({anchor.year + n for anchor in anchors for n in (-1, 0, 1)})
        if self.month:
            months = [(year, self.month) for year in years]
        else:
            months = [((m := a.year * 12 + a.month - 1 + n) // 12, m % 12 + 1) for a in anchors for n in (-1, 0, 1, 2)]
        return [day for year, month in months if (day := _date(year, month, self.day))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


DayRef = Relative | Week | Weekday | Nth | Dated
