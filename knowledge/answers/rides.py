"""Which transfer a question means: by where it leads, where it starts, and what it follows."""

from collections.abc import Sequence
from datetime import timedelta

from knowledge.answers.context import ARRIVAL, Context, destination
from knowledge.event import Event, Item, ItemKind, Venue
from knowledge.questions.mention import FULL
from knowledge.questions.model import TimeExpression
from knowledge.questions.spans import near, touches

SAID = 0.6
"""So much of a place's name is said when it is surely that place."""
EARLY = timedelta(minutes=10)
"""A transfer may leave this long before the official end of what it follows."""


def rides_meant(context: Context) -> list[Item] | None:
    """The transfers that the question names; None when it speaks of none, [] when there is none such."""
    if ItemKind.TRANSFER not in context.question.kinds and not (titled(context) and context.question.has("after")):
        return None
    rides = [item for item in context.event.items if item.kind is ItemKind.TRANSFER and not item.cancelled]
    named = set(context.question.mentions.every("item"))
    found = _by_places(context, rides)
    both = [ride for ride in found if ride.id in named]
    elsewhere = context.question.mentions.cover.get("venue", 0.0) >= SAID and not found
    if titled(context):
        found = [ride for ride in rides if ride.id in named]
    found = both or found or [ride for ride in rides if ride.id in named and not elsewhere]
    if not found and not elsewhere and not context.question.has("after", "back"):
        return None
    meant = on_days(context, _following(context, found, rides))
    return context.for_asker(meant) or meant


def titled(context: Context) -> bool:
    """Whether what is named in full are transfers alone: "the bus to the hotel" says the kind within a title."""
    said = context.question.mentions
    listed = [context.event.items_by_id[key] for key in said.of("item")]
    full = said.cover.get("item", 0.0) >= FULL
    return full and bool(listed) and all(item.kind is ItemKind.TRANSFER for item in listed)


def on_days(context: Context, rides: list[Item]) -> list[Item]:
    """Those on the days named, at whatever hour: tonight's bus may leave in the afternoon; none when they run on other
    days only."""
    times = [time for time in context.times if time.day_given]
    return [ride for ride in rides if any(_that_day(context, ride, t) for t in times)] if times else rides


def _that_day(context: Context, ride: Item, time: TimeExpression) -> bool:
    day = context.event.day
    return time.start == time.end or day(time.start) <= day(ride.start) <= day(time.end - timedelta(seconds=1))


def _by_places(context: Context, rides: Sequence[Item]) -> list[Item]:
    """Those that lead to a place named, of these those that start at another; else those that start at a place named."""
    listed = context.event.venues_by_id
    if away := _starting(context, rides):
        return away
    venues = [listed[key] for key in context.question.mentions.every("venue")]
    led = [ride for ride in rides if any(leads_to(context.event, ride, venue) for venue in venues)]
    ids = {venue.id for venue in venues}
    between = [ride for ride in led if ride.venue in ids]
    sure = context.question.mentions.cover.get("item", 0.0) >= SAID and not venues
    if context.question.has("back") and not led and not (sure and _named_rides(context)):
        base = home(context)
        return [
            ride for ride in rides if destination(context.event, ride) == base or _ends_day(context.event, ride, base)
        ]
    return between or led or [ride for ride in rides if ride.venue in ids] or _leading_to_items(context, rides)


def _starting(context: Context, rides: Sequence[Item]) -> list[Item]:
    """Those that start at the one place that the question names as where it comes from: "the bus back from the museum", also
    when it is named by the ride that leads there."""
    asked = context.question
    said = (*asked.cues.get("origin", ()), *asked.cues.get("back", ()))
    groups = asked.mentions.groups.get("venue", ())
    places = {key for group in groups if touches(group.spans, said) for key in group.ids}
    goals = [context.event.venues_by_id[key] for group in groups for key in group.ids if key not in places]
    if not places:
        listed = context.event.items_by_id
        named = [
            listed[key]
            for group in asked.mentions.groups.get("item", ())
            if touches(group.spans, said)
            for key in group.ids
        ]
        places = {destination(context.event, item) if item.kind is ItemKind.TRANSFER else item.venue for item in named}
    if len(places - {""}) != 1:
        return []
    away = [ride for ride in rides if ride.venue in places]
    return [ride for ride in away if any(leads_to(context.event, ride, goal) for goal in goals)] if goals else away


def _named_rides(context: Context) -> bool:
    listed = context.event.items_by_id
    return any(listed[key].kind is ItemKind.TRANSFER for key in context.question.mentions.of("item"))


