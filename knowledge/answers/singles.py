"""Answers about one item, or a few of the same name: when, where, who, how long, what to wear, is it so."""

from collections.abc import Callable, Sequence

from knowledge import localize
from knowledge.answers.compose import boarding_lines, event_answer, programme_answer, ridden_lines, speaker_lines, which
from knowledge.answers.context import Context, during
from knowledge.answers.explained import unexplained
from knowledge.answers.facts import STATED
from knowledge.answers.meant import items_meant
from knowledge.answers.model import Answer
from knowledge.event import EVERYONE, PERSON_PREFIX, Item, LocalizedText
from knowledge.questions.intent import Aspect
from knowledge.questions.mention import FULL
from knowledge.questions.model import Grain

UNIQUE = 0.25
"""So much of a title must be said when only one item is meant by it."""
MOST_AT_ONCE = 4
"""So many items are answered one by one; of more, the list is shown."""


def when(context: Context) -> Answer | None:
    """Day, time and place; the end alone when that was asked."""
    items = items_meant(context)
    if not items:
        return _event_when(context)
    if context.question.aspect is Aspect.END:
        return _each(context, items, _end)
    return _each(context, items, moment_lines)


def where(context: Context) -> Answer | None:
    """Room, venue and meeting point."""
    items = items_meant(context)
    if not items:
        return _event_where(context) if not context.question.mentions.of("venue") else None
    if context.question.aspect is Aspect.MEETING:
        return _each(context, items, _meeting, fields=(*STATED, "meeting_point"))
    return _each(context, items, _place, fields=(*STATED, "meeting_point"))


def how_long(context: Context) -> Answer | None:
    return _each(context, [item for item in items_meant(context) if item.length], _length)


def who(context: Context) -> Answer | None:
    """The speakers, when the programme names them."""
    return _each(context, [item for item in items_meant(context) if item.speakers], _speakers)


def about(context: Context) -> Answer | None:
    return _each(context, items_meant(context), _summary)


def wear(context: Context) -> Answer | None:
    return _detail(context, lambda item: item.dress, "What to wear: {text}")


def bring(context: Context) -> Answer | None:
    return _detail(context, lambda item: item.bring, "What to bring: {text}")


def is_it(context: Context) -> Answer | None:
    """Yes or no with the fact; status and audience are told as they are."""
    items = items_meant(context)
    if context.question.aspect is Aspect.STATUS:
        return _each(context, items, _status, fields=(*STATED, "status"))
    if context.question.aspect is Aspect.AUDIENCE:
        return _each(context, items, _audience)
    return _yes_or_no(context, items)


def _each(
    context: Context,
    items: Sequence[Item],
    say: Callable[[Context, Item], list[str]],
    fields: Sequence[str] = STATED,
) -> Answer | None:
    if not items:
        return None
    if len(items) == 1:
        said = _cancelled(context, items[0]) or say(context, items[0])
        return programme_answer(context, said, items, fields=(*fields, "status") if items[0].cancelled else fields)
    return which(context, items)


def _cancelled(context: Context, item: Item) -> list[str]:
    if not item.cancelled:
        return []
    voice = context.voice
    return [
        voice.say(
            "Cancelled: {title} ({moment}) does not take place.", title=voice.title(item), moment=voice.moment(item)
        )
    ]


def moment_lines(context: Context, item: Item) -> list[str]:
    """When and where the item is."""
    voice = context.voice
    return [
        voice.say("{title}: {moment}.", title=voice.title(item), moment=voice.moment(item)),
        *_where_lines(context, item),
    ]


def _where_lines(context: Context, item: Item) -> list[str]:
    voice, lines = context.voice, []
    if place := voice.place(item):
        lines.append(voice.say("Place: {place}.", place=place))
    return [*lines, *boarding_lines(context, item)]


