"""Which transfer a question means: by where it starts, where it leads, what it follows, and the day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from knowledge.answers.context import ARRIVAL, Context, destination
from knowledge.event import Event, Item, ItemKind, Venue
from knowledge.questions.mention import FULL, Group
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.spans import near, touches

SAID = 0.6
"""So much of a place's name is said when it is surely that place."""
EARLY = timedelta(minutes=10)
"""A transfer may leave this long before the official end of what it follows."""
AGREES = 3.0
"""What it counts for a ride that it starts where, leads where or follows what the question says, and against it that not."""
LEADS = 2.0
"""What it counts that it brings people to an item named, or home when they want back."""
TIMELY = 1.0
"""What it counts that it leaves in the part of the day named, or not long before."""
AHEAD = timedelta(hours=2)
"""A ride may leave this long before the part of the day in which people think of it."""
NAMED = 1.5
"""What it counts that its title is said in full."""
LIKELY = 0.55
"""An item so far described is what the rides are said to follow."""
EVIDENCE = 0.3
"""So much must speak for a ride that is meant."""


def rides_meant(context: Context) -> list[Item] | None:
    """The transfers that the question names; None when it speaks of none, [] when there is none such."""
    if ItemKind.TRANSFER not in context.question.kinds and not (titled(context) and context.question.has("after")):
        return None
    rides = [item for item in context.event.items if item.kind is ItemKind.TRANSFER and not item.cancelled]
    if _elsewhere(context, rides):
        return []
    scores = _scores(context, rides)
    best = max(scores.values(), default=0.0)
    if best < EVIDENCE:
        return [] if _sure_of_place(context) or context.question.has("after", "back") else None
    meant = on_days(context, [ride for ride in rides if scores[ride.id] >= best])
    return context.for_asker(meant) or meant


def _sure_of_place(context: Context) -> bool:
    return context.question.mentions.cover.get("venue", 0.0) >= SAID


def _elsewhere(context: Context, rides: Sequence[Item]) -> bool:
    """Whether a place is surely named to which no ride leads, nor starts there."""
    goals = [] if titled(context) or not _sure_of_place(context) else _goals(context)
    ids = {goal.id for goal in goals}
    return bool(goals) and not any(
        ride.venue in ids or leads_to(context.event, ride, goal) for ride in rides for goal in goals
    )


def _scores(context: Context, rides: Sequence[Item]) -> dict[str, float]:
    """How far what the question says fits each of the rides."""
    named, whole = _named(context), titled(context)
    starts, goals = _starts(context), _goals(context)
    brought = set() if goals else _bringing(context)
    led = {ride.id for ride in rides if any(leads_to(context.event, ride, goal) for goal in goals)}
    found = {ride.id: NAMED * named.get(ride.id, 0.0) for ride in rides}
    tests: list[tuple[Collection[str], float]] = [
        ({ride.id for ride in rides if ride.venue in starts}, AGREES),
        (led, AGREES),
        (brought, LEADS),
        (_homeward(context, rides) if context.question.has("back") and not led | brought else set(), LEADS),
        (_then(context, rides), TIMELY),
    ]
    for fitting, weight in tests if not whole else ():
        found = _weighed(found, fitting, weight)
    return _weighed(found, _following(context, [ride for ride in rides if found[ride.id] > 0], rides), AGREES)


def _then(context: Context, rides: Iterable[Item]) -> set[str]:
    """Those of about the part of the day named: tonight's bus may leave in the afternoon, but this morning's is no bus of tonight."""
    parts = [time for time in context.times if time.grain is Grain.PART and time.day_given]
    return {ride.id for ride in rides if any(time.start - AHEAD <= ride.start < time.end for time in parts)}


def _weighed(scores: dict[str, float], fitting: Collection[str], weight: float) -> dict[str, float]:
    """The scores with what it counts for those that fit, and against the others; unchanged when none fits."""
    if not fitting:
        return scores
    return {key: score + (weight if key in fitting else -weight) for key, score in scores.items()}


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