def _leading_to_items(context: Context, rides: Sequence[Item]) -> list[Item]:
    """Those that bring people to an item named ("the coach for the concert"): the last that arrives before it begins."""
    if context.question.has("after", "back") or context.question.mentions.of("venue"):
        return []
    listed = context.event.items_by_id
    items = [listed[key] for key in context.question.mentions.every("item")]
    found = {ride.id for item in items for ride in leading_to(context, item)[-1:]}
    return [ride for ride in rides if ride.id in found]


def leading_to(context: Context, item: Item) -> list[Item]:
    """The rides that arrive where an item is not long before it begins, else earlier that day, the asker's own if there are;
    none for a ride."""
    if item.kind is ItemKind.TRANSFER:
        return []
    day = context.event.day
    led = [
        ride
        for ride in context.event.items
        if ride.kind is ItemKind.TRANSFER
        and not ride.cancelled
        and destination(context.event, ride) == item.venue
        and ride.end <= item.start
        and day(ride.start) == day(item.start)
    ]
    due = [ride for ride in led if item.start <= ride.end + ARRIVAL] or led
    return context.for_asker(due) or due


def _following(context: Context, found: Sequence[Item], rides: Sequence[Item]) -> list[Item]:
    """Of those found the first after the item named beside them, when the question says "after"."""
    anchors = _anchors(context, found) if context.question.has("after", "back") else []
    for anchor in anchors:
        pool = found or [ride for ride in rides if ride.venue == anchor.venue]
        day = context.event.day(anchor.start)
        later = [r for r in pool if r.start >= anchor.end - EARLY and context.event.day(r.start) == day]
        later = later or [r for r in rides if r.venue == anchor.venue and r.start >= anchor.end - EARLY]
        mine = context.for_asker(later) or later
        if mine:
            return [ride for ride in mine if ride.start == mine[0].start]
    return list(found)


def _anchors(context: Context, rides: Sequence[Item]) -> list[Item]:
    """What is named beside the transfers: items by name, else of a kind ("after the concert"), else what is where the rides do
    not lead, those of the asker first."""
    listed = context.event.items_by_id
    named = [listed[key] for key in context.question.mentions.every("item")]
    kinds = set(context.question.kinds) - {ItemKind.TRANSFER}
    found = [i for i in named if i.kind is not ItemKind.TRANSFER] or [i for i in context.event.items if i.kind in kinds]
    found = found or _goals_after(context)
    places = set(context.question.mentions.every("venue")) - {home(context)}
    places -= {destination(context.event, ride) for ride in rides}
    found = found or [i for i in context.event.items if i.venue in places and i.kind is not ItemKind.TRANSFER]
    times = [t for t in context.times if t.day_given]
    dated = [i for i in found if any(t.start <= i.start < t.end for t in times)]
    return sorted(dated or found, key=lambda item: (not context.concerns(item), item.end < context.now, item.start))


def _goals_after(context: Context) -> list[Item]:
    """What the rides lead to that stand beside the word "after": "the coach after the gala" is none to it."""
    listed, said = context.event.items_by_id, context.question.cues.get("after", ())
    groups = context.question.mentions.groups.get("item", ())
    beside = [listed[key] for group in groups if any(near(span, said) for span in group.spans) for key in group.ids]
    if any(item.kind is not ItemKind.TRANSFER for item in beside):
        return []
    rides, places = {ride.id for ride in beside}, {destination(context.event, ride) for ride in beside}
    there = [item for item in context.event.items if item.venue in places]
    return [item for item in there if rides & {ride.id for ride in leading_to(context, item)}]


def home(context: Context) -> str:
    """Where most days of the programme begin."""
    firsts = {context.event.day(i.start): i.venue for i in reversed(context.event.items) if i.venue}
    starts = list(firsts.values())
    return max(starts, key=starts.count) if starts else ""


def _ends_day(event: Event, ride: Item, base: str) -> bool:
    """Whether nothing follows a ride that starts elsewhere: it brings people home."""
    return ride.venue != base and not destination(event, ride)


def leads_to(event: Event, ride: Item, venue: Venue) -> bool:
    """Whether a transfer goes to the venue: its title names it, or what it leads to is there."""
    if ride.venue == venue.id:
        return False
    names = [name.casefold() for name in (*venue.name.all(), *venue.aliases)]
    titles = " | ".join(ride.title.all()).casefold()
    return any(name in titles for name in names) or destination(event, ride) == venue.id
