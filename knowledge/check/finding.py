"""How rules say what they found."""

from knowledge.event import Event, Item
from knowledge.localize import short_day, span
from knowledge.packs.model import Problem, Severity


def mend(code: str, where: str, **params: str) -> Problem:
    """Something that must be mended."""
    return Problem(code=code, severity=Severity.ERROR, where=where, params=params)


def look(code: str, where: str, **params: str) -> Problem:
    """Something to look at."""
    return Problem(code=code, severity=Severity.WARNING, where=where, params=params)


def named(item: Item, event: Event) -> str:
    """The item's title, day and hours."""
    local = event.local(item.start)
    when = f"{short_day(local.date(), 'en')} {span(local, event.local(item.end), 'en')}"
    return f"{item.title.best(event.language)} ({when})"


def held(event: Event) -> list[Item]:
    """The items that take place, in order of start."""
    return [item for item in event.items if not item.cancelled]
