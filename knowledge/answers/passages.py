"""The few sentences of the passages found that answer a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.answers.confidence import Features
from knowledge.answers.evidence import Searched, features
from knowledge.answers.excerpt import Sentence, excerpt, run_on, sentences
from knowledge.answers.expected import Expected, expected, holds
from knowledge.answers.told import Told, joined, told
from knowledge.answers.wants import Want, named_concepts, wants, weighed
from knowledge.glossary import Glossary
from knowledge.meaning import Meanings
from knowledge.questions.understand import Question

HITS = 16
"""Passages that are read."""
READY = 24_000
"""Passages that are kept ready."""
MEANT = 0.5
"""What it counts, beside the words said, that a sentence speaks of the matter meant."""
ALONE = 0.25
"""How far ahead the only passage found counts: it is better than nothing, which is not much."""
ADDED_ROOM = 180
"""Characters of a sentence of the same document that is added for the contact it holds."""
CONTACT_ELSEWHERE = 0.9
"""What a contact counts that another section of the document gives."""
APPROVED = "approved#"
"""How the sources of approved answers begin; such an answer is quoted whole."""


class Passage(Protocol):
    """What is needed of a passage."""

    @property
    def source(self) -> str: ...
    @property
    def cited(self) -> str: ...
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
    def __hash__(self) -> int: ...


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


@dataclass(frozen=True, eq=False)
class _Ready:
    """A passage made ready for any question: its sentences, headings and the whole; `matters` are (2, sentences, matters),
    what each sentence is about, alone and below its heading."""

    units: Sequence[Sentence]
    heading: Told
    whole: Told
    matters: NDArray[np.float16] | None

    def meant(self, question: Question) -> Sequence[float]:
        """How far each sentence, alone or below its heading, speaks of the matter that the question means, in 0..1."""
        if self.matters is None or question.meaning is None:
            return [0.0] * len(self.units)
        found = self.matters.astype(np.float32) @ question.meaning.matters
        return [min(1.0, float(share)) for share in found.max(axis=0)]


@lru_cache(maxsize=READY)
def _ready(passage: Passage, glossary: Glossary, meanings: Meanings | None) -> _Ready:
    language = passage.language
    units = sentences(passage.text, language, glossary)
    headings = [told(line, language, glossary) for line in (passage.title, *passage.path)]
    above = " ".join((passage.path or (passage.title,))[-1:])
    matters = meanings.statements([unit.text for unit in units], above, language) if meanings else None
    return _Ready(units, joined(headings, language), joined((unit.told for unit in units), language), matters)


def prepare(passage: Passage, glossary: Glossary, meanings: Meanings | None) -> None:
    """Work out what any question needs of the passage, so that none waits for it."""
    _ready(passage, glossary.words, meanings)


@dataclass(frozen=True)
class _Read:
    """A passage found, read for a question."""

    hit: Hit
    units: Sequence[Sentence]
    heading: Told
    whole: Told
    text: Told
    """Heading and whole."""
    meant: Sequence[float]

    @classmethod
    def of(cls, hit: Hit, glossary: Glossary, question: Question, meanings: Meanings | None) -> "_Read":
        ready = _ready(hit.passage, glossary.words, meanings)
        text = joined((ready.heading, ready.whole), hit.passage.language)
        return cls(hit, ready.units, ready.heading, ready.whole, text, ready.meant(question))


def best_quotes(
    question: Question, hits: Sequence[Hit], glossary: Glossary, meanings: Meanings | None = None
) -> list[Quote]:
    """One quote for each passage, the best first."""
    read = [one for one in (_Read.of(hit, glossary, question, meanings) for hit in hits[:HITS]) if one.units]
    if not read:
        return []
    texts = [one.text for one in read]
    wanted = weighed(wants(question, glossary, {text.language for text in texts}), texts)
    if not wanted:
        return []
    need = expected(question, named_concepts(question, glossary))
    top = max(one.hit.score for one in read) or 1.0
    headed = [(one.hit.passage.key, [want.share(one.heading, one.text) for want in wanted]) for one in read]
    pointing = _pointing(wanted, question, meanings)
    quotes = [_quote(one, wanted, need, one.hit.score / top, _elsewhere(one, headed), pointing) for one in read]
    if Expected.CONTACT in need:
        quotes = [_with_contact(quote, read, need) for quote in quotes]
    return _compared(sorted(quotes, key=lambda quote: -quote.score))


def _pointing(wanted: Sequence[Want], question: Question, meanings: Meanings | None) -> list[float]:
    """How far each word by itself means the matter that the whole question means, in 0..1."""
    if meanings is None or question.meaning is None:
        return [0.0] * len(wanted)
    asked = question.meaning.matters
    return [min(1.0, float(asked @ meanings.word(want.said, question.language).matters)) for want in wanted]


def _compared(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes, each knowing how far it is ahead of the others."""
    found = []
    for quote in quotes:
        others = [other for other in quotes if other is not quote]
        ahead = quote.score - max((other.score for other in others), default=0.0)
        rival = max((other.features.relative for other in others), default=1.0 - ALONE)
        lead = max(0.0, quote.features.relative - rival)
        meant = quote.features.meant - max((other.features.meant for other in others), default=0.0)
        compared = quote.features._replace(lead=lead, ahead=max(-1.0, min(1.0, ahead)), meant_ahead=meant)
        found.append(replace(quote, features=compared))
    return found


