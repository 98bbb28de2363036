"""Which items and venues a question means."""

from collections.abc import Sequence

from knowledge.answers.context import ARRIVAL, Context, destination, during, follows
from knowledge.answers.rides import on_days, rides_meant
from knowledge.event import Item, ItemKind, Venue
from knowledge.questions.mention import FULL
from knowledge.questions.model import QuestionKind
from knowledge.questions.spans import near

OF_RIDES = {QuestionKind.ROUTE, QuestionKind.WHERE, QuestionKind.WHAT_AFTER}
"""Kinds of question that may well be about a ride though none is named by its kind."""
AT_A_PLACE = {QuestionKind.WHEN, QuestionKind.IS_IT, QuestionKind.HOW_LONG, QuestionKind.WEAR, QuestionKind.BRING}
"""Kinds of question in which a place's name stands for what happens there: "when is the museum?"."""


def items_meant(context: Context) -> list[Item]:
    """The items the question is about, in order of time; those of the last answer when it names none."""
    rides = rides_meant(context)
    if rides is not None:
        return narrowed(context, rides)
    found = (
        _of_kind_beside(context)
        or _of_kind_there(context)
        or _of_kind_then(context)
        or _named(context)
        or _by_person(context)
        or _of_kind(context)
        or _of_track(context)
        or _at_venue(context)
    )
    if not found and follows(context):
        found = [context.event.items_by_id[i] for i in context.focus.items if i in context.event.items_by_id]
        return narrowed(context, found) if len(found) > 1 else found
    if found and all(item.kind is ItemKind.TRANSFER for item in found):
        found = on_days(context, found)
    return narrowed(context, found)


def _named(context: Context) -> list[Item]:
    """The items named; no transfers beside a kind that is named, unless it is theirs ("concert" is no bus to one)."""
    listed, kinds = context.event.items_by_id, context.question.kinds
    found = [listed[i] for i in context.question.mentions.of("item")]
    rides = [item for item in found if item.kind is ItemKind.TRANSFER]
    if rides and ItemKind.TRANSFER not in kinds and context.question.mentions.cover.get("item", 0.0) < FULL:
        if len(rides) < len(found):
            return [item for item in found if item.kind is not ItemKind.TRANSFER]
        if context.question.kind not in OF_RIDES and (led := goals(context, rides)):
            return led
    if kinds and ItemKind.TRANSFER not in kinds and context.question.mentions.cover.get("item", 0.0) < FULL:
        return [item for item in found if item.kind is not ItemKind.TRANSFER]
    return found


def _of_kind_beside(context: Context) -> list[Item]:
    """What is of the kind named and comes next before or after the item named beside that word, when that is of another kind:
    "where do we eat before the concert"."""
    asked, listed = context.question, context.event.items_by_id
    later = asked.has("after")
    named = [listed[key] for key in asked.mentions.of("item")]
    kinds = set(asked.kinds) - {ItemKind.TRANSFER, ItemKind.FREE}
    if asked.has("before") == later or len(named) != 1 or not kinds or named[0].kind in kinds:
        return []
    spans = asked.mentions.spans.get("item", ())
    if not any(near(span, asked.cues["after" if later else "before"]) for span in spans):
        return []
    anchor, day = named[0], context.event.day
    same = [
        item
        for item in context.for_asker(context.event.items)
        if item.kind in kinds and day(item.start) == day(anchor.start)
    ]
    beside = [i for i in same if i.start >= anchor.end] if later else [i for i in same if i.end <= anchor.start]
    return sorted(beside, key=lambda item: item.start)[0 if later else -1 :][:1]


def _of_kind_there(context: Context) -> list[Item]:
    """What is of the kind named where the item named takes place, when that item is of another kind: the lectures of a museum
    whose visit is on the programme."""
    kinds, listed = set(context.question.kinds), context.event.items_by_id
    named = [listed[i] for i in context.question.mentions.of("item")]
    if not kinds or not named or any(item.kind in kinds for item in named) or ItemKind.TRANSFER in kinds:
        return []
    places = {item.venue for item in named if item.venue and item.kind is not ItemKind.TRANSFER}
    return (
        [item for item in context.event.items if item.venue in places and item.kind in kinds]
        if len(places) == 1
        else []
    )


