"""A question as it was understood."""

from datetime import datetime
from enum import StrEnum

from knowledge.event import Value


class Grain(StrEnum):
    """How exact a time expression is: an instant ("at 14:30"), a part of a day ("tomorrow evening"), one day, or several."""

    MINUTE = "minute"
    PART = "part"
    DAY = "day"
    DAYS = "days"


class TimeExpression(Value):
    """A time found in a text: aware `start` <= `end` in the event's zone (equal for an instant), the half-open character
    span `begin`:`stop` in the text it was found in. `valid` is False for a time that does not exist ("25:00", "31 February");
    start and end are then the reference moment. `day_given` tells "tomorrow at 9" from a bare "at 9"."""

    start: datetime
    end: datetime
    grain: Grain
    begin: int
    stop: int
    valid: bool = True
    day_given: bool = True


class QuestionKind(StrEnum):
    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    HOW_LONG = "how_long"
    WHAT_NEXT = "what_next"
    WHAT_NOW = "what_now"
    WHAT_AT = "what_at"  # what is on at a time, on a day, in a room
    WHAT_AFTER = "what_after"  # what comes after an item
    WHAT_BEFORE = "what_before"
    LIST = "list"
    AGENDA = "agenda"  # the asker's own programme
    ROUTE = "route"  # how to get there, how far, when to leave
    WEAR = "wear"
    BRING = "bring"
    IS_IT = "is_it"  # yes or no about a programme fact
    ABOUT = "about"  # what is it
    SMALLTALK = "smalltalk"
    OTHER = "other"
