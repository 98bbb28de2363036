"""What changed, said to one person in their language. Pure."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.changes.model import TOLD_FIELDS, canonical
from bot.people.model import Delegate
from knowledge.answers.model import Fact
from knowledge.diff import Aspect, Change, ChangeKind
from knowledge.event import Event, Item, LocalizedText
from knowledge.localize import Texts, clock, duration, join, short_day

TEXTS = Texts(Path(__file__).parent.parent / "locales", "changes")

_MOST_LINES = 8


def notice(changes: Sequence[Change], person: Delegate, event: Event, language: str, *, correction: bool) -> str:
    """One message about everything that changed for this person."""
    lines = [line for change in changes[:_MOST_LINES] for line in describe(change, person, event, language)]
    if (rest := len(changes) - _MOST_LINES) > 0:
        lines.append(TEXTS.plural(language, "… and {count} more change", "… and {count} more changes", rest))
    heading = (
        TEXTS.text(language, "Correction: something we told you has changed.")
        if correction
        else TEXTS.text(language, "Your programme has changed:")
    )
    return "\n".join([heading, *(f"• {line}" for line in lines)])


def describe(change: Change, person: Delegate, event: Event, language: str) -> list[str]:
    """The lines about one item, old and new."""
    item = change.item
    title, when = item.title.best(language, event.language), _when(item, event, language)
    if change.kind is ChangeKind.CANCELLED:
        return [TEXTS.text(language, "Cancelled: {title} ({when})", title=title, when=when)]
    if change.kind is ChangeKind.ADDED or not _was_for(change, person):
        place = " · ".join(filter(None, (when, _place(item, event, language))))
        return [TEXTS.text(language, "New: {title} ({when})", title=title, when=place)]
    if change.after is not None and not _is_for(change.after, person):
        return [TEXTS.text(language, "No longer on your programme: {title} ({when})", title=title, when=when)]
    return [line for aspect in change.aspects if (line := _line(aspect, change, event, language, title))]


def _was_for(change: Change, person: Delegate) -> bool:
    return change.before is not None and _is_for(change.before, person)


def _is_for(item: Item, person: Delegate) -> bool:
    return item.concerns(person.delegation, person.id) or item.id in person.preferences.starred


def _line(aspect: Aspect, change: Change, event: Event, language: str, title: str) -> str:
    assert change.before is not None, "an added item is described as such"
    assert change.after is not None, "a cancelled item is described as such"
    old, new = change.before, change.after
    values: dict[Aspect, Callable[[Item], str]] = {
        Aspect.TIME: lambda item: _when(item, event, language),
        Aspect.PLACE: lambda item: _place(item, event, language),
        Aspect.LENGTH: lambda item: duration(item.length, language),
        Aspect.TITLE: lambda item: item.title.best(language, event.language),
        Aspect.SPEAKERS: lambda item: join(item.speakers, language) or "—",
    }
    if aspect is Aspect.DETAILS:
        return _details(old, new, event, language, title)
    if aspect not in values or (aspect is Aspect.LENGTH and Aspect.TIME in change.aspects and not new.length):
        return ""
    was, now = values[aspect](old), values[aspect](new)
    if was == now:
        return ""
    if aspect is Aspect.TITLE:
        return TEXTS.text(language, "New title: {new} (was: {old})", new=now, old=was)
    return TEXTS.text(language, "{title}: now {new} (was {old})", title=title, new=now, old=was or "—")


def _details(old: Item, new: Item, event: Event, language: str, title: str) -> str:
    fields = ("dress", "bring", "transport")
    said = [getattr(new, f).best(language, event.language) for f in fields if getattr(old, f) != getattr(new, f)]
    return (
        TEXTS.text(language, "{title}: please note: {new}", title=title, new=" ".join(filter(None, said)))
        if any(said)
        else ""
    )


def _when(item: Item, event: Event, language: str) -> str:
    local = event.local(item.start)
    return f"{short_day(local.date(), language)}, {clock(local, language)}"


def _place(item: Item, event: Event, language: str) -> str:
    venue = event.venues_by_id.get(item.venue)
    texts: tuple[LocalizedText, ...] = (venue.name if venue else LocalizedText({}), item.room, item.meeting_point)
    return ", ".join(text.best(language, event.language) for text in texts if text)


def facts(changes: Sequence[Change]) -> tuple[Fact, ...]:
    """What a notice tells, for later corrections."""
    return tuple(
        Fact(item=change.item.id, field=name, value=canonical(change.item, name))
        for change in changes
        for name in TOLD_FIELDS
        if canonical(change.item, name)
    )
