"""How likely an answer from the programme is the one that was asked for: a logistic model over how the question was read."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from knowledge.answers.confidence import likelihood
from knowledge.answers.context import Context, during, follows
from knowledge.answers.explained import unexplained
from knowledge.answers.model import Answer
from knowledge.answers.rides import on_days
from knowledge.answers.schedule import SHARED, of_one_name
from knowledge.event import ItemKind
from knowledge.questions.deciding import MEANT
from knowledge.questions.intent import Aspect, Intent
from knowledge.questions.model import Grain
from knowledge.questions.model import QuestionKind as Kind

OF_TIME = frozenset({Kind.WHAT_NEXT, Kind.WHAT_NOW, Kind.WHAT_AT, Kind.AGENDA, Kind.LIST})
"""Kinds of question that need no item named."""
AKIN: Mapping[Kind, Sequence[str]] = {
    Kind.WEAR: ("dress:formal", "dress:national", "dress:concert", "weather:clothes"),
    Kind.BRING: ("weather:clothes", "access:id", "talk:workshop_needs"),
    Kind.WHERE: ("venue:lift", "acc:wheelchair", "hotel:contact", "craft:what", "misc:dates"),
    Kind.WHO: ("staff:liaison", "staff:desk", "health:doctor", "travel:missed_coach"),
    Kind.WHEN: ("travel:departure_transfer", "reg:badge_pickup", "misc:dates"),
    Kind.ROUTE: ("travel:airport_transfer", "travel:airport_distance", "city:walk", "travel:departure_transfer"),
}
"""Matters that pages answer, of which the programme knows something exact when the question names an item or a place."""
SAME: Mapping[Intent, Sequence[str]] = {
    Intent(Kind.ROUTE, Aspect.LEAVE): ("when.coach", "when"),
    Intent(Kind.WHEN): ("route.leave",),
    Intent(Kind.AGENDA, Aspect.REST): ("agenda",),
    Intent(Kind.AGENDA): ("rest", "at"),
    Intent(Kind.WHAT_AT): ("agenda",),
    Intent(Kind.WHERE): ("where.meeting",),
    Intent(Kind.WHAT_AFTER): ("next", "where"),
}
"""Other labels of the examples to which the same answer is right: whoever asks when the coach leaves asks when to set out."""
SAID_BY: Mapping[Intent, Sequence[str]] = {
    Intent(Kind.WHEN): ("when", "dates", "late"),
    Intent(Kind.WHEN, Aspect.END): ("when_end",),
    Intent(Kind.WHERE): ("where", "room"),
    Intent(Kind.WHERE, Aspect.MEETING): ("meeting", "where"),
    Intent(Kind.WHERE, Aspect.ENTRANCE): ("entrance",),
    Intent(Kind.WHERE, Aspect.ADDRESS): ("address",),
    Intent(Kind.WHERE, Aspect.ACCESS): ("access",),
    Intent(Kind.WHERE, Aspect.PHONE): ("phone",),
    Intent(Kind.WHO): ("who",),
    Intent(Kind.WHO, Aspect.LIAISON): ("liaison",),
    Intent(Kind.WHO, Aspect.CONTACT): ("contact", "phone", "who"),
    Intent(Kind.HOW_LONG): ("how_long",),
    Intent(Kind.ROUTE): ("route", "how_far"),
    Intent(Kind.ROUTE, Aspect.LEAVE): ("leave", "off"),
    Intent(Kind.WHAT_NEXT): ("next", "onward"),
    Intent(Kind.WHAT_NOW): ("now",),
    Intent(Kind.WHAT_AT): ("on", "which"),
    Intent(Kind.WHAT_AFTER): ("after", "onward"),
    Intent(Kind.WHAT_BEFORE): ("before",),
    Intent(Kind.LIST): ("list", "which"),
    Intent(Kind.LIST, Aspect.COUNT): ("count",),
    Intent(Kind.AGENDA): ("agenda", "on", "mine"),
    Intent(Kind.WEAR): ("wear", "garment"),
    Intent(Kind.BRING): ("bring",),
    Intent(Kind.IS_IT): ("polar",),
    Intent(Kind.IS_IT, Aspect.AUDIENCE): ("audience",),
    Intent(Kind.IS_IT, Aspect.STATUS): ("cancelled",),
    Intent(Kind.ABOUT): ("about",),
}
"""The cues that ask for each in so many words."""
CALLED = Intent(Kind.WHO, Aspect.CONTACT)
DATED = frozenset({Kind.WHEN, Kind.WHERE, Kind.WHO, Kind.HOW_LONG, Kind.WEAR, Kind.BRING, Kind.ABOUT})
"""Kinds of question that name a time only to say which item they mean."""
BESIDE = frozenset({Kind.WHAT_AFTER, Kind.WHAT_BEFORE})
"""Kinds of question that name an item only to say beside which they mean another."""
RIDDEN = frozenset({Kind.ROUTE, Kind.ABOUT, Kind.WHERE, Kind.WHEN, Kind.LIST})
"""Kinds of question that "which bus" is read as."""
SURELY_OTHER = 0.9
"""So likely a matter of pages is what is asked about."""
MANY_LEFT = 3
"""More words that nothing explains than this count no more."""


class Signals(NamedTuple):
    """What speaks for a reading, all in 0..1: how likely the programme is asked about; how likely this kind of question and
    this very aspect; how much of a name is said, none being needed of some kinds; one over how many items the answer tells of; the
    share of its words that nothing explains; whether its item is only hinted at; whether it is asked for in so many words;
    whether a time is named at which none of the items is; whether it tells of no items that are asked for themselves, else how far
    the question describes them, and how much further another item."""

    programme: float
    kind: float
    aspect: float
    named: float
    single: float
    unexplained: float
    hinted: float
    plain: float
    untimely: float
    uncompared: float
    akin: float
    astray: float


def signals(context: Context, answer: Answer) -> Signals:
    """The signals of the question as it was read, and of what the programme says to it."""
    asked = context.question
    single = 1.0 / max(1, len(answer.focus.items))
    counted = asked.aspect is Aspect.LEFT
    if asked.kind in OF_TIME or asked.kind is Kind.ROUTE or counted or _all_of_kind(context, answer):
        single = 1.0  # a way leads to an item by its ride
    left = min(len(unexplained(context)), MANY_LEFT) / MANY_LEFT
    if follows(context):  # "and where?" says too little to be compared with examples
        return Signals(1.0, 1.0, 1.0, 1.0, single, left, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0)
    meaning = asked.meaning
    shares = meaning.by_label if meaning else {}
    akin = sum(shares.get(label, 0.0) for label in AKIN.get(asked.kind, ()))
    kind = akin + sum(share for label, share in shares.items() if label in MEANT and MEANT[label].kind == asked.kind)
    moving_on = asked.kind is Kind.WHAT_AFTER and asked.has("onward")
    late = asked.intent == Intent(Kind.WHEN) and asked.has("late")
    in_charge = (
        asked.intent == CALLED and bool(asked.mentions.of("contact")) and not asked.mentions.spans.get("contact")
    )
    bound = not left and _bound(context)
    plain = 1.0 if moving_on or late or counted or in_charge or bound else 0.0  # said in so many words
    same = SAME.get(asked.intent, ())
    aspect = sum(share for label, share in shares.items() if MEANT.get(label) == asked.intent or label in same)
    whole = not answer.focus.items and not answer.focus.venues  # the event itself, or whom to call
    complete = asked.kind in OF_TIME or moving_on or asked.aspect is Aspect.LIAISON or (whole and asked.has("event"))
    named = 1.0 if complete else _named(context, answer)
    hinted = bool(asked.mentions.of("item")) and not asked.mentions.spans.get("item") and not _said_as_time(context)
    described = _described(context, answer)
    return Signals(
        programme=min(1.0, asked.programme + akin + plain),
        kind=min(1.0, kind + plain),
        aspect=min(1.0, aspect + plain),
        named=min(1.0, named),
        single=single,
        unexplained=left,
        hinted=float(hinted),
        plain=float(asked.has(*SAID_BY.get(asked.intent, ()))),
        untimely=float(_untimely(context, answer)),
        uncompared=float(described is None),
        akin=described[0] if described else 0.0,
        astray=described[1] if described else 0.0,
    )


def _named(context: Context, answer: Answer) -> float:
    """How much the question says of a name of what the answer tells of: its items, their places, speakers or tracks."""
    asked = context.question
    items = [context.event.items_by_id[key] for key in answer.focus.items]
    told = {
        "item": {item.id for item in items},
        "venue": {*answer.focus.venues, *(item.venue for item in items)},
        "person": {name for item in items for name in item.speakers},
        "track": {item.track for item in items},
        "contact": set(asked.mentions.of("contact")) if not items else set[str](),
    }
    shares = [asked.mentions.cover[kind] for kind, ids in told.items() if ids & set(asked.mentions.of(kind))]
    return max(shares, default=0.5 if asked.kinds else 0.0)


def _described(context: Context, answer: Answer) -> tuple[float, float] | None:
    """How far the question describes the answer's items, and how much further another; None for an answer that
    tells of no items, of items called by their names, or of others than those asked about: what comes after lunch is no lunch."""
    asked = context.question
    akin, said = asked.akin, asked.mentions
    told = [akin[key] for key in answer.focus.items if key in akin]
    titled = bool(said.spans.get("item")) and said.cover["item"] >= SHARED
    unnamed = not said.of("item") and not asked.kinds
    if not told or titled or unnamed or said.of("person") or asked.kind not in (*DATED, Kind.IS_IT):
        return None
    return max(told), max(akin.values()) - max(told)


def _untimely(context: Context, answer: Answer) -> bool:
    """Whether the question says which item it means by a time at which none of the answer's is, or of those before or after which
    something is; a ride may leave earlier or later that day."""
    asked = context.question
    keys = asked.mentions.of("item") if asked.kind in BESIDE else answer.focus.items
    items = [context.event.items_by_id[key] for key in keys]
    named = _said_as_time(context)
    times = [time for time in context.times if time.day_given or (time.grain is Grain.PART and not named)]
    if asked.kind not in DATED | BESIDE or not items or not times:
        return False
    rides = [item for item in items if item.kind is ItemKind.TRANSFER]
    return not (on_days(context, rides) if rides else [one for one in items if any(during([one], t) for t in times)])


def _bound(context: Context) -> bool:
    """Whether it is asked how to come to an item, or with which ride, and surely none of what pages tell of it ("how do I get tickets
    for the concert"), though each of that is a little likely wherever a concert is named."""
    asked = context.question
    label, share = asked.meaning.best() if asked.meaning else ("", 0.0)
    if ":" in label and share >= SURELY_OTHER:
        return False
    if asked.kind is Kind.ROUTE and asked.has("route") and not asked.has("how_far", "how_long"):
        return bool(asked.mentions.of("item"))
    which = asked.kind in RIDDEN and asked.has("which", "list") and ItemKind.TRANSFER in asked.kinds
    return which and bool(asked.mentions.spans.get("item"))


def _said_as_time(context: Context) -> bool:
    """Whether the item beside which something is was named by a time of day: "what comes after lunch"."""
    asked = context.question
    parts = [time for time in context.times if time.grain is Grain.PART and not time.day_given]
    return asked.kind in BESIDE and bool(parts) and not asked.mentions.spans.get("item")


def _all_of_kind(context: Context, answer: Answer) -> bool:
    """Whether a kind is asked about, or one word that several items share, and the answer tells all that the asker has of
    it: "when are my dinners?"."""
    asked, told = context.question, set(answer.focus.items)
    if named := of_one_name(context):
        return {item.id for item in context.for_asker(named)} <= told
    if not asked.kinds or asked.mentions.spans.get("item"):
        return False
    return {item.id for item in context.for_asker(context.event.items) if item.kind in asked.kinds} <= told


def trust(context: Context, answer: Answer) -> float:
    """The probability, 0..1, that the programme's answer is the right one, by the model that `tests/benchmarks/trust.py` found; 1
    when no examples were compared."""
    if context.question.meaning is None:
        return 1.0
    return likelihood("programme", signals(context, answer)._asdict())
