"""The hours that the parts of the day mean at an event."""

from datetime import timedelta

from knowledge.questions.when.lexicon import Part

HOURS: dict[Part, tuple[float, float]] = {
    Part.EARLY: (0, 6),
    Part.MORNING: (6, 12),
    Part.NOON: (11.5, 13.5),
    Part.AFTER_LUNCH: (13, 15),
    Part.AFTERNOON: (12, 18),
    Part.EVENING: (17, 23),
    Part.NIGHT: (20, 24),
    Part.TONIGHT: (17, 24),
}
"""Hours from midnight."""

HALF = 12 * 60
FIRST_MORNING_HOUR = 7
"""A bare "at six" is in the evening, "at seven" in the morning: nobody is asked to come at six in the morning."""


def window(part: Part) -> tuple[timedelta, timedelta]:
    """From and until, counted from midnight."""
    begin, end = HOURS[part]
    return timedelta(hours=begin), timedelta(hours=end)


def usual(minutes: int) -> int:
    """The minutes from midnight that an event means by a bare hour."""
    return minutes + HALF if minutes < FIRST_MORNING_HOUR * 60 else minutes


def within(minutes: int, part: Part) -> int:
    """The minutes from midnight (of the next day when over 1440) that a bare hour means in this part of the day."""
    hour = minutes // 60
    if part in (Part.EARLY, Part.MORNING):
        return minutes - HALF if part is Part.EARLY and hour == 12 else minutes
    if part is Part.NOON:
        return minutes + HALF if hour < 10 else minutes
    if part in (Part.NIGHT, Part.TONIGHT, Part.EVENING):
        if hour == 12:
            return minutes + HALF
        if hour < 5 and part is not Part.EVENING:
            return minutes + (2 * HALF if part is Part.TONIGHT else 0)
    return minutes + HALF if hour < 12 else minutes
