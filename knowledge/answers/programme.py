"""Questions that the live programme answers: which rule answers which kind, and when the programme must keep silent."""

from collections.abc import Callable, Mapping

from knowledge.answers import day, people, places, schedule, singles
from knowledge.answers.compose import event_answer
from knowledge.answers.context import Context
from knowledge.answers.model import Answer
from knowledge.answers.rides import SAID, rides_meant, titled
from knowledge.event import ItemKind
from knowledge.questions.intent import Aspect
from knowledge.questions.mention import FULL
from knowledge.questions.model import QuestionKind as Kind

Rule = Callable[[Context], Answer | None]

_VENUE_ASPECTS = {Aspect.ENTRANCE, Aspect.ACCESS, Aspect.PHONE, Aspect.ADDRESS}


def _where(context: Context) -> Answer | None:
    asked = context.question.mentions
    if context.question.aspect is Aspect.ENTRANCE and (ItemKind.TRANSFER in context.question.kinds or titled(context)):
        return singles.where(context)
    if context.question.aspect is Aspect.MEETING and (boarded := places.meeting(context)):
        return boarded
    if context.question.aspect is Aspect.PHONE and asked.of("contact"):
        return people.contacts(context)
    if context.question.aspect in _VENUE_ASPECTS:
        return places.venue_where(context)
    if ItemKind.TRANSFER not in context.question.kinds and schedule.after_what(context):
        return schedule.what_after(context)  # "which hall after the coffee break"
    heavier = asked.weight.get("venue", 0.0) > asked.weight.get("item", 0.0)
    said = asked.cover.get("venue", 0.0)
    place_named = (said >= 0.8 or (said >= SAID and heavier)) and not context.question.kinds
    if place_named and asked.cover.get("item", 0.0) < 0.9:
        return places.venue_where(context)
    return singles.where(context) or places.venue_where(context)


def _who(context: Context) -> Answer | None:
    if context.question.aspect is Aspect.LIAISON:
        return people.liaison(context)
    if context.question.aspect is Aspect.CONTACT:
        return people.contacts(context)
    return singles.who(context) or people.speaker(context)


def _when(context: Context) -> Answer | None:
    asked = context.question.mentions
    if asked.of("person") and not asked.of("item"):
        return people.speaker(context)
    if _elsewhere(context):
        return None
    return (day.left(context) if context.question.aspect is Aspect.LEFT else None) or singles.when(context)


def _elsewhere(context: Context) -> bool:
    """Whether a place is named in full, and the items are others that take place somewhere else and are hardly named: a show
    at the theatre is no visit to the fair."""
    said = context.question.mentions
    if said.cover.get("venue", 0.0) < FULL or said.cover.get("item", 0.0) >= SAID or context.question.kinds:
        return False
    items = [context.event.items_by_id[key] for key in said.of("item")]
    return bool(items) and not any(item.venue in said.every("venue") for item in items)


def _after(context: Context) -> Answer | None:
    """What follows; the ride itself when one is asked for: "where is our coach after the workshop?"."""
    return (singles.when(context) if rides_meant(context) else None) or schedule.what_after(context)


def _about(context: Context) -> Answer | None:
    asked = context.question.mentions
    if asked.of("person") and not asked.of("item"):
        return people.speaker(context)
    return singles.about(context) or places.venue_where(context)


_OF_DAY: Mapping[Aspect, Rule] = {
    Aspect.REST: day.rest,
    Aspect.FREE: day.free,
    Aspect.ENDS: day.ends,
}


def _agenda(context: Context) -> Answer | None:
    return _OF_DAY.get(context.question.aspect, schedule.agenda)(context)


_RULES: Mapping[Kind, Rule] = {
    Kind.WHEN: _when,
    Kind.WHERE: _where,
    Kind.WHO: _who,
    Kind.HOW_LONG: singles.how_long,
    Kind.WHAT_NEXT: schedule.what_next,
    Kind.WHAT_NOW: schedule.what_now,
    Kind.WHAT_AT: schedule.what_at,
    Kind.WHAT_AFTER: _after,
    Kind.WHAT_BEFORE: schedule.what_before,
    Kind.LIST: schedule.listing,
    Kind.AGENDA: _agenda,
    Kind.ROUTE: places.route,
    Kind.WEAR: singles.wear,
    Kind.BRING: singles.bring,
    Kind.IS_IT: singles.is_it,
    Kind.ABOUT: _about,
}


def answer(context: Context) -> Answer | None:
    """The programme's answer to the question as it was read; None when it has none. How far it can be trusted to be the one
    asked for is for `trust` to say."""
    rule = _RULES.get(context.question.kind)
    return rule(context) if rule is not None and context.event.items else None


def silent(context: Context) -> bool:
    """Whether the question is one for the programme alone, which does not tell: who speaks at an item that names nobody."""
    asked = context.question
    own = asked.kind in (Kind.WHEN, Kind.WHERE, Kind.WHO, Kind.HOW_LONG) and not asked.aspect
    elsewhere = any(time.day_given for time in context.times)  # on a day without it pages may tell of more
    cover = asked.mentions.cover
    named = bool(asked.mentions.of("item")) and cover.get("item", 0.0) >= cover.get("venue", 0.0)
    return own and named and not asked.left and not elsewhere


def impossible(context: Context) -> Answer | None:
    """The reply to a time that does not exist."""
    wrong = [time for time in context.question.times if not time.valid]
    if not wrong:
        return None
    said = context.question.text[wrong[0].begin : wrong[0].stop]
    return event_answer(
        context, [context.voice.say("That time does not exist: {time}. Please check it and ask again.", time=said)]
    )