def _apart(context: Context, kind: str) -> tuple[list[Group], list[Group]]:
    """The things of a kind that the question names as where someone sets out from, and the others: whoever wants back to
    where the days begin wants there."""
    asked, base = context.question, home(context)
    cues = {name: asked.cues.get(name, ()) for name in ("origin", "back", "after")}
    groups = asked.mentions.groups.get(kind, ())
    starts = [
        one
        for one in groups
        if touches(one.spans, cues["origin"])
        or (touches(one.spans, cues["back"]) and base not in one.ids)
        or (kind == "venue" and any(near(span, cues["after"]) for span in one.spans))
    ]
    return starts, [one for one in groups if one not in starts]


def _starts(context: Context) -> set[str]:
    """The one place that the question names as where the ride comes from: "the bus back from the museum", also when it is
    named by an item there, or by the ride that leads there."""
    places = {key for group in _apart(context, "venue")[0] for key in group.ids}
    if not places:
        listed = context.event.items_by_id
        named = [listed[key] for group in _apart(context, "item")[0] for key in group.ids]
        places = {destination(context.event, item) if item.kind is ItemKind.TRANSFER else item.venue for item in named}
    return places if len(places - {""}) == 1 else set()


def _goals(context: Context) -> list[Venue]:
    """The places named but where it comes from."""
    return [context.event.venues_by_id[key] for group in _apart(context, "venue")[1] for key in group.ids]


def _named(context: Context) -> dict[str, float]:
    """The rides named, with how much of a title is said."""
    listed = context.event.items_by_id
    groups = context.question.mentions.groups.get("item", ())
    return {key: one.cover for one in groups for key in one.ids if listed[key].kind is ItemKind.TRANSFER}


def _bringing(context: Context) -> set[str]:
    """Those that bring people to an item named ("the coach for the concert"): the last that arrives before it begins."""
    if context.question.has("after"):
        return set()
    listed, surely = context.event.items_by_id, context.question.mentions.every("item")
    if context.question.has("back") and context.question.mentions.cover.get("item", 0.0) < SAID:
        return set()
    items = [listed[key] for group in _apart(context, "item")[1] for key in group.ids if key in surely]
    return {ride.id for item in items for ride in leading_to(context, item)[-1:]}


def _homeward(context: Context, rides: Iterable[Item]) -> set[str]:
    base = home(context)
    return {one.id for one in rides if destination(context.event, one) == base or _ends_day(context.event, one, base)}


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


def _following(context: Context, found: Sequence[Item], rides: Sequence[Item]) -> set[str]:
    """The first of those found, else of those that leave from there, after the item named beside them, when the question
    says "after"."""
    anchors = _anchors(context, found) if context.question.has("after", "back") else []
    for anchor in anchors:
        day = context.event.day(anchor.start)
        due = [one for one in rides if one.start >= anchor.end - EARLY and context.event.day(one.start) == day]
        there = [one for one in due if one.venue == anchor.venue]
        fitting = {ride.id for ride in found}
        later = [one for one in due if one.id in fitting] or there
        mine = context.for_asker(later) or later
        if mine:
            return {ride.id for ride in mine if ride.start == mine[0].start}
    return set()


def _anchors(context: Context, rides: Sequence[Item]) -> list[Item]:
    """What is named beside the transfers: items by name, else of a kind ("after the concert"), else what is where the rides do
    not lead, those of the asker first."""
    listed = context.event.items_by_id
    named = [listed[key] for key in context.question.mentions.every("item")]
    kinds = set(context.question.kinds) - {ItemKind.TRANSFER}
    found = [i for i in named if i.kind is not ItemKind.TRANSFER] or [i for i in context.event.items if i.kind in kinds]
    found = found or _goals_after(context) or _described(context)
    places = set(context.question.mentions.every("venue")) - {home(context)}
    places -= {destination(context.event, ride) for ride in rides}
    found = found or [i for i in context.event.items if i.venue in places and i.kind is not ItemKind.TRANSFER]
    times = [t for t in context.times if t.day_given]
    dated = [i for i in found if any(t.start <= i.start < t.end for t in times)]
    return sorted(dated or found, key=lambda item: (not context.concerns(item), item.end < context.now, item.start))


def _described(context: Context) -> list[Item]:
    """The items that the question describes best, when it describes any: the concert is "the symphony"."""
    akin = context.question.akin
    best = max(akin.values(), default=0.0)
    return [context.event.items_by_id[key] for key, share in akin.items() if share >= max(best, LIKELY)]


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
