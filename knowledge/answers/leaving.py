"""When to leave for something: the ride that leads there, else the time that the way takes."""

from collections.abc import Sequence

from knowledge.answers.compose import boarding_lines, programme_answer, which
from knowledge.answers.context import Context
from knowledge.answers.model import Answer
from knowledge.answers.rides import home, leads_to, on_days
from knowledge.event import Item, ItemKind, Venue
from knowledge.questions.spans import touches

SAID = 0.45
"""So much of a title is said when it weighs more than the place named beside it."""


def goal(context: Context) -> Item | None:
    """The item that the asker wants to be at, the next of them; None when it is a place, or none is named."""
    asked = context.question
    named = [context.event.items_by_id[key] for key in asked.mentions.every("item")]
    found = [item for item in named if item.kind is not ItemKind.TRANSFER]
    if found and asked.mentions.cover.get("item", 0.0) < SAID and _places(context):
        return None
    kinds = set(asked.kinds) - {ItemKind.TRANSFER}
    found = found or [item for item in context.event.items if item.kind in kinds and not _places(context)]
    found = on_days(context, context.for_asker(found) or found)
    return next(iter(_coming(context, found)), None)


def rides(context: Context) -> Answer | None:
    """The asker's next ride to the places named; all of that day's when we do not know who asks."""
    places = _places(context)
    led = [
        ride
        for ride in context.for_asker(context.event.items)
        if ride.kind is ItemKind.TRANSFER and any(leads_to(context.event, ride, place) for place in places)
    ]
    named = [context.event.items_by_id[key] for key in context.question.mentions.every("item")]
    found = _coming(
        context, on_days(context, led) or on_days(context, [i for i in named if i.kind is ItemKind.TRANSFER])
    )
    if not found:
        return None
    day = context.event.day(found[0].start)
    shown = found[:1] if context.own else [ride for ride in found if context.event.day(ride.start) == day]
    return which(context, shown) if len(shown) > 1 else programme_answer(context, _lines(context, shown[0]), shown)


def _coming(context: Context, items: Sequence[Item]) -> list[Item]:
    """Those still to come, else all, in order of time."""
    listed = sorted(items, key=lambda item: (item.start, item.id))
    return [item for item in listed if item.start > context.now] or listed


def _places(context: Context) -> list[Venue]:
    """The places named but the one that the asker sets out from."""
    asked, base = context.question, home(context)
    groups = asked.mentions.groups.get("venue", ())
    goals = [group for group in groups if not touches(group.spans, asked.cues.get("origin", ()))]
    ids = [key for group in goals or groups for key in group.ids]
    others = [key for key in ids if key != base]
    if not others and asked.mentions.of("item"):
        return []
    return [context.event.venues_by_id[key] for key in others or ids]


def _lines(context: Context, ride: Item) -> list[str]:
    voice = context.voice
    lines = [voice.say("{title}: {moment}.", title=voice.title(ride), moment=voice.moment(ride))]
    if place := voice.place(ride):
        lines.append(voice.say("Place: {place}.", place=place))
    return [*lines, *boarding_lines(context, ride)]
