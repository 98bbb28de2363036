"""Answers about places: address, entrance, accessibility, and how to get there in time."""

from datetime import timedelta

from knowledge import localize
from knowledge.answers import singles
from knowledge.answers.compose import programme_answer, venue_answer
from knowledge.answers.context import ARRIVAL, Context, destination
from knowledge.answers.facts import STATED
from knowledge.answers.leaving import goal, rides
from knowledge.answers.meant import goals, items_meant, venues_meant
from knowledge.answers.model import Answer
from knowledge.answers.rides import SAID, titled
from knowledge.answers.ways import astray, between
from knowledge.event import Item, ItemKind, Venue
from knowledge.questions.intent import Aspect

MARGIN = timedelta(minutes=10)
"""How long before an item begins one should be there."""
OTHER = {"taxi": frozenset({"taxi"}), "public": frozenset({"metro", "tram", "train", "bus"})}
"""Cues of means of travel that are not the event's own, with what a travel matrix calls them."""
MODES = {"coach": "by coach", "bus": "by coach", "walk": "on foot", "taxi": "by taxi", "metro": "by metro"}


def venue_where(context: Context) -> Answer | None:
    """What is known of the place named, the part that was asked for first."""
    listed = context.event.venues_by_id
    theirs = [listed[item.venue] for item in items_meant(context)[:1] if item.venue in listed]
    said = context.question.mentions
    weaker = (
        theirs and said.cover.get("venue", 0.0) < SAID and said.weight.get("item", 0.0) > said.weight.get("venue", 0.0)
    )
    venues = theirs if weaker else venues_meant(context) or theirs
    if not venues:
        return None
    lines = _asked_lines(context, venues[0])
    return venue_answer(context, lines, venues[0]) if lines else None


def _asked_lines(context: Context, venue: Venue) -> list[str]:
    voice, aspect = context.voice, context.question.aspect
    name = voice.own(venue.name)
    if aspect is Aspect.ENTRANCE:
        return (
            [f"{name} – " + voice.say("Entrance: {text}.", text=said)]
            if (said := voice.own(venue.entrance).rstrip(".。"))
            else []
        )
    if aspect is Aspect.ACCESS:
        said = voice.own(venue.accessibility)
        return [f"{name} – " + voice.say("Accessibility: {text}", text=said)] if said else []
    if aspect is Aspect.PHONE:
        return [voice.say("{name}: {text}.", name=name, text=venue.phone)] if venue.phone else []
    address = voice.address(venue)
    if not address:
        return []
    lines = [voice.say("{name}: {text}.", name=name, text=address)]
    if entrance := voice.own(venue.entrance).rstrip(".。"):
        lines.append(voice.say("Entrance: {text}.", text=entrance))
    return lines


def route(context: Context) -> Answer | None:
    """How to get to an item or a place: transport, meeting point, travel time, when to leave, address."""
    if context.question.aspect is Aspect.LEAVE:
        if titled(context):
            return singles.when(context)
        if said := _leave(context):
            return said
    ends = between(context)
    if any(context.question.has(cue) and not (ends and _by(modes, context, *ends)) for cue, modes in OTHER.items()):
        return None  # what is known of coaches says nothing of taxis
    if ends:
        return _from_to(context, *ends)
    if astray(context):
        return None  # where to, is not known
    items = (
        _not_rides(context, items_meant(context))
        if context.question.mentions.of("item") or not context.question.mentions.of("venue")
        else []
    )
    venues = venues_meant(context)
    if not items and not venues:
        return None
    item = _right(context, items)
    venue = context.event.venues_by_id.get(item.venue) if item else venues[0]
    if item and item.kind is not ItemKind.TRANSFER:
        transfer = _transfer_to(context, item)
        return programme_answer(
            context, _lines(context, item, venue, transfer), [item, *([transfer] if transfer else [])]
        )
    if item:
        return programme_answer(context, _lines(context, item, venue, None), [item])
    return (
        venue_answer(context, [*_venue_lines(context, venue), *_ride_lines(context, venue)], venue) if venue else None
    )


def meeting(context: Context) -> Answer | None:
    """Where the ride to an item or a place is boarded, and where the item's people meet; None when no ride leads there."""
    if ItemKind.TRANSFER in context.question.kinds:
        return None
    named = items_meant(context)
    found = [one for one in named if one.kind is not ItemKind.TRANSFER]
    if not found and not titled(context):
        found = goals(context, named)
    item = _right(context, found)
    ride = _transfer_to(context, item) if item else None
    if item is None or ride is None:
        return rides(context) if context.question.mentions.of("venue") and item is None else None
    voice = context.voice
    lines = [voice.say("Transfer: {text}.", text=voice.ridden(ride))]
    for one in (ride, item):
        if said := voice.own(one.meeting_point) or voice.place(one):
            lines.append(voice.say("{title}, meeting point: {place}.", title=voice.title(one), place=said))
    lines.append(voice.say("{moment}.", moment=voice.moment(item)))
    return programme_answer(context, lines, [item, ride], fields=(*STATED, "meeting_point"))


def _leave(context: Context) -> Answer | None:
    """When to leave for an item or a place; None when nothing named is one."""
    item = goal(context)
    if item is None:
        return rides(context)
    transfer = _transfer_to(context, item)
    venue = context.event.venues_by_id.get(item.venue)
    return programme_answer(context, _lines(context, item, venue, transfer), [item, *([transfer] if transfer else [])])


def _by(modes: frozenset[str], context: Context, origin: Venue, target: Venue) -> bool:
    pair = {origin.id, target.id}
    return any(way.mode in modes for way in context.event.travel if {way.origin, way.destination} == pair)