def _end(context: Context, item: Item) -> list[str]:
    voice = context.voice
    if not item.length:
        return [
            voice.say("{title}: {moment}. No end time is given.", title=voice.title(item), moment=voice.moment(item))
        ]
    return [
        voice.say("{title} ends at {time}.", title=voice.title(item), time=voice.clock(item.end)),
        voice.say("{day}, {time}", day=voice.day(item), time=voice.span(item)) + ".",
    ]


def _place(context: Context, item: Item) -> list[str]:
    voice = context.voice
    if not (place := voice.place(item)):
        return [
            voice.say("The programme gives no place for {title} yet.", title=voice.title(item)),
            voice.say("{moment}.", moment=voice.moment(item)),
        ]
    lines = [
        voice.say("{title}: {place}.", title=voice.title(item), place=place),
        voice.say("{moment}.", moment=voice.moment(item)),
    ]
    return [*lines, *boarding_lines(context, item)]


def _meeting(context: Context, item: Item) -> list[str]:
    voice = context.voice
    meeting = voice.own(item.meeting_point)
    if not meeting:
        return _place(context, item)
    return [
        voice.say("{title}, meeting point: {place}.", title=voice.title(item), place=meeting),
        voice.say("{moment}.", moment=voice.moment(item)),
        *ridden_lines(context, item),
    ]


def _length(context: Context, item: Item) -> list[str]:
    return [context.voice.lasting(item)]


def _speakers(context: Context, item: Item) -> list[str]:
    voice = context.voice
    people = localize.join(item.speakers, voice.language)
    return [
        voice.say("{title}: {people}.", title=voice.title(item), people=people),
        *(line for line in [voice.say("{moment}.", moment=voice.moment(item)), *_where_lines(context, item)[:1]]),
    ]


def _summary(context: Context, item: Item) -> list[str]:
    voice = context.voice
    lines = [voice.say("{title}: {moment}.", title=voice.title(item), moment=voice.moment(item))]
    if summary := voice.own(item.summary):
        lines.append(summary[:420])
    return [*lines, *speaker_lines(context, item), *_where_lines(context, item)]


def _detail(context: Context, field: Callable[[Item], LocalizedText], message: str) -> Answer | None:
    """A field that only some items have; without one the documents may know."""
    meant = items_meant(context)
    if not meant and context.times:  # "is a pullover enough tonight?"
        meant = [item for time in context.times for item in during(context.for_asker(context.event.items), time)]
    found = [item for item in meant if field(item)]
    voice = context.voice
    if not found:
        return None

    def say(_: Context, item: Item) -> list[str]:
        lines = [voice.say("{title}: {moment}.", title=voice.title(item), moment=voice.moment(item))]
        return [*lines, voice.say(message, text=voice.own(field(item)))]

    if len(found) == 1:
        return programme_answer(context, say(context, found[0]), found)
    lines = [f"• {voice.title(item)}: {voice.own(field(item))}" for item in found[:MOST_AT_ONCE]]
    return programme_answer(context, lines, found[:MOST_AT_ONCE])


def _status(context: Context, item: Item) -> list[str]:
    voice = context.voice
    return [voice.say("{title} takes place as planned: {moment}.", title=voice.title(item), moment=voice.moment(item))]


def _audience(context: Context, item: Item) -> list[str]:
    voice, title = context.voice, context.voice.title(item)
    if EVERYONE in item.audience:
        said = voice.say("{title} is for all delegations.", title=title)
        return [voice.say("Yes.") + " " + said, voice.say("{moment}.", moment=voice.moment(item))]
    listed = context.event.delegations_by_id
    names = [
        voice.own(listed[one].name) for one in item.audience if one in listed and not one.startswith(PERSON_PREFIX)
    ]
    said = (
        voice.say("{title} is for: {names}.", title=title, names=localize.join(names, voice.language)) if names else ""
    )
    if not context.own:
        return [
            said or voice.say("{title} is by invitation.", title=title),
            voice.say("{moment}.", moment=voice.moment(item)),
        ]
    mine = item.concerns(context.asker.delegation, context.asker.person)
    verdict = voice.say("Yes, it is for you.") if mine else voice.say("No, it is not on your programme.")
    return [verdict, said, voice.say("{moment}.", moment=voice.moment(item))]


