"""A time of day as it was said: minutes, and how sure the half of the day is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from knowledge.questions.when.lexicon import ClockRule, Part
from knowledge.questions.when.parts import HALF, usual, within

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """`minutes` from midnight. Unless `sure`, the hour may be meant in either half of the day. `half` is what am (0) or
    pm (1) said."""

    minutes: int
    sure: bool = False
    half: int | None = None
    exists: bool = True

    def at(self, part: Part | None) -> timedelta:
        """The time from midnight; raises ValueError when there is no such time."""
        if not self.exists:
            raise ValueError("no such time")
        if self.sure:
            return timedelta(minutes=self.minutes)
        return timedelta(minutes=within(self.minutes, part) if part else usual(self.minutes))


def spoken_clock(rule: ClockRule, slots: Mapping[str, int]) -> Clock:
    """The clock that the numbers in a rule's slots make."""
    said = next((slots[name] for name in ("hour", "bare", "digital", "padded") if name in slots), None)
    hour = said or 0
    minute = slots.get("minutes", slots.get("minute", slots.get("number", 0)))
    shift = rule.add + slots.get("tail", 0) - slots.get("before", 0)
    half = slots.get("half")
    if half is not None and hour <= 12:
        hour = hour % 12 + 12 * half
    minutes = hour * 60 + minute + shift
    if not rule.sure and half is None and 0 < hour <= 12 and minutes < 0:
        minutes += HALF
    sure = rule.sure or half is not None or said == 0 or hour > 12 or minutes >= 13 * 60 or "padded" in slots
    return Clock(minutes, sure, half, hour <= 24 and minute < 60 and 0 <= minutes <= DAY)


def bare_clock(number: int) -> Clock:
    """A number that turned out to be an hour."""
    return Clock(number * 60, sure=number == 0 or number > 12, exists=number <= 24)
