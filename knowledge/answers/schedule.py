"""Answers about a stretch of the programme: next, now, at a time, after something, all of a kind, my day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from knowledge import localize
from knowledge.answers.compose import programme_answer, speaker_lines
from knowledge.answers.context import Context, during
from knowledge.answers.meant import items_meant, narrowed
from knowledge.answers.model import Answer
from knowledge.answers.timetable import timetable
from knowledge.event import Item, ItemKind
from knowledge.questions.cues import cues
from knowledge.questions.intent import Aspect
from knowledge.questions.mention import within
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.spans import near
from knowledge.questions.words import fold

THROUGH = frozenset({"-", "–", "—", "~", "到", "至", "to", "bis", "à"})
"""What stands between the beginning and the end of a stretch of time."""
SHARED = 0.8
"""So much of a name is said by the word that several items share."""
ROUNDED = timedelta(minutes=15)


def what_next(context: Context) -> Answer | None:
    """What begins next for the asker; what is on, too, when something is; what comes after an item that the question names as
    over."""
    if after_what(context):
        return _beside(context, later=True)
    running, coming = _running(context), _coming(context)
    voice = context.voice
    if not coming:
        lines = [*_now_lines(context, running), voice.say("Nothing more is on the programme.")]
        return programme_answer(context, lines, running)
    return programme_answer(
        context, [*_next_lines(context, coming), *_now_lines(context, running)], [*coming, *running]
    )


def what_now(context: Context) -> Answer | None:
    """What is running at this moment, and what comes next."""
    running, coming = _running(context), _coming(context)
    voice = context.voice
    lines = _now_lines(context, running) or [voice.say("Nothing is on right now.")]
    lines += [line for item in running if context.question.has("who") for line in speaker_lines(context, item)]
    lines += _next_lines(context, coming) if coming else [voice.say("Nothing more is on the programme.")]
    return programme_answer(context, lines, [*running, *coming])


def _running(context: Context) -> list[Item]:
    return [item for item in _own(context) if item.start <= context.now < item.end]


def _own(context: Context) -> list[Item]:
    """The asker's items, of what the question names; all where it names what is on: "this session ends, what is next?"."""
    own = context.for_asker(context.event.items)
    return own if kinds_on_now(context) else _of_asked(context, own) or own


def kinds_on_now(context: Context) -> bool:
    """Whether the kinds or tracks named are those of what is on at this moment, and the question goes on from there."""
    asked = context.question
    on = [item for item in context.for_asker(context.event.items) if item.start <= context.now < item.end]
    passing = asked.has("after", "now") or any(item.kind is ItemKind.MEAL for item in on)
    tracks = asked.mentions.of("track")
    return passing and any(item.kind in asked.kinds or item.track in tracks for item in on)


def _coming(context: Context) -> list[Item]:
    """What begins at the next moment at which something does."""
    items = _own(context)
    coming = [item for item in items if item.start > context.now]
    return [item for item in coming if item.start == coming[0].start]


def _now_lines(context: Context, running: Sequence[Item]) -> list[str]:
    voice = context.voice
    return [voice.say("Now:"), voice.entries(running, dated=False)] if running else []


def _next_lines(context: Context, coming: Sequence[Item]) -> list[str]:
    voice = context.voice
    dated = voice.event.day(coming[0].start) != voice.event.day(context.now)
    lines = [voice.say("Next:"), voice.entries(coming, dated=dated)]
    if len(coming) == 1 and (meeting := voice.own(coming[0].meeting_point)):
        lines.append(voice.say("Meeting point: {place}.", place=meeting))
    return lines


def what_at(context: Context) -> Answer | None:
    """The programme at the time named, today's when none is; in the room, of the kind or track named."""
    if _beyond(context):
        return None
    time = opened(context, context.times[0]) if context.times else this_day(context)
    narrowed = bool(context.question.mentions.of("room") or context.question.mentions.of("venue"))
    pool = context.event.items if narrowed or not context.own else context.for_asker(context.event.items)
    asked = _of_asked(context, pool)
    found = during(asked, time)
    if not found and context.own and time.grain is Grain.MINUTE and (soon := _soon(asked, time)):
        return _listed(context, soon, time)
    if not found and not time.day_given and context.times:
        time = _another_day(context, asked, time) or time
        found = during(asked, time)
    return _listed(context, found, time)


def opened(context: Context, time: TimeExpression) -> TimeExpression:
    """From the time named to the end of its day when the question says "after" it, up to it when it says "before", from now
    through it when it says "until the evening"."""
    if time.grain not in (Grain.MINUTE, Grain.PART):
        return time
    if time.grain is Grain.MINUTE and time.end > time.start:
        return time.model_copy(update={"grain": Grain.PART})
    if (end := _range_end(context, time)) is not None:
        return time.model_copy(update={"end": end, "grain": Grain.PART})
    day = context.event.local(time.start).replace(hour=0, minute=0, second=0, microsecond=0)
    found, said = context.question.cues, (time.begin, time.stop)
    if "onwards" in found or near(said, found.get("after", ())):
        return time.model_copy(update={"end": day + timedelta(days=1), "grain": Grain.PART})
    if time.grain is Grain.PART and day <= context.now < time.end and _up_to(context, time):
        return time.model_copy(update={"start": context.now})
    if near(said, (*found.get("before", ()), *found.get("until", ()))):
        return time.model_copy(update={"start": day, "end": time.start, "grain": Grain.PART})
    return time