def _yes_or_no(context: Context, items: Sequence[Item]) -> Answer | None:
    """Checks what the question states: time, venue, room, speaker."""
    said = context.question.mentions
    sure = said.cover.get("item", 1.0) >= (0.5 if len(said.of("item")) > 1 else UNIQUE)
    if not items or not sure:
        return None
    named = [context.event.items_by_id[i] for i in said.of("item")] or list(items)
    if not context.times:  # whoever says no day does not ask about what is over
        named = [item for item in named if item.end > context.now] or named
    tests: list[Callable[[Item], bool]] = []
    if context.times:
        tests.append(lambda item: any(during([item], time) for time in context.times))
    if venues := set(said.of("venue")):
        tests.append(lambda item: item.venue in venues)
    if rooms := set(said.of("room")):
        tests.append(lambda item: item.room.best("en") in rooms)
    if people := set(said.of("person")):
        tests.append(lambda item: bool(people & set(item.speakers)))
    true = [item for item in named if not item.cancelled and all(test(item) for test in tests)]
    shown = (true or [item for item in items if item in named] or named)[:MOST_AT_ONCE]
    voice = context.voice
    if context.question.has("room") and not rooms and not venues:
        return _each(
            context, items, _summary
        )  # a room by a name the programme does not use, or "indoors": say which it is
    if not tests:
        full = said.cover.get("item", 0.0) >= FULL
        return _each(context, items, moment_lines) if full and not context.question.left else None
    if len(shown) == 1 and (_meanwhile(context, shown[0]) if true else shown[0].cancelled):
        return _each(context, shown, moment_lines)
    if true and len(shown) == 1 and unexplained(context):
        return _each(
            context, shown, _summary
        )  # "is the opening today indoors?": today it is, the rest may be told or not
    verdict = voice.say("Yes.") if true else voice.say("No.")
    return programme_answer(context, [verdict, *(voice.entries([item], dated=True) for item in shown)], shown)


def _meanwhile(context: Context, item: Item) -> bool:
    """Whether a time of day other than now is named at which the item neither begins nor ends but goes on: "the concert is at eight,
    right?" may ask whether it begins then, or whether it is on."""
    clocks = [time.start for time in context.times if time.grain is Grain.MINUTE]
    now = context.question.has("now") or context.now in clocks
    return bool(clocks) and not now and not any(item.start == clock or item.end == clock for clock in clocks)


def _event_meant(context: Context) -> bool:
    asked = context.question
    told = asked.kinds or asked.times or asked.left or any(asked.mentions.of(kind) for kind in ("venue", "room"))
    return not told and (asked.has("event") or bool(asked.mentions.of("event")))


def _event_when(context: Context) -> Answer | None:
    days, voice = context.event.days(), context.voice
    if not days or not _event_meant(context):
        return None
    name = voice.own(context.event.name)
    return event_answer(context, [voice.say("{title}: {moment}.", title=name, moment=voice.days(days[0], days[-1]))])


def _event_where(context: Context) -> Answer | None:
    voice, event = context.voice, context.event
    place = ", ".join(part for part in (voice.own(event.city), voice.own(event.country)) if part)
    if not place or not _event_meant(context):
        return None
    main = max(event.venues, key=lambda v: sum(i.venue == v.id for i in event.items), default=None)
    lines = [voice.say("{title}: {place}.", title=voice.own(event.name), place=place)]
    if main is not None:
        address = voice.address(main)
        lines.append(f"{voice.own(main.name)}: {address}" if address else voice.own(main.name))
    return event_answer(context, lines)
