"""Greetings, thanks, goodbye, "who are you", "help", abuse, and messages without words."""

from collections.abc import Sequence
from datetime import datetime

from knowledge.answers.model import Action, ActionKind, Answer, AnswerKind, Focus
from knowledge.answers.voice import Voice
from knowledge.event import Item, ItemKind
from knowledge.questions.cues import Cues
from knowledge.questions.words import words

_REPLIES = (
    (
        "who_are_you",
        "I am the assistant of {event}: a program, not a person. I answer from the programme and the organisers’ documents; what I don’t know, the staff answer.",
    ),
    ("help", "Hello! Ask me about the programme, places and practical matters of {event}. For example: {examples}"),
    ("hello", "Hello! Ask me about the programme, places and practical matters of {event}. For example: {examples}"),
    ("thanks", "You’re welcome."),
    ("bye", "Goodbye, and enjoy the event."),
)
LABELS = {"greeting": "hello", "thanks": "thanks", "bye": "bye", "who_are_you": "who_are_you", "help": "help"}
"""The labels of the examples that are small talk, by the cue that says the same."""
ABUSE = "I’m here for questions about the event. If something went wrong, the staff can help."
_MEANT = {label: dict(_REPLIES)[name] for label, name in LABELS.items()} | {"complaint": ABUSE}
EMPTY = "Please write your question in words, for example: {examples}"


def smalltalk(folded: str, own: Cues, voice: Voice, now: datetime) -> Answer | None:
    """The reply to a message that asks nothing; None when it does."""
    if not words(folded):
        return _reply(EMPTY, voice, now)
    for name, message in _REPLIES:
        if own.whole(name, folded) or _all_of(name, folded, own):
            return _reply(message, voice, now)
    if abusive(folded, own):
        return _reply(ABUSE, voice, now)
    return None


def meant(label: str, voice: Voice, now: datetime) -> Answer | None:
    """The reply to a message that means one of the labels of the examples; None for labels that ask something."""
    message = _MEANT.get(label)
    return _reply(message, voice, now) if message else None


def _all_of(name: str, folded: str, own: Cues) -> bool:
    """Whether pleasantries are all the message holds ("hello, good morning")."""
    if not own.patterns[name].search(folded):
        return False
    rest = folded
    for cue in (name, "hello", "thanks", "bye"):
        rest = own.patterns[cue].sub(" ", rest)
    return not [w for w in words(rest) if len(w.text) > 1 or w.dense]


def abusive(folded: str, own: Cues) -> bool:
    """Whether a short message is mere abuse."""
    return bool(own.patterns["abuse"].search(folded)) and len(words(folded)) <= 6


def examples(voice: Voice, now: datetime) -> list[str]:
    """Three questions that this very event can answer, in the asker's language."""
    items = [item for item in voice.event.items if not item.cancelled and item.kind is not ItemKind.TRANSFER]
    coming: Sequence[Item] = [item for item in items if item.start > now] or items
    found = [voice.say("What’s next?")]
    titled = [
        item for item in coming if item.kind in (ItemKind.CEREMONY, ItemKind.PERFORMANCE, ItemKind.VISIT)
    ] or coming
    if titled:
        found.append(voice.say("When is “{title}”?", title=voice.title(titled[0])))
    if len(titled) > 1 and titled[-1].venue:
        found.append(voice.say("Where is “{title}”?", title=voice.title(titled[-1])))
    return found


def _reply(message: str, voice: Voice, now: datetime) -> Answer:
    asks = examples(voice, now)
    text = voice.say(message, event=voice.own(voice.event.name), examples=" · ".join(asks))
    offered = asks if "{examples}" in message else []
    actions = tuple(Action(kind=ActionKind.ASK, target=ask, label=ask) for ask in offered)
    if message == ABUSE:
        actions = (Action(kind=ActionKind.STAFF, label=voice.say("Ask the staff")),)
    return Answer(
        text=text[:700],
        language=voice.language,
        kind=AnswerKind.SMALLTALK,
        actions=actions,
        focus=Focus(options=tuple(offered)),
    )
