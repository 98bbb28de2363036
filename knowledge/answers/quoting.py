"""A quote as an answer with its source; two quotes where the sources contradict each other."""

import re
from collections.abc import Sequence

from babel import Locale

from knowledge.answers.confidence import confidence
from knowledge.answers.expected import LINK
from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.passages import Quote
from knowledge.answers.prepared import APPROVED
from knowledge.answers.voice import LONGEST, Voice, short
from knowledge.questions.understand import Question

SAYS_ALL = 0.85
"""The share of the question that two sentences must each say to be held against each other."""
_NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")


def quoted_answer(quote: Quote, confidence: float, question: Question, voice: Voice) -> Answer:
    """The quote as an answer, saying its language when it is not the asker's, and its source."""
    passage = quote.passage
    source = voice.say("Source: {title}", title=short(passage.title, 90))
    lead = ""
    if passage.language != voice.language:
        name = Locale.parse(voice.language).languages.get(passage.language, passage.language)
        lead = voice.say("Only available in {language}:", language=name) + "\n"
    text = short(quote.text, LONGEST - len(lead) - len(source) - 2)
    return Answer(
        text=f"{lead}{text}\n{source}",
        language=voice.language,
        kind=AnswerKind.APPROVED if passage.source.startswith(APPROVED) else AnswerKind.DOCUMENT,
        citations=(Citation(source=passage.cited, title=passage.title, quote=quote.text),),
        confidence=round(confidence, 3),
        focus=Focus(topic=passage.key, question=question.kind.value, text=question.text),
    )


def contradiction(first: Quote, others: Sequence[Quote], line: float) -> Quote | None:
    """A quote of another document, as sure as the line, that says as much of the question and holds other numbers, where numbers
    are asked for."""
    told_first = set(_NUMBERS.findall(LINK.sub(" ", first.sentence)))
    if not told_first or not first.need or first.features.sentence < SAYS_ALL:
        return None
    for other in others:
        numbers = set(_NUMBERS.findall(LINK.sub(" ", other.sentence)))
        elsewhere = other.passage.key != first.passage.key and other.passage.language == first.passage.language
        differs = bool(numbers) and not numbers & told_first and first.need == other.need
        if elsewhere and differs and other.features.sentence >= SAYS_ALL and confidence(other.features) >= line:
            return other
    return None


def contradicted(first: Quote, second: Quote, answer: Answer, voice: Voice) -> Answer:
    """Both quotes, each with its source: the reader judges."""
    lines = [voice.say("The sources differ:")]
    for quote in (first, second):
        lines.append(f"• {short(quote.sentence, 260)} ({short(quote.passage.title, 60)})")
    cited = Citation(source=second.passage.cited, title=second.passage.title, quote=second.sentence)
    return answer.model_copy(update={"text": "\n".join(lines)[:LONGEST], "citations": (*answer.citations, cited)})
