"""From a phrase to moments in the event's zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.when.clocks import Clock
from knowledge.questions.when.days import Here, Nth
from knowledge.questions.when.lexicon import Part
from knowledge.questions.when.parts import HALF, window
from knowledge.questions.when.phrases import Phrase, Point

Reading = tuple[datetime, datetime, Grain]
MINUTES_A_DAY = 24 * 60


def moment(phrase: Phrase, here: Here, now: datetime, begin: int, stop: int) -> TimeExpression | None:
    """The expression at the span of the original text; None for "day 2" when nobody knows the event's days."""
    ends = [phrase.point, phrase.until or phrase.point]
    if not here.days and any(isinstance(end.day, Nth) for end in ends):
        return None
    given = phrase.ahead is not None or any(end.day is not None for end in ends)
    try:
        start, end, grain = _read(phrase, here, now)
    except (ValueError, OverflowError):
        return TimeExpression(
            start=now, end=now, grain=Grain.MINUTE, begin=begin, stop=stop, valid=False, day_given=given
        )
    return TimeExpression(start=start, end=end, grain=grain, begin=begin, stop=stop, day_given=given)


def _read(phrase: Phrase, here: Here, now: datetime) -> Reading:
    if phrase.ahead is not None:
        return _ahead(phrase.ahead, now)
    if phrase.until is not None:
        return _span(phrase.point, phrase.until, here, now)
    return _single(phrase.point, here, now)


def _ahead(minutes: int, now: datetime) -> Reading:
    """So many minutes from now; whole days ahead are days."""
    if minutes and minutes % MINUTES_A_DAY == 0:
        day = now.date() + timedelta(minutes=minutes)
        return _at(day, timedelta(), now), _at(day, timedelta(days=1), now), Grain.DAY
    # Elapsed time is counted in UTC: the zone's clocks may change in between.
    then = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    return then, then, Grain.MINUTE


def _single(point: Point, here: Here, now: datetime) -> Reading:
    first, last = point.day.days(here) if point.day else (here.nearest(),) * 2
    if point.clock:
        start = _at(first, point.clock.at(point.part), now)
        return start, start, Grain.MINUTE
    if point.part:
        begin, end = window(point.part)
        return _at(first, begin, now), _at(last, end, now), Grain.PART
    grain = Grain.DAY if first == last else Grain.DAYS
    return _at(first, timedelta(), now), _at(last, timedelta(days=1), now), grain


def _span(one: Point, other: Point, here: Here, now: datetime) -> Reading:
    """From the start of one end to the other: to its time, or through the whole of its part or day."""
    one, other = _shared(one, other)
    start, _, grain = _single(one, here, now)
    until, end, other_grain = _single(other, here, now)
    if other_grain is Grain.MINUTE:
        end = until
        if end <= start and other.clock and not other.clock.sure and end + timedelta(hours=12) > start:
            end += timedelta(hours=12)
        elif end <= start and not (other.day and one.day != other.day):
            end += timedelta(days=1)
    if end < start:
        raise ValueError("the end is before the start")
    if Grain.MINUTE in (grain, other_grain):
        return start, end, Grain.MINUTE
    if Grain.PART in (grain, other_grain):
        return start, end, Grain.PART
    return start, end, Grain.DAYS if end - start > timedelta(days=1, hours=2) else Grain.DAY


def _shared(one: Point, other: Point) -> tuple[Point, Point]:
    """Both ends with what was said once for both: the day, the part of the day, am or pm."""
    if other.day and one.day is None:
        one = replace(one, day=other.day)
    elif one.day and other.day is None:
        other = replace(other, day=one.day)
    one, other = _noon(one, other.clock), _noon(other, one.clock)
    return _of_one_half(one, one.clock, other, other.clock) if one.clock and other.clock else (one, other)


def _of_one_half(one: Point, from_: Clock, other: Point, to: Clock) -> tuple[Point, Point]:
    if one.part and other.part is None:
        other = replace(other, part=_carried(one.part, from_, to))
    elif other.part and one.part is None and from_.minutes <= to.minutes:
        one = replace(one, part=other.part)
    return replace(one, clock=_same_half(from_, to)), other


def _carried(part: Part, one: Clock, other: Clock) -> Part | None:
    """The part of the day of the end when only the start's was said: "from 9 to 11 in the morning", but not 9 to 3."""
    return part if one.minutes % HALF <= other.minutes % HALF else None


def _same_half(one: Clock, other: Clock) -> Clock:
    """ "2 to 4 pm" is in the afternoon at both ends, "11 to 1 pm" is not."""
    if other.half != 1 or one.sure:
        return one
    later = replace(one, minutes=one.minutes % HALF + HALF, sure=True)
    return later if later.minutes < other.minutes else replace(one, sure=True)


def _noon(point: Point, other: Clock | None) -> Point:
    """Noon at the end of a span of clock times is twelve o'clock."""
    if other and point.part is Part.NOON and point.clock is None:
        return replace(point, part=None, clock=Clock(HALF, sure=True))
    return point


def _at(day: date, since_midnight: timedelta, now: datetime) -> datetime:
    """The moment in the zone of `now` at so much after midnight on the clocks of that day."""
    return datetime.combine(day, time(), tzinfo=now.tzinfo) + since_midnight
