"""The few sentences of the passages found that answer a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from knowledge.answers.confidence import AHEAD, ALONE, FARTHEST, Features, Merits, merit_weights
from knowledge.answers.evidence import Asked, Searched, features, merits
from knowledge.answers.expected import Expected, expected, holds
from knowledge.answers.prepared import Passage, Prepared, likeness, prepared
from knowledge.answers.recall import Hit
from knowledge.answers.told import Told
from knowledge.answers.wants import Want, named_concepts, wants, weighed
from knowledge.glossary import Glossary
from knowledge.meaning import Meanings
from knowledge.meaning.table import Floats
from knowledge.questions.understand import Question

ADDED_ROOM = 180
"""Characters of a sentence of the same document that is added for the contact it holds."""
CONTACT_ELSEWHERE = 0.9
"""What a contact counts that another section of the document gives."""


@dataclass(frozen=True, eq=False)
class Quote:
    """The run of sentences around one of a passage, `at`; `lead` is how far its merits are ahead of all other passages', `ahead` how far
    it is so in what is worded alike, `added` what another section says."""

    read: "Read"
    at: int
    lead: float
    ahead: float
    added: str = ""

    @property
    def passage(self) -> Passage:
        return self.read.passage

    @property
    def need(self) -> frozenset[Expected]:
        """What kinds of thing it must hold."""
        return self.read.need

    @cached_property
    def text(self) -> str:
        found = self.read.prepared.quote(self.at)
        return f"{found}\n{self.added}" if self.added else found

    @property
    def sentence(self) -> str:
        """The one that answers best."""
        return self.read.prepared.units[self.at].text

    @cached_property
    def features(self) -> Features:
        """What speaks for it."""
        worth = Merits(*self.read.merits[self.at])
        found = features(self.read.asked, self.read.searched, self.at, worth)._replace(
            lead=min(FARTHEST, max(0.0, self.lead)), ahead=min(AHEAD, self.ahead)
        )
        if not self.added:
            return found
        return found._replace(holds=max(found.holds, holds(self.text, self.need) * CONTACT_ELSEWHERE))


@dataclass(frozen=True, eq=False)
class Read:
    """A passage found, read for a question: the `Merits` of the quote around each of its sentences, as (sentences, merits)."""

    passage: Passage
    prepared: Prepared
    asked: Asked
    searched: Searched
    merits: Floats
    need: frozenset[Expected]


def best_quotes(
    question: Question, hits: Sequence[Hit], glossary: Glossary, meanings: Meanings | None = None
) -> list[Quote]:
    """One quote for each passage, the best first."""
    return quoted(read(question, hits, glossary, meanings), merit_weights())


def quoted(passages: Sequence[Read], weights: Floats) -> list[Quote]:
    """One quote for each passage read, by what each of their merits counts, the best first."""
    worths = [one.merits @ weights for one in passages]
    tops = [float(worth.max()) for worth in worths]
    alike = [one.searched.likeness.worded for one in passages]
    most = [float(words.max()) for words in alike]
    found = []
    for number in sorted(range(len(passages)), key=lambda at: -tops[at]):
        at = int(worths[number].argmax())
        lead = tops[number] - _others(tops, number, tops[number] - ALONE)
        found.append(Quote(passages[number], at, lead, float(alike[number][at]) - _others(most, number, 0.0)))
    need = passages[0].need if passages else frozenset()
    return [_with_contact(quote, passages) for quote in found] if Expected.CONTACT in need else found


def _others(values: Sequence[float], number: int, alone: float) -> float:
    """The most of all but one, or what stands for it when there is no other."""
    return max((*values[:number], *values[number + 1 :]), default=alone)


def read(question: Question, hits: Sequence[Hit], glossary: Glossary, meanings: Meanings | None = None) -> list[Read]:
    """The passages found, each read for the question; none when it has no content words."""
    ready = [(hit, prepared(hit.passage, glossary.words, meanings)) for hit in hits]
    ready = [(hit, one) for hit, one in ready if one.units]
    if not ready:
        return []
    texts = [one.text for _, one in ready]
    wanted = weighed(wants(question, glossary, {text.language for text in texts}), texts)
    if not wanted:
        return []
    need = expected(question, named_concepts(question, glossary))
    top = max(hit.score for hit, _ in ready) or 1.0
    asked = _asked(question, wanted, meanings)
    headed = _shares(wanted, [one.heading for _, one in ready], [one.text for _, one in ready])
    keys = np.array([hit.passage.key for hit, _ in ready])
    alike = likeness([one for _, one in ready], meanings, question.meaning)
    found = []
    for number, (hit, one) in enumerate(ready):
        sentence = _shares(wanted, [unit.told for unit in one.units], [one.whole] * len(one.units))
        holding, fits = one.holding(need)
        found.append(
            Searched(
                sentence=sentence,
                quote=np.stack([sentence[first:beyond].max(axis=0) for first, beyond in one.runs]),
                heading=headed[number],
                whole=_shares(wanted, [one.whole], [one.whole])[0],
                elsewhere=headed[keys != hit.passage.key].max(axis=0, initial=0.0),
                likeness=alike[number],
                holds=holding,
                fits=fits,
                relative=hit.score / top,
                own=hit.passage.language == question.language,
            )
        )
    return [
        Read(hit.passage, one, asked, searched, worth, need)
        for (hit, one), searched, worth in zip(ready, found, merits(asked, found), strict=True)
    ]


def _asked(question: Question, wanted: Sequence[Want], meanings: Meanings | None) -> Asked:
    """The words of the question as numbers."""
    weights, names = (
        np.array(row, np.float32) for row in zip(*((one.weight, one.name) for one in wanted), strict=True)
    )
    if meanings is None or question.meaning is None:
        return Asked(weights, names, np.zeros_like(weights), 0.0)
    matters = question.meaning.matters
    pointing = [min(1.0, float(matters @ meanings.matters(want.said, question.language))) for want in wanted]
    return Asked(weights, names, np.array(pointing, np.float32), float(matters.max()) ** 2)


def _shares(wanted: Sequence[Want], texts: Sequence[Told], wholes: Sequence[Told]) -> Floats:
    """How far each text, a part of its whole, says each word, as (texts, words)."""
    pairs = zip(texts, wholes, strict=True)
    return np.array([[want.share(text, whole) for want in wanted] for text, whole in pairs], np.float32)


def _with_contact(quote: Quote, passages: Sequence[Read]) -> Quote:
    """The quote with the sentence of its document that says whom to call, when it says so nowhere itself."""
    if holds(quote.text, frozenset({Expected.CONTACT})):
        return quote
    kin = [one for one in passages if one.passage.key == quote.passage.key and one.passage != quote.passage]
    for unit in (unit for one in kin for unit in one.prepared.units):
        if len(unit.text) <= ADDED_ROOM and holds(unit.text, frozenset({Expected.CONTACT})):
            return replace(quote, added=unit.text)
    return quote