def _of_kind_then(context: Context) -> list[Item]:
    """What is of the kind that a name says, at the time named, when nothing so named is on then: "the dinner of the last
    evening" is not the early dinner of the day before."""
    listed = context.event.items_by_id
    named = [listed[key] for key in context.question.mentions.of("item")]
    if not named or not any(time.day_given for time in context.times) or _then(context, named):
        return []
    kinds = {kind for kind in ItemKind if f"named.{kind.value}" in context.question.cues}
    return _then(context, context.for_asker(item for item in context.event.items if item.kind in kinds))


def goals(context: Context, rides: Sequence[Item]) -> list[Item]:
    """What the rides lead to: whoever names the fair alone asks about the fair, not about its bus."""
    return [
        item
        for item in context.event.items
        if item.kind is not ItemKind.TRANSFER
        and any(
            destination(context.event, ride) == item.venue and ride.end <= item.start <= ride.end + ARRIVAL
            for ride in rides
        )
    ]


def _by_person(context: Context) -> list[Item]:
    people = set(context.question.mentions.of("person"))
    return [item for item in context.event.items if people & set(item.speakers)]


def _of_kind(context: Context) -> list[Item]:
    asked = context.question
    if not asked.kinds:
        return []
    venues = set(asked.mentions.of("venue"))
    items = [item for item in context.event.items if item.kind in asked.kinds]
    if asked.kind is QuestionKind.IS_IT and context.times and (then := _then(context, items)):
        return then  # the place named is what is asked: "is today's lunch at the hotel?"
    found = [item for item in items if not venues or item.venue in venues]
    found = [item for item in items if destination(context.event, item) in venues] or found
    return found if len(asked.kinds) == 1 or venues else []


def _of_track(context: Context) -> list[Item]:
    """The items of the track named: those at the time named ("tomorrow's keynote"), else the only one."""
    tracks = set(context.question.mentions.of("track"))
    found = [item for item in context.event.items if item.track in tracks]
    return found if len(found) == 1 else _then(context, found)


def _then(context: Context, items: Sequence[Item]) -> list[Item]:
    return [item for item in items if any(during([item], time) for time in context.times)]


def _at_venue(context: Context) -> list[Item]:
    if context.question.kind not in AT_A_PLACE:
        return []
    venues = set(context.question.mentions.of("venue"))
    return [i for i in context.event.items if i.venue in venues and i.kind is not ItemKind.TRANSFER]


def narrowed(context: Context, items: Sequence[Item]) -> list[Item]:
    """Of several items those at the time named, those for the asker, those of the kind named, those still to come."""
    found = sorted(items, key=lambda item: (item.start, item.id))
    kinds, venues = context.question.kinds, set(context.question.mentions.of("venue"))
    rooms = set(context.question.mentions.of("room"))
    tests = (
        lambda i: any(during([i], time) for time in context.times),
        lambda i: i.kind in kinds,
        lambda i: i.venue in venues,
        lambda i: i.room.best("en") in rooms,
        lambda i: context.own and context.concerns(i),
        lambda i: max(i.end, i.start) > context.now,
    )
    for test in tests:
        if len(found) > 1 and (kept := [item for item in found if test(item)]):
            found = kept
    return _of_today(context, found)


def _of_today(context: Context, found: list[Item]) -> list[Item]:
    """Of items of one name, as each day's lunch, those of today when it is asked where and no day is named."""
    one_name = len({item.title.best("en") for item in found}) == 1
    if len(found) < 2 or not one_name or context.times or context.question.kind is not QuestionKind.WHERE:
        return found
    day = context.event.day
    return [item for item in found if day(item.start) == day(context.now)] or found


def venues_meant(context: Context) -> list[Venue]:
    """The places the question names; that of the last answer when it names none."""
    listed = context.event.venues_by_id
    found = [listed[v] for v in context.question.mentions.of("venue")]
    if not found and follows(context):
        found = [listed[v] for v in context.focus.venues if v in listed]
    return found
