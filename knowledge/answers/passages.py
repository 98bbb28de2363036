"""The few sentences of the passages found that answer a question, quoted with their source."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from babel import Locale

from knowledge.answers.confidence import Features
from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.voice import LONGEST, Voice, short
from knowledge.answers.wants import HOLDS, Expected, Told, Want, expected, told, wants
from knowledge.glossary import Glossary
from knowledge.index.sentences import split_sentences
from knowledge.questions.understand import Question

USUAL = 330
"""Characters of a quote beyond which nothing is added."""
HITS = 8
_LIST = re.compile(r"^(?:- |\* |\d+\. )")


class Passage(Protocol):
    """What is needed of a passage."""

    @property
    def source(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def text(self) -> str: ...


class Hit(Protocol):
    @property
    def passage(self) -> Passage: ...
    @property
    def score(self) -> float: ...


class Retriever(Protocol):
    """Finds passages; the library of an event does."""

    def search(self, query: str, language: str, k: int = 10) -> Sequence[Hit]: ...


@dataclass(frozen=True)
class Quote:
    """A run of sentences of one passage with what speaks for it."""

    passage: Passage
    text: str
    features: Features
    score: float


@dataclass(frozen=True)
class _Unit:
    text: str
    told: Told


def best_quotes(question: Question, hits: Sequence[Hit], glossary: Glossary) -> list[Quote]:
    """One quote for each passage, the best first."""
    if not hits:
        return []
    wanted = wants(question, glossary, {hit.passage.language for hit in hits})
    need = expected(question)
    top = hits[0].score or 1.0
    quotes = [_quote(hit, wanted, need, hit.score / top) for hit in hits[:HITS]]
    return sorted((q for q in quotes if q), key=lambda quote: -quote.score)


def _units(text: str, language: str) -> list[_Unit]:
    """The sentences and list entries of a passage."""
    found = []
    for line in text.splitlines():
        parts = [line] if _LIST.match(line) and len(line) < 260 else split_sentences(line)
        found.extend(_Unit(part.strip(), told(part, language)) for part in parts if part.strip())
    return found


def _quote(hit: Hit, wanted: Sequence[Want], need: Expected, relative: float) -> Quote | None:
    passage = hit.passage
    units = _units(passage.text, passage.language)
    if not units or not wanted:
        return None
    heading = told(" ".join((passage.title, *passage.path)), passage.language)
    whole = told(passage.text, passage.language)
    best, best_score = 0, -1.0
    for at, unit in enumerate(units):
        score = _score(units, at, heading, whole, wanted, need)
        if score > best_score + 1e-9:
            best, best_score = at, score
    text, last = _grown(units, best)
    return Quote(
        passage, text, _features(text, heading, whole, wanted, need, hit, relative), best_score + 0.35 * relative
    )


def _score(
    units: Sequence[_Unit], at: int, heading: Told, whole: Told, wanted: Sequence[Want], need: Expected
) -> float:
    """How well a sentence answers: by the words it says itself, then its neighbour, headings and passage say."""
    total = sum(want.weight for want in wanted)
    near = units[at - 1].told if at else None
    said = 0.0
    for want in wanted:
        own = want.share(units[at].told)
        around = 0.55 * want.share(heading)
        before = 0.45 * want.share(near) if near else 0.0
        said += want.weight * max(own, around, before, 0.25 * want.share(whole))
    holds = 0.25 if need is not Expected.ANY and HOLDS[need].search(units[at].text) else 0.0
    return said / total + holds - (0.1 if len(units[at].text) < 25 and not holds else 0.0)


def _grown(units: Sequence[_Unit], at: int) -> tuple[str, int]:
    """The sentence with its lead ("The stops are:") and what follows it, while that is short."""
    first, last = at, at
    if at and _LIST.match(units[at].text) and units[at - 1].text.endswith((":", "：")):
        first = at - 1
    size = sum(len(unit.text) for unit in units[first : last + 1])
    while (
        last + 1 < len(units)
        and size + len(units[last + 1].text) <= USUAL
        and (size < 160 or units[last].text.endswith((":", "：")))
    ):
        last += 1
        size += len(units[last].text) + 1
    lines = [unit.text for unit in units[first : last + 1]]
    return _joined(lines), last


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        text += ("\n" if _LIST.match(line) else " ") + line if text else line
    return text


def _features(
    text: str, heading: Told, whole: Told, wanted: Sequence[Want], need: Expected, hit: Hit, relative: float
) -> Features:
    quoted = told(text, hit.passage.language)
    total = sum(want.weight for want in wanted)
    shares = [(want, want.share(quoted), want.share(heading), want.share(whole)) for want in wanted]
    anywhere = [max(q, h, w) for _, q, h, w in shares]
    return Features(
        score=hit.score,
        relative=relative,
        quoted=sum(want.weight * max(q, 0.7 * h) for want, q, h, _ in shares) / total,
        covered=sum(want.weight * share for (want, *_), share in zip(shares, anywhere, strict=True)) / total,
        missing=float(sum(share < 0.5 for share in anywhere)),
        holds=1.0 if need is Expected.ANY or HOLDS[need].search(text) else 0.0,
        words=float(min(len(wanted), 6)),
    )


def quoted_answer(
    quote: Quote, confidence: float, question: Question, voice: Voice, others: Collection[Quote] = ()
) -> Answer:
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
        kind=AnswerKind.DOCUMENT,
        citations=(Citation(source=passage.source, title=passage.title, quote=quote.text),),
        confidence=round(confidence, 3),
        focus=Focus(topic=passage.key, question=question.kind.value, text=question.text),
    )
