"""Lines, items and actions put together as an answer."""

from collections.abc import Sequence

from knowledge import localize
from knowledge.answers.context import Context
from knowledge.answers.facts import STATED, cite_items, cite_venues, facts, item_actions, venue_actions
from knowledge.answers.model import Action, ActionKind, Answer, AnswerKind, Focus
from knowledge.answers.voice import fit
from knowledge.event import Item, ItemKind, Venue

MOST_CHOICES = 4


def programme_answer(
    context: Context,
    lines: Sequence[str],
    items: Sequence[Item],
    *,
    fields: Sequence[str] = STATED,
    actions: Sequence[Action] | None = None,
) -> Answer:
    """An answer from the programme that states `fields` of the items."""
    offered = item_actions(items[0], context.event, context.voice) if len(items) == 1 and actions is None else actions
    return Answer(
        text=fit(lines),
        language=context.voice.language,
        kind=AnswerKind.PROGRAMME,
        citations=cite_items(items, context.voice),
        facts=facts(items, fields),
        actions=tuple(offered or ()),
        focus=Focus(
            items=tuple(item.id for item in items[:8]),
            venues=tuple(dict.fromkeys(item.venue for item in items[:8] if item.venue)),
            question=context.question.kind.value,
            text=context.question.text,
        ),
    )


def venue_answer(context: Context, lines: Sequence[str], venue: Venue, *others: Venue) -> Answer:
    """An answer about a place; `others` are spoken of beside it."""
    return Answer(
        text=fit(lines),
        language=context.voice.language,
        kind=AnswerKind.VENUE,
        citations=cite_venues([venue], context.voice),
        actions=venue_actions(venue, context.voice),
        focus=Focus(
            venues=tuple(one.id for one in (venue, *others)),
            question=context.question.kind.value,
            text=context.question.text,
        ),
    )


def event_answer(context: Context, lines: Sequence[str]) -> Answer:
    """An answer about the event as a whole."""
    return Answer(
        text=fit(lines),
        language=context.voice.language,
        kind=AnswerKind.PROGRAMME,
        focus=Focus(question=context.question.kind.value, text=context.question.text),
    )


def speaker_lines(context: Context, item: Item) -> list[str]:
    """Who speaks, where the programme tells."""
    people = localize.join(item.speakers, context.voice.language)
    return [context.voice.say("Speakers: {people}.", people=people)] if people else []


def ridden_lines(context: Context, item: Item) -> list[str]:
    """With what a ride goes; nothing of what is none."""
    said = context.voice.own(item.transport).rstrip(".。") if item.kind is ItemKind.TRANSFER else ""
    return [context.voice.say("Transport: {text}.", text=said)] if said else []


def boarding_lines(context: Context, item: Item) -> list[str]:
    """With what a ride goes, and where the item's people meet."""
    meeting = context.voice.own(item.meeting_point)
    said = [context.voice.say("Meeting point: {place}.", place=meeting)] if meeting else []
    return [*ridden_lines(context, item), *said]


def which(context: Context, items: Sequence[Item]) -> Answer:
    """Several things could be meant: all of them briefly, each to be chosen."""
    voice = context.voice
    answer = programme_answer(context, [voice.say("Several match:"), voice.entries(items)], items, actions=())
    labels = [voice.title(item) for item in items[:MOST_CHOICES]]
    asks = tuple(Action(kind=ActionKind.ASK, target=label, label=label) for label in dict.fromkeys(labels))
    if len(asks) < 2:
        return answer
    return answer.model_copy(
        update={"actions": asks, "focus": answer.focus.model_copy(update={"options": tuple(a.target for a in asks)})}
    )