def _up_to(context: Context, time: TimeExpression) -> bool:
    """Whether "until" stands in the time or beside it."""
    until = cues(context.question.language).patterns["until"]
    said = fold(context.question.text[time.begin : time.stop])
    return near((time.begin, time.stop), context.question.cues.get("until", ())) or bool(until.search(said))


def _range_end(context: Context, time: TimeExpression) -> datetime | None:
    """Where a stretch ends that begins at the time: "from two until the evening" goes on through the evening."""
    until, text = context.question.cues.get("until", ()), context.question.text
    later = [
        one
        for one in context.times
        if one.begin >= time.stop
        and (near((one.begin, one.stop), until) or text[time.stop : one.begin].strip() in THROUGH)
    ]
    same = [
        one for one in later if context.event.day(one.start) == context.event.day(time.start) and one.end > time.start
    ]
    return None if not same else same[0].end if same[0].grain is Grain.PART else same[0].start


def _soon(items: Iterable[Item], time: TimeExpression) -> list[Item]:
    """What begins within a quarter of an hour of an instant at which nothing runs: people round the clock."""
    return [item for item in items if time.start <= item.start <= time.start + ROUNDED]


def _beyond(context: Context) -> bool:
    """Whether a day is named that is none of the event's: what happens then the documents may know."""
    days = context.event.days()
    first = [context.event.day(time.start) for time in context.times[:1] if time.day_given]
    return bool(days and first) and not days[0] <= first[0] <= days[-1]


def _another_day(context: Context, items: Sequence[Item], time: TimeExpression) -> TimeExpression | None:
    """The same time of the next day on which the items have something then, else of the first such day."""
    first = context.event.day(time.start)
    days = sorted({context.event.day(item.start) for item in items}, key=lambda day: (day < first, day))
    moved = (
        time.model_copy(update={"start": time.start + (day - first), "end": time.end + (day - first)}) for day in days
    )
    return next((one for one in moved if during(items, one)), None)


def agenda(context: Context) -> Answer | None:
    """The asker's own programme of the day named, else of today, else of the next day that has one."""
    if _beyond(context):
        return None
    own = context.for_asker(context.event.items)
    items = _of_asked(context, own)
    if context.times:
        time = opened(context, context.times[0])
        return _listed(context, during(items, time) or during(own, time), time)
    today = context.event.day(context.now)
    days = [
        context.event.day(item.start)
        for item in items
        if item.end > context.now or context.event.day(item.start) == today
    ]
    if not days:
        return _listed(context, [], this_day(context))
    day = min(days)
    return _on_day(
        context,
        [item for item in items if context.event.day(item.start) == day],
        localize.day(day, context.voice.language),
    )


def what_after(context: Context) -> Answer | None:
    """The item that follows the one named, for the asker, on the same day; what is on then when only a time is named, else what is
    next."""
    if not items_meant(context):
        return what_at(context) if context.times else what_next(context)
    return _beside(context, later=True)


def what_before(context: Context) -> Answer | None:
    return _beside(context, later=False)


def listing(context: Context) -> Answer | None:
    """All items of the kinds, track, venue or person named, or their number."""
    asked = context.question
    if asked.aspect is Aspect.COUNT and not (asked.kinds or asked.mentions.of("track")):
        return None
    named = [] if asked.kinds else of_one_name(context) or _as_likely(context)
    found = [item for item in named if not item.cancelled] if len(named) > 1 else []
    found = found or _of_asked(context, [item for item in context.event.items if not item.cancelled])
    if context.times:
        found = during(found, context.times[0])
    mine = context.for_asker(found) if asked.has("mine", "agenda") else found
    if not mine:
        return _listed(context, [], context.times[0]) if context.times else None
    lines = [f"{said_time(context, context.times[0])}:"] if context.times else []
    if asked.aspect is Aspect.COUNT:
        lines.append(context.voice.say("On the programme: {count}", count=len(mine)))
    listed = timetable(context.voice, mine, dated=None if context.times else True)
    return programme_answer(context, [*lines, *listed.text.splitlines()], listed.shown, actions=())


def of_one_name(context: Context) -> list[Item]:
    """The items that one word of the question names, several of them perhaps: "all my dinners"."""
    groups = context.question.mentions.groups.get("item", ())
    if len(groups) != 1 or groups[0].cover < SHARED:
        return []
    return [context.event.items_by_id[key] for key in groups[0].ids]