def _from_to(context: Context, origin: Venue, target: Venue) -> Answer:
    """Time and means from one place to another, and where to go in."""
    voice, minutes = context.voice, context.event.minutes_between(origin.id, target.id)
    lines = []
    if minutes:
        length, mode = (
            localize.duration(timedelta(minutes=minutes), voice.language),
            _mode(context, origin.id, target.id),
        )
        lines.append(f"{voice.own(origin.name)} → {voice.own(target.name)}: {length}{mode}.")
    return venue_answer(context, [*lines, *_venue_lines(context, target)[: 2 if minutes else 4]], target, origin)


def _not_rides(context: Context, items: list[Item]) -> list[Item]:
    """The items without transfers that were not asked for by that name: the way to a hall is no way to its bus."""
    if ItemKind.TRANSFER in context.question.kinds or not context.question.mentions.of("venue"):
        return items
    return [item for item in items if item.kind is not ItemKind.TRANSFER]


def _right(context: Context, items: list[Item]) -> Item | None:
    coming = [item for item in items if item.start > context.now and not item.cancelled]
    return next(iter(coming or items), None)


def _transfer_to(context: Context, item: Item) -> Item | None:
    """The last transfer that arrives at the item's venue before it begins, within three hours."""
    found = [
        one
        for one in context.for_asker(context.event.items)
        if one.kind is ItemKind.TRANSFER
        and destination(context.event, one) == item.venue
        and timedelta(0) <= item.start - max(one.end, one.start) <= ARRIVAL
    ]
    return found[-1] if found else None


def _ride_lines(context: Context, venue: Venue) -> list[str]:
    """The asker's next transfer to a place."""
    rides = [i for i in context.for_asker(context.event.items) if i.start > context.now]
    ride = next((i for i in rides if destination(context.event, i) == venue.id), None)
    voice = context.voice
    if ride is None:
        return []
    took = f", {voice.length(ride)}" if ride.length else ""
    return [voice.say("Transfer: {text}.", text=voice.entry(ride, dated=True) + took)]


def _lines(context: Context, item: Item, venue: Venue | None, transfer: Item | None) -> list[str]:
    voice = context.voice
    if item.kind is ItemKind.TRANSFER and item.length:
        lines = [voice.lasting(item)]
    else:
        lines = [voice.say("{title}: {moment}.", title=voice.title(item), moment=voice.moment(item))]
    if transfer:
        lines.append(voice.say("Transfer: {text}.", text=voice.ridden(transfer)))
    if transport := voice.own(item.transport or (transfer.transport if transfer else item.transport)):
        lines.append(voice.say("Transport: {text}.", text=transport.rstrip(".。")))
    meeting = item.meeting_point or (transfer.meeting_point if transfer else item.meeting_point)
    if said := voice.own(meeting):
        lines.append(voice.say("Meeting point: {place}.", place=said))
    if venue:
        lines += _travel(context, item, venue) if not transfer and item.kind is not ItemKind.TRANSFER else []
        lines += _venue_lines(context, venue)[:2]
    return lines


def _origin(context: Context, item: Item) -> str:
    """Where the asker is before the item: the venue of what they have just before it that day, else where most days begin."""
    mine = [i for i in context.for_asker(context.event.items) if i.venue and i.kind is not ItemKind.TRANSFER]
    day = context.event.day(item.start)
    before = [i for i in mine if context.event.day(i.start) == day and i.end <= item.start and i.id != item.id]
    if before:
        return before[-1].venue
    firsts = {context.event.day(i.start): i.venue for i in reversed(mine)}
    starts = list(firsts.values())
    return max(starts, key=starts.count) if starts else ""


def _travel(context: Context, item: Item, venue: Venue) -> list[str]:
    event, voice = context.event, context.voice
    origin = _origin(context, item)
    minutes = event.minutes_between(origin, venue.id) if origin in event.venues_by_id else None
    if not minutes:
        return []
    length = localize.duration(timedelta(minutes=minutes), voice.language)
    source = voice.own(event.venues_by_id[origin].name)
    leave = item.start - timedelta(minutes=minutes) - MARGIN
    return [
        voice.say("From {place}: {length}{mode}.", place=source, length=length, mode=_mode(context, origin, venue.id)),
        voice.say("Leave by {time}.", time=voice.clock(leave)),
    ]


def _mode(context: Context, origin: str, destination: str) -> str:
    ways = [way for way in context.event.travel if {way.origin, way.destination} == {origin, destination}]
    said = MODES.get(ways[0].mode, "") if ways else ""
    return ", " + context.voice.say(said) if said else ""


def _venue_lines(context: Context, venue: Venue) -> list[str]:
    voice = context.voice
    address = voice.address(venue)
    lines = (
        [voice.say("{name}: {text}.", name=voice.own(venue.name), text=address)] if address else [voice.own(venue.name)]
    )
    if entrance := voice.own(venue.entrance).rstrip(".。"):
        lines.append(voice.say("Entrance: {text}.", text=entrance))
    ways = [way for way in context.event.travel if way.destination == venue.id or way.origin == venue.id]
    for way in ways[:2]:
        other = context.event.venues_by_id.get(way.origin if way.destination == venue.id else way.destination)
        if other is not None:
            length = localize.duration(timedelta(minutes=way.minutes), voice.language)
            mode = _mode(context, way.origin, way.destination)
            lines.append(
                voice.say("From {place}: {length}{mode}.", place=voice.own(other.name), length=length, mode=mode)
            )
    return lines
