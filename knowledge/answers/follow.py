"""Follow-ups: a choice among what was offered, and a question that only adds to the last one."""

from dataclasses import replace

from knowledge.answers.model import Asker, Focus
from knowledge.localize import spoken
from knowledge.questions.cues import cues
from knowledge.questions.intent import Intent
from knowledge.questions.model import QuestionKind as Kind
from knowledge.questions.understand import Question
from knowledge.questions.words import fold, words

ORDINALS = ("first", "second", "third")
STRETCHES = {Kind.WHAT_AT, Kind.AGENDA, Kind.LIST, Kind.WHAT_NEXT, Kind.WHAT_NOW}
"""Kinds that another time can be asked about."""


def picked(text: str, asker: Asker, focus: Focus) -> str:
    """The text of the option chosen by its number ("the second one", "2"); "" when the message is no such choice."""
    if not focus.options:
        return ""
    folded = fold(text).strip(" .!?")
    if folded.isdigit() and 1 <= int(folded) <= len(focus.options):
        return focus.options[int(folded) - 1]
    if len(words(folded)) > 4 or len(folded) > 24:
        return ""
    for language in dict.fromkeys(
        (spoken(asker.language or "en"), "en", "zh", "ko", "th", "el", "de", "fr", "fi", "tr")
    ):
        own = cues(language)
        for at, name in enumerate(ORDINALS[: len(focus.options)]):
            rest = own.patterns[name].sub(" ", folded)
            if rest != folded and all(own.is_light(word.text) for word in words(rest)):
                return focus.options[at]
        if own.whole("last", folded):
            return focus.options[-1]
    return ""


def resumed(question: Question, focus: Focus) -> Question:
    """The question with the last one's kind, when it names only a time or a thing ("and tomorrow?", "and the concert?")."""
    if not focus.question or question.left:
        return question
    last = Kind(focus.question)
    telling = set(question.cues) - {
        "follow",
        "what_about",
        "filler",
        "mine",
        "polar",
        "after",
        "before",
        "next",
        "which",
        "event",
    }
    telling = {name for name in telling if not name.startswith(("kind.", "named."))}
    if telling:
        return question
    named = bool(question.mentions.of("item") or question.kinds)
    if question.times and not named and last in STRETCHES:
        kind = last if last in (Kind.AGENDA, Kind.LIST) else Kind.WHAT_AT
        return replace(question, intent=Intent(kind))
    if named and not question.times and question.has("what_about", "follow") and last not in STRETCHES:
        return replace(question, intent=Intent(last))
    return question
