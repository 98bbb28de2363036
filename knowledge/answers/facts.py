"""What an answer states about items, in canonical form, and where it stands."""

from collections.abc import Iterable, Sequence
from datetime import UTC

from knowledge.answers.model import Action, ActionKind, Citation, Fact
from knowledge.answers.voice import Voice
from knowledge.event import Event, Item, Venue

STATED = ("start", "end", "venue", "room")
"""What nearly every programme answer states of an item."""


def facts(items: Iterable[Item], fields: Sequence[str] = STATED) -> tuple[Fact, ...]:
    """The facts of the items in these fields; fields without a value are left out."""
    found = ((item, name, _value(item, name)) for item in items for name in fields)
    return tuple(Fact(item=item.id, field=name, value=value) for item, name, value in found if value)


def _value(item: Item, name: str) -> str:
    if name in {"start", "end"}:
        moment = item.start if name == "start" else item.end
        return moment.astimezone(UTC).isoformat()
    value = getattr(item, name)
    if name in {"venue", "status"}:
        return str(value)
    return str(value.best("en"))


def cite_items(items: Iterable[Item], voice: Voice) -> tuple[Citation, ...]:
    """One citation for each item."""
    return tuple(Citation(source=f"programme#{item.id}", title=voice.title(item)) for item in items)


def cite_venues(venues: Iterable[Venue], voice: Voice) -> tuple[Citation, ...]:
    """One citation for each venue."""
    return tuple(Citation(source=f"venue#{venue.id}", title=voice.own(venue.name)) for venue in venues)


def item_actions(item: Item, event: Event, voice: Voice) -> tuple[Action, ...]:
    """What can be done about one item: see it on a map, show the driver, keep it, be reminded."""
    return (
        *venue_actions(event.venues_by_id.get(item.venue), voice),
        Action(kind=ActionKind.CALENDAR, target=item.id, label=voice.say("Calendar")),
        Action(kind=ActionKind.REMIND, target=item.id, label=voice.say("Remind me")),
    )


def venue_actions(venue: Venue | None, voice: Voice) -> tuple[Action, ...]:
    """Map and taxi card of a place, as far as its data allow."""
    if venue is None:
        return ()
    found = []
    if venue.latitude is not None and venue.longitude is not None:
        found.append(Action(kind=ActionKind.MAP, target=venue.id, label=voice.say("Map")))
    if venue.address:
        found.append(Action(kind=ActionKind.DRIVER, target=venue.id, label=voice.say("Show the driver")))
    return tuple(found)
