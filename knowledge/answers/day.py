"""Answers about the course of a day: what is still to come and how soon, how it begins and ends, and when it leaves one free."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from knowledge import localize
from knowledge.answers.compose import programme_answer
from knowledge.answers.context import Context, during
from knowledge.answers.facts import item_actions
from knowledge.answers.meant import items_meant
from knowledge.answers.model import Answer
from knowledge.answers.rides import leading_to
from knowledge.answers.schedule import kinds_on_now, opened, said_time, this_day, what_next
from knowledge.answers.singles import moment_lines
from knowledge.answers.timetable import timetable
from knowledge.event import Item, ItemKind
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.spans import overlaps

FREE = timedelta(minutes=20)
"""The least time between two items that is worth being told of as free."""
COUNTED_DOWN = timedelta(hours=12)
"""Time until an item that is told in hours and minutes."""
Gap = tuple[datetime, datetime]


def rest(context: Context) -> Answer:
    """What is still to come in the time named, else today."""
    stretches = [time for time in context.times if time.grain is not Grain.MINUTE]  # "I am at curling now"
    time = opened(context, stretches[0]) if stretches else this_day(context)
    found = [item for item in _asked(context, time) if max(item.end, item.start) > context.now]
    voice = context.voice
    if not found:
        return programme_answer(context, [voice.say("Nothing more is on the programme.")], [])
    listed = timetable(voice, found)
    lead = voice.say("Still to come:") if _now_within(context, time) else f"{said_time(context, time)}:"
    return programme_answer(context, [lead, *listed.text.splitlines()], listed.shown, actions=_own(found))


def ends(context: Context) -> Answer | None:
    """What a day begins and ends with; one of them when the question says which."""
    time = context.times[0] if context.times else _next_day(context)
    found = _asked(context, time)
    if not found:
        return None
    first, last = found[0], max(found, key=lambda item: item.end)
    both = {"first": ("{when} – first on the programme:", first), "last": ("{when} – last on the programme:", last)}
    said = [name for name in both if context.question.has(name)]
    names = said if len(said) == 1 else list(both)[: 1 if first is last else 2]
    voice, lines = context.voice, []
    for lead, item in (both[name] for name in names):
        lines += [voice.say(lead, when=said_time(context, time)), voice.entries([item], dated=False)]
        if meeting := voice.own(item.meeting_point):
            lines.append(voice.say("Meeting point: {place}.", place=meeting))
    return programme_answer(context, lines, [both[name][1] for name in names])


def free(context: Context) -> Answer | None:
    """The items that leave time free, and the gaps between items, of the day named, else of today or the next with any; the
    gaps up to the next item when the question names that."""
    if not context.times:
        if (until := _until(context)) is not None:
            return until
        if _waiting(context):
            return what_next(context)
    time = context.times[0] if context.times else _next_day(context)
    found = _asked(context, time)
    if not found:
        return None
    voice, when = context.voice, said_time(context, time)
    own = [item for item in found if item.kind is ItemKind.FREE]
    lines = [voice.entry(item) for item in own]
    local = context.event.local
    gaps = _gaps(found[0].end, found[1:])
    lines += [localize.span(local(begin), local(end), voice.language) for begin, end in gaps]
    if not lines:
        listed = timetable(voice, found)
        lead = voice.say("{when}: no free time between the items.", when=when)
        return programme_answer(context, [lead, *listed.text.splitlines()], listed.shown, actions=_own(found))
    lead = f"{when} – {voice.say('Free time:')}"
    return programme_answer(context, [lead, *(f"• {line}" for line in lines)], own, actions=())


def left(context: Context) -> Answer | None:
    """How long it is until the next of the items asked about, and the ride there that is still to leave; until that ride when it is
    asked how long until people leave. None when that is so far ahead that the day tells more."""
    meant = _next_ride(context) or items_meant(context)
    ahead = [item for item in meant if item.start > context.now and not item.cancelled]
    if not ahead or ahead[0].start - context.now > COUNTED_DOWN:
        return None
    first, *others = [item for item in ahead if item.start == ahead[0].start]
    rides = _rides_ahead(context, first)
    if rides and _leaving(context):
        first, others, rides = rides[0], [], []
    voice = context.voice
    said = voice.say("In {time}.", time=localize.duration(first.start - context.now, voice.language))
    if others:
        return programme_answer(context, [said, voice.entries([first, *others], dated=False)], [first, *others])
    lines = [said, *moment_lines(context, first), *(voice.entries([ride], dated=False) for ride in rides)]
    return programme_answer(context, lines, [first, *rides], actions=item_actions(first, context.event, voice))


def _rides_ahead(context: Context, item: Item) -> list[Item]:
    """The ride to an item that is still to leave, if there is one."""
    return [ride for ride in leading_to(context, item) if ride.start > context.now][:1]


def _next_ride(context: Context) -> list[Item]:
    """The ride that leaves next, of those named if any are, when a ride is asked about and no place: whoever asks how long it is until
    the bus leaves has that one before them."""
    asked, event = context.question, context.event
    if ItemKind.TRANSFER not in asked.kinds or asked.mentions.of("venue"):
        return []
    named = [event.items_by_id[key] for key in asked.mentions.of("item")]
    if any(item.kind is not ItemKind.TRANSFER for item in named):
        return []
    pool = named or [item for item in context.for_asker(event.items) if item.kind is ItemKind.TRANSFER]
    ahead = [ride for ride in pool if ride.start > context.now and not ride.cancelled]
    return sorted(ahead, key=lambda ride: ride.start)[:1]


def _leaving(context: Context) -> bool:
    """Whether it is asked when people leave, other than by a character of a title: Chinese "to the opening" begins like "leave"."""
    asked = context.question
    titles = asked.mentions.spans.get("item", ())
    said = [span for name in ("off", "leave") for span in asked.cues.get(name, ())]
    return any(not overlaps(span, titles) for span in said)


def _waiting(context: Context) -> bool:
    """Whether the time asked for is that until something goes on, rather than free time of a day."""
    shares = context.question.meaning.by_label if context.question.meaning else {}
    return shares.get("slack", 0.0) > shares.get("free", 0.0)


def _until(context: Context) -> Answer | None:
    """The time that is free from now on until the item or ride named; None when it names none that is still to come today."""
    ahead = [item for item in items_meant(context) if item.start > context.now]
    if not ahead or context.event.day(ahead[0].start) != context.event.day(context.now):
        return None
    goal = [*_rides_ahead(context, ahead[0]), ahead[0]][0]
    own = [item for item in context.for_asker(context.event.items) if item.kind is not ItemKind.FREE]
    between = [item for item in own if item.end > context.now and item.start < goal.start and item.id != goal.id]
    busy = sorted(between, key=lambda item: item.start)
    local, language = context.event.local, context.voice.language
    gaps = _gaps(context.now, [*busy, goal])
    lines = [f"• {localize.span(local(begin), local(end), language)}" for begin, end in gaps]
    voice = context.voice
    lead = f"{said_time(context, this_day(context))} – {voice.say('Free time:')}" if lines else voice.say("Next:")
    return programme_answer(context, [lead, *lines, voice.entries([goal], dated=False)], [goal])


def _asked(context: Context, time: TimeExpression) -> list[Item]:
    """The asker's items then, in order of time, of the kinds named unless that tells what is on: "I am at curling now"."""
    kinds = () if kinds_on_now(context) else set(context.question.kinds) - {ItemKind.FREE}
    found = [item for item in context.for_asker(context.event.items) if not kinds or item.kind in kinds]
    return sorted(during(found, time), key=lambda item: (item.start, item.id))


def _next_day(context: Context) -> TimeExpression:
    """Today, or the next day on which the asker has something."""
    own = this_day(context)
    ahead = [item for item in context.for_asker(context.event.items) if item.end > context.now]
    if not ahead:
        return own
    moved = context.event.day(ahead[0].start) - context.event.day(context.now)
    return own.model_copy(update={"start": own.start + moved, "end": own.end + moved}) if moved else own


def _now_within(context: Context, time: TimeExpression) -> bool:
    return time.start <= context.now or context.event.day(time.start) == context.event.day(context.now)


def _gaps(busy: datetime, items: Sequence[Item]) -> list[Gap]:
    """The times from then on, and between the items, that are long enough."""
    found: list[Gap] = []
    for item in items:
        if item.start - busy >= FREE:
            found.append((busy, item.start))
        busy = max(busy, item.end)
    return found


def _own(items: Sequence[Item]) -> tuple[()] | None:
    return () if len(items) > 1 else None
