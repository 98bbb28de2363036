"""The honest "I don't know": the nearest topics to choose from, and the staff."""

from collections.abc import Sequence

from knowledge.answers.context import Context
from knowledge.answers.model import Action, ActionKind, Answer, AnswerKind, Focus
from knowledge.answers.passages import Quote
from knowledge.answers.voice import Voice, fit, short

MOST_TOPICS = 3
NEAR_ENOUGH = 0.35
"""The share of the question's words that a topic must say to be offered."""


def handover(context: Context, quotes: Sequence[Quote], confidence: float) -> Answer:
    """Not known: topics near the question as choices, and a person."""
    voice = context.voice
    topics = _topics(context, quotes)
    lines = [voice.say("I don’t know that for certain, so I won’t guess.")]
    asks = tuple(Action(kind=ActionKind.ASK, target=ask, label=short(label, 60)) for label, ask in topics)
    staff = Action(kind=ActionKind.STAFF, label=voice.say("Ask the staff"))
    return Answer(
        text=fit(lines),
        language=voice.language,
        kind=AnswerKind.HANDOVER,
        actions=(*asks, staff),
        confidence=round(1 - confidence, 3),
        focus=Focus(text=context.question.text, options=tuple(ask for _, ask in topics)),
    )


def _topics(context: Context, quotes: Sequence[Quote]) -> list[tuple[str, str]]:
    """Labels and the questions they ask: items the question names, then headings of the nearest passages."""
    voice: Voice = context.voice
    listed = context.event.items_by_id
    found: dict[str, str] = {}
    for one in context.question.mentions.of("item")[:2]:
        title = voice.title(listed[one])
        found[title] = voice.say("When is “{title}”?", title=title)
    for quote in quotes:
        if quote.features.quoted >= NEAR_ENOUGH:
            label = (quote.passage.path or (quote.passage.title,))[-1]
            found.setdefault(label, label)
    return list(found.items())[:MOST_TOPICS]