def _as_likely(context: Context) -> list[Item]:
    """Several items that the question names in part or describes, each as much: "how many bilateral talks do I have"."""
    said, listed = context.question.mentions, context.event.items_by_id
    named = [listed[key] for key in said.of("item")]
    alike = len(said.groups.get("item", ())) <= 1 and not said.of("track") and len({item.kind for item in named}) == 1
    return sorted(named, key=lambda item: item.start) if alike else []


def after_what(context: Context) -> list[Item]:
    """The items that stand right beside the word "after"; none when that is something else, or when a ride is named."""
    asked, listed = context.question, context.event.items_by_id
    words = asked.cues.get("after", ())
    groups = [one for one in asked.mentions.groups.get("item", ()) if any(near(span, words) for span in one.spans)]
    found = [listed[key] for group in groups[:1] for key in group.ids]
    rides = [key for key in asked.mentions.every("item") if listed[key].kind is ItemKind.TRANSFER]
    return [] if rides else narrowed(context, context.for_asker(found))


def _beside(context: Context, *, later: bool) -> Answer | None:
    anchors = (after_what(context) if later else []) or items_meant(context)
    if not anchors:
        return None
    on = [item for item in anchors if item.start <= context.now < item.end]  # "after this session"
    anchor = on[0] if on and not context.times else anchors[0]
    day = context.event.day(anchor.start)
    same = [
        i for i in context.for_asker(context.event.items) if context.event.day(i.start) == day and i.id != anchor.id
    ]
    every = context.question.has("list")
    if later:
        coming = [item for item in same if item.start >= max(anchor.end, anchor.start + timedelta(minutes=1))]
        found = [item for item in coming if every or item.start == coming[0].start]
        lead = "After {title}:"
    else:
        gone = [item for item in same if item.start < anchor.start]
        parts = [time for time in context.times if time.grain is Grain.PART]  # "on Friday morning before lunch"
        then = [item for item in gone if any(during([item], time) for time in parts)]
        found = then or [item for item in gone if every or item.start == gone[-1].start]
        lead = "Before {title}:"
    voice = context.voice
    if not found:
        nothing = "Nothing follows {title} that day." if later else "Nothing comes before {title} that day."
        return programme_answer(context, [voice.say(nothing, title=voice.title(anchor))], [anchor], actions=())
    return programme_answer(
        context, [voice.say(lead, title=voice.title(anchor)), voice.entries(found, dated=True)], found
    )


def _of_asked(context: Context, items: Iterable[Item]) -> list[Item]:
    """The items in the room, venue and track, by the speaker and of the kinds that the question names."""
    asked = context.question
    rooms, venues = set(asked.mentions.of("room")), set(asked.mentions.of("venue"))
    tracks, people = set(asked.mentions.of("track")), set(asked.mentions.of("person"))
    kinds: Sequence[ItemKind] = () if _kinds_tell_the_time(context) else asked.kinds
    return [
        item
        for item in items
        if (not kinds or item.kind in kinds)
        and (not rooms or item.room.best("en") in rooms)
        and (not venues or rooms or item.venue in venues)
        and (not tracks or item.track in tracks)
        and (not people or people & set(item.speakers))
    ]


def _kinds_tell_the_time(context: Context) -> bool:
    """Whether all kinds named are but a part of a time from which on something is asked for: "what do we do once we have eaten"."""
    asked = context.question
    if not asked.has("onwards"):
        return False
    times = [(time.begin, time.stop) for time in context.times]
    said = [span for kind in asked.kinds for span in asked.cues.get(f"kind.{kind.value}", ())]
    return bool(said) and all(within(span, times) for span in said)


def this_day(context: Context) -> TimeExpression:
    local = context.event.local(context.now)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return TimeExpression(start=begin, end=begin + timedelta(days=1), grain=Grain.DAY, begin=0, stop=0)


def _listed(context: Context, items: Sequence[Item], time: TimeExpression) -> Answer:
    return _on_day(context, items, said_time(context, time))


def _on_day(context: Context, items: Sequence[Item], when: str) -> Answer:
    voice = context.voice
    shown = [item for item in items if not item.cancelled] or list(items)
    if not shown:
        return programme_answer(context, [voice.say("{when}: nothing is on the programme.", when=when)], [])
    listed = timetable(voice, shown)
    lines = [f"{when}:", *listed.text.splitlines()]
    return programme_answer(context, lines, listed.shown, actions=() if len(shown) > 1 else None)


def said_time(context: Context, time: TimeExpression) -> str:
    """The time as asked for, said in full."""
    voice = context.voice
    start, end = context.event.local(time.start), context.event.local(time.end)
    day = localize.day(start.date(), voice.language)
    if time.grain is Grain.MINUTE:
        return voice.say("{day}, {time}", day=day, time=localize.clock(start, voice.language))
    last = _last_day(start, end)
    if time.grain is Grain.DAYS and last != start.date():
        return voice.days(start.date(), last)
    if time.grain is Grain.PART:
        return voice.say("{day}, {time}", day=day, time=localize.span(start, end, voice.language))
    return day


def _last_day(start: datetime, end: datetime) -> date:
    return (max(end - timedelta(seconds=1), start)).date()
