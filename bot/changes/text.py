"""What changed, said to one person in their language. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.changes.model import TOLD_FIELDS, Words, canonical
from bot.people.model import Delegate
from knowledge.answers.model import Fact
from knowledge.diff import Aspect, Change, ChangeKind
from knowledge.event import Event, Item, LocalizedText
from knowledge.localize import Texts, clock, duration, join, short_day

TEXTS = Texts(Path(__file__).parent.parent / "locales", "changes")

_MOST_ITEMS = 8


class Wording:
    """Puts changes into words. Lines are remembered: thousands of people read the same ones."""

    def __init__(self, event: Event, words: Mapping[str, Words] = MappingProxyType({})) -> None:
        self.event, self._words = event, words
        self._lines: dict[tuple[str, str, bool, bool], list[str]] = {}

    def language(self, person: Delegate) -> str:
        """The language the person is written to in."""
        return person.speaks(self.event)

    def notice(self, changes: Sequence[Change], person: Delegate, *, correction: bool) -> str:
        """One message about everything that changed for this person; "" when nothing of it can be put into words."""
        language = self.language(person)
        lines = [line for change in changes[:_MOST_ITEMS] for line in self._about(change, person, language, correction)]
        if not lines:
            return ""
        if (rest := len(changes) - _MOST_ITEMS) > 0:
            lines.append(TEXTS.plural(language, "… and {count} more change", "… and {count} more changes", rest))
        words = self._words.get(language, Words())
        if correction:
            heading = TEXTS.text(language, "Correction: something we told you has changed.")
        else:
            heading = words.opening or TEXTS.text(language, "Your programme has changed:")
        return "\n".join([heading, *(f"• {line}" for line in lines), *filter(None, [words.closing])])

    @staticmethod
    def said(changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """Those that a notice has room for."""
        return changes[:_MOST_ITEMS]

    def _about(self, change: Change, person: Delegate, language: str, correction: bool) -> list[str]:
        """The lines about one item. A correction speaks of the item, whomever it is for."""
        was = correction or (change.before is not None and _is_for(change.before, person))
        still = correction or (change.after is not None and _is_for(change.after, person))
        key = (change.item.id, language, was, still)
        if key not in self._lines:
            self._lines[key] = describe(change, self.event, language, was=was, still=still)
        return self._lines[key]


def describe(change: Change, event: Event, language: str, *, was: bool = True, still: bool = True) -> list[str]:
    """The lines about one item, old and new, to somebody on whose programme it `was` and `still` is."""
    item = change.item
    title, when = item.title.best(language, event.language), _when(item, event, language)
    if change.kind is ChangeKind.CANCELLED:
        return [TEXTS.text(language, "Cancelled: {title} ({when})", title=title, when=when)]
    if change.kind is ChangeKind.ADDED or not was:
        place = " · ".join(filter(None, (when, _place(item, event, language))))
        return [TEXTS.text(language, "New: {title} ({when})", title=title, when=place)]
    if not still:
        return [TEXTS.text(language, "No longer on your programme: {title} ({when})", title=title, when=when)]
    return [line for aspect in change.aspects if (line := _line(aspect, change, event, language, title))]


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


_SAID: Mapping[Aspect, tuple[str, ...]] = {Aspect.TIME: ("start",), Aspect.PLACE: ("venue", "room", "meeting_point")}


def facts(changes: Sequence[Change]) -> tuple[Fact, ...]:
    """What a notice tells, for later corrections: of a changed item only what is new about it."""
    return tuple(
        Fact(item=change.item.id, field=name, value=value)
        for change in changes
        for name in _told(change)
        if (value := canonical(change.item, name))
    )


def _told(change: Change) -> Iterable[str]:
    if change.kind is not ChangeKind.CHANGED or Aspect.AUDIENCE in change.aspects:
        return TOLD_FIELDS
    return (name for aspect in change.aspects for name in _SAID.get(aspect, ()))
