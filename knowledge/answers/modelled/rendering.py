"""A model's text as an answer with its sources."""

from collections.abc import Mapping

from knowledge.answers.context import Context
from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.modelled.phraser import Phrased
from knowledge.answers.prepared import Passage
from knowledge.answers.voice import LONGEST, short


def modelled_answer(found: Phrased, passages: Mapping[str, Passage], context: Context, confidence: float) -> Answer:
    """The text with the first source named below it; every passage it rests on is cited and quoted."""
    voice, cited = context.voice, [passages[name] for name in found.citations]
    source = voice.say("Source: {title}", title=short(cited[0].title, 90))
    return Answer(
        text=f"{short(found.text, LONGEST - len(source) - 1)}\n{source}",
        language=voice.language,
        kind=AnswerKind.DOCUMENT,
        citations=tuple(Citation(source=one.cited, title=one.title, quote=one.text) for one in cited),
        confidence=round(confidence, 3),
        focus=Focus(topic=cited[0].key, question=context.question.kind.value, text=context.question.text),
    )
