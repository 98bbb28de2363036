"""Lead times in words ("evening before", "45m", "2h", "1d") and the moments they mean. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from bot.people.quiet import at
from knowledge.event import Event

EVENING_BEFORE = "evening before"
USUAL_EVENING = time(20, 0)
"""When the evening before is, for events without an evening digest."""

_AMOUNT = re.compile(r"(\d{1,4})\s*(m|min|h|d)")


@dataclass(frozen=True)
class Lead:
    """How long before: so many days by the calendar, then so much by the watch; or the evening before."""

    days: int = 0
    before: timedelta = timedelta(0)
    evening: bool = False


@lru_cache(maxsize=256)
def parse(text: str) -> Lead | None:
    """The lead time, or None when it is not one."""
    words = " ".join(text.lower().split())
    if words == EVENING_BEFORE:
        return Lead(evening=True)
    found = _AMOUNT.fullmatch(words)
    if found is None:
        return None
    amount, unit = int(found[1]), found[2]
    if unit == "d":
        return Lead(days=amount)
    return Lead(before=timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount))


def moment(event: Event, start: datetime, lead: Lead) -> datetime:
    """When to remind of something that starts then. Days are those of the event's calendar: a day before 09:00 is 09:00,
    also across a change of the clocks."""
    local = event.local(start)
    if lead.evening:
        return at(event, local.date() - timedelta(days=1), event.digests.evening or USUAL_EVENING)
    if lead.days:
        return at(event, local.date() - timedelta(days=lead.days), local.time())
    return start - lead.before