def _with_contact(quote: Quote, read: Sequence[_Read], need: frozenset[Expected]) -> Quote:
    """The quote with the sentence of its document that says whom to call, when it says so nowhere itself."""
    if holds(quote.text, frozenset({Expected.CONTACT})):
        return quote
    kin = [one for one in read if one.hit.passage.key == quote.passage.key and one.hit.passage != quote.passage]
    for unit in (unit for one in kin for unit in one.units):
        if len(unit.text) <= ADDED_ROOM and holds(unit.text, frozenset({Expected.CONTACT})):
            text = f"{quote.text}\n{unit.text}"
            held = max(quote.features.holds, holds(text, need) * CONTACT_ELSEWHERE)
            return replace(quote, text=text, features=quote.features._replace(holds=held))
    return quote


def _elsewhere(one: _Read, headed: Sequence[tuple[str, Sequence[float]]]) -> list[float]:
    """How far each word stands in the headings of other documents."""
    own = one.hit.passage.key
    columns = zip(*(shares for _, shares in headed), strict=True)
    keep = [key != own for key, _ in headed]
    return [max((share for share, other in zip(column, keep, strict=True) if other), default=0.0) for column in columns]


def _quote(
    read: _Read,
    wanted: Sequence[Want],
    need: frozenset[Expected],
    relative: float,
    headed_elsewhere: Sequence[float],
    pointing: Sequence[float],
) -> Quote:
    passage, units = read.hit.passage, read.units
    heading, whole = ([want.share(text, read.text) for want in wanted] for text in (read.heading, read.whole))
    own = [[want.share(unit.told, read.whole) for want in wanted] for unit in units]
    weights = [want.weight for want in wanted]
    scores = [
        _score(own, at, heading, whole, weights) + _fit(unit.text, need) + MEANT * read.meant[at]
        for at, unit in enumerate(units)
    ]
    best = max(range(len(units)), key=lambda at: scores[at])
    first, beyond = (0, len(units)) if passage.source.startswith(APPROVED) else excerpt(units, best)
    text = run_on(units[first:beyond])
    quoted = joined((unit.told for unit in units[first:beyond]), passage.language)
    held = 0.6 * holds(units[best].text, need) + 0.4 * holds(text, need)
    searched = Searched(units[best].told, quoted, read.heading, read.whole)
    found = features(wanted, searched, held, relative, read.meant[best], headed_elsewhere, pointing)
    return Quote(passage, text, found, scores[best] + 0.35 * relative, units[best].text, need)


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
