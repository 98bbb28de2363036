"""The few sentences of the passages found that answer a question, quoted with their source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Protocol

from babel import Locale

from knowledge.answers.confidence import Features
from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.voice import LONGEST, Voice, short
from knowledge.answers.wants import LINK, Expected, Told, Want, expected, holds, told, wants, weighed
from knowledge.glossary import Glossary
from knowledge.index.sentences import split_sentences
from knowledge.questions.understand import Question

USUAL = 330
"""Characters of a quote beyond which nothing is added."""
ENOUGH = 170
"""Characters of a quote after which nothing is added but a list it leads into."""
SAYS_ALL = 0.85
"""The share of the question that two sentences must each say to be held against each other."""
LIST_ROOM = 450
HITS = 7
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
    """A run of sentences of one passage with what speaks for it; `sentence` is the one that answers best, `need` what kinds of
    thing it must hold."""

    passage: Passage
    text: str
    features: Features
    score: float
    sentence: str
    need: frozenset[Expected]


@dataclass(frozen=True)
class _Unit:
    text: str
    told: Told


def best_quotes(question: Question, hits: Sequence[Hit], glossary: Glossary) -> list[Quote]:
    """One quote for each passage, the best first."""
    if not hits:
        return []
    languages = {hit.passage.language for hit in hits}
    texts = [told(_all_of(hit.passage), hit.passage.language) for hit in hits]
    wanted = weighed(wants(question, glossary, languages), texts)
    need = expected(question)
    top = hits[0].score or 1.0
    quotes = [_quote(hit, wanted, need, hit.score / top) for hit in hits[:HITS]]
    return sorted((q for q in quotes if q), key=lambda quote: -quote.score)


def _all_of(passage: Passage) -> str:
    return " \n".join((passage.title, *passage.path, passage.text))


def _units(text: str, language: str) -> list[_Unit]:
    """The sentences and list entries of a passage."""
    found: list[_Unit] = []
    for line in text.splitlines():
        parts = [line] if _LIST.match(line) and len(line) < 260 else split_sentences(line)
        found.extend(_Unit(part.strip(), told(part, language)) for part in parts if part.strip())
    return found


def _quote(hit: Hit, wanted: Sequence[Want], need: frozenset[Expected], relative: float) -> Quote | None:
    passage = hit.passage
    units = _units(passage.text, passage.language)
    if not units or not wanted:
        return None
    weights = [want.weight for want in wanted]
    heading = _shares(wanted, told(" ".join((passage.title, *passage.path)), passage.language))
    own = [_shares(wanted, unit.told) for unit in units]
    whole = _shares(wanted, told(passage.text, passage.language))
    scores = [_score(own, at, heading, whole, weights) + _fit(unit.text, need) for at, unit in enumerate(units)]
    best = max(range(len(units)), key=lambda at: scores[at])
    text = _grown(units, best)
    said = _Said(weights, own[best], _shares(wanted, told(text, passage.language)), heading, whole)
    features = _features(said, 0.6 * holds(units[best].text, need) + 0.4 * holds(text, need), relative)
    return Quote(passage, text, features, scores[best] + 0.35 * relative, units[best].text, need)


def _shares(wanted: Sequence[Want], text: Told) -> list[float]:
    return [want.share(text) for want in wanted]


def _score(
    own: Sequence[Sequence[float]], at: int, heading: Sequence[float], whole: Sequence[float], weights: Sequence[float]
) -> float:
    """How well a sentence answers: by the words it says itself, then its neighbour, headings and passage say."""
    before = own[at - 1] if at else [0.0] * len(weights)
    best = (max(a, 0.55 * h, 0.45 * b, 0.25 * w) for a, h, b, w in zip(own[at], heading, before, whole, strict=True))
    return sum(weight * share for weight, share in zip(weights, best, strict=True)) / sum(weights)


def _fit(text: str, need: frozenset[Expected]) -> float:
    held = 0.3 * holds(text, need) if need else 0.0
    return held - (0.1 if len(text) < 25 and not held else 0.0)


def _grown(units: Sequence[_Unit], at: int) -> str:
    """The sentence with the line that leads into it, and what follows it while that is short; a list that it leads into
    whole, as far as there is room."""
    first, last = at, at
    while first and _LIST.match(units[first].text) and at - first < 3 and _size(units[first - 1 : at + 1]) <= USUAL:
        first -= 1
    if first < at and not units[first].text.endswith((":", "：")):
        first = at
    listing = units[at].text.endswith((":", "："))
    while last + 1 < len(units):
        entry = bool(_LIST.match(units[last + 1].text))
        size = _size(units[first : last + 2])
        if size > (LIST_ROOM if listing and entry else USUAL) or (
            size - len(units[last + 1].text) > ENOUGH and not (listing and entry)
        ):
            break
        last += 1
    return _joined([unit.text for unit in units[first : last + 1]])


def _size(units: Sequence[_Unit]) -> int:
    """The characters of the units, web addresses not counted."""
    return sum(len(LINK.sub("", unit.text)) + 1 for unit in units)


def _joined(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        text += ("\n" if _LIST.match(line) else " ") + line if text else line
    return text


@dataclass(frozen=True)
class _Said:
    """How far the wants, by weight, are said by the best sentence, the quote, the headings and the whole passage."""

    weights: Sequence[float]
    sentence: Sequence[float]
    quote: Sequence[float]
    heading: Sequence[float]
    whole: Sequence[float]


def _features(said: _Said, held: float, relative: float) -> Features:
    total = sum(said.weights)
    anywhere = [max(three) for three in zip(said.quote, said.heading, said.whole, strict=True)]
    quoted = [max(q, 0.7 * h) for q, h in zip(said.quote, said.heading, strict=True)]
    rarest = max(zip(said.weights, anywhere, strict=True), key=lambda pair: pair[0])[1]
    in_quote = sum(map(mul, said.weights, quoted)) / total
    return Features(
        relative=relative,
        sentence=sum(map(mul, said.weights, said.sentence)) / total,
        quoted=in_quote,
        covered=sum(map(mul, said.weights, anywhere)) / total,
        rarest=rarest,
        missing=sum(weight for weight, share in zip(said.weights, anywhere, strict=True) if share < 0.5),
        holds=held,
        both=in_quote * held * (0.4 + 0.6 * rarest),
    )


_NUMBERS = re.compile(r"\d+(?:[.,:]\d+)*")


def contradiction(first: Quote, others: Sequence[Quote]) -> Quote | None:
    """A quote of another document that says as much of the question and holds other numbers, where numbers are asked for."""
    told_first = set(_NUMBERS.findall(LINK.sub(" ", first.sentence)))
    for other in others:
        numbers = set(_NUMBERS.findall(LINK.sub(" ", other.sentence)))
        elsewhere = other.passage.key != first.passage.key and other.passage.language == first.passage.language
        alike = min(first.features.sentence, other.features.sentence) >= SAYS_ALL and first.need == other.need
        if elsewhere and alike and first.need and numbers and told_first and not numbers & told_first:
            return other
    return None


def contradicted(first: Quote, second: Quote, answer: Answer, voice: Voice) -> Answer:
    """Both quotes, each with its source: the reader judges."""
    lines = [voice.say("The sources differ:")]
    for quote in (first, second):
        lines.append(f"• {short(quote.sentence, 260)} ({short(quote.passage.title, 60)})")
    cited = Citation(source=second.passage.source, title=second.passage.title, quote=second.sentence)
    return answer.model_copy(update={"text": "\n".join(lines)[:LONGEST], "citations": (*answer.citations, cited)})


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
        kind=AnswerKind.DOCUMENT,
        citations=(Citation(source=passage.source, title=passage.title, quote=quote.text),),
        confidence=round(confidence, 3),
        focus=Focus(topic=passage.key, question=question.kind.value, text=question.text),
    )
