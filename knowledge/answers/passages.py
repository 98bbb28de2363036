"""The few sentences of the passages found that answer a question, quoted with their source."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
LIST_ROOM = 450
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
    heading = told(" ".join((passage.title, *passage.path)), passage.language)
    whole = told(passage.text, passage.language)
    best, best_score = 0, -1.0
    for at, unit in enumerate(units):
        score = _score(units, at, heading, whole, wanted, need)
        if score > best_score + 1e-9:
            best, best_score = at, score
    text = _grown(units, best)
    return Quote(
        passage,
        text,
        _features(text, units[best].text, heading, whole, wanted, need, relative),
        best_score + 0.35 * relative,
    )


def _score(
    units: Sequence[_Unit], at: int, heading: Told, whole: Told, wanted: Sequence[Want], need: frozenset[Expected]
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
    held = 0.3 * holds(units[at].text, need) if need else 0.0
    return said / total + held - (0.1 if len(units[at].text) < 25 and not held else 0.0)


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


def _features(
    text: str,
    sentence: str,
    heading: Told,
    whole: Told,
    wanted: Sequence[Want],
    need: frozenset[Expected],
    relative: float,
) -> Features:
    quoted, alone = told(text, heading.language), told(sentence, heading.language)
    total = sum(want.weight for want in wanted)
    shares = [(want, want.share(quoted), want.share(heading), want.share(whole)) for want in wanted]
    anywhere = [max(q, h, w) for _, q, h, w in shares]
    said = sum(want.weight * max(q, 0.7 * h) for want, q, h, _ in shares) / total
    held = 0.6 * holds(sentence, need) + 0.4 * holds(text, need)
    return Features(
        relative=relative,
        sentence=sum(want.weight * want.share(alone) for want in wanted) / total,
        quoted=said,
        covered=sum(want.weight * share for (want, *_), share in zip(shares, anywhere, strict=True)) / total,
        rarest=max(zip(wanted, anywhere, strict=True), key=lambda pair: pair[0].weight)[1],
        missing=sum(want.weight for want, share in zip(wanted, anywhere, strict=True) if share < 0.5),
        holds=held,
        both=said * held,
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
