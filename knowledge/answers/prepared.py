"""Passages made ready for any question: their sentences, what they say, and what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np

from knowledge.answers.excerpt import SHORT, Sentence, excerpt, run_on, sentences, size
from knowledge.answers.expected import Expected, holds
from knowledge.answers.told import Told, joined, told
from knowledge.glossary import Glossary
from knowledge.meaning import Likeness, Meaning, Meanings, Statements
from knowledge.meaning.table import Floats

READY = 24_000
"""Passages that are kept ready."""
APPROVED = "approved#"
"""How the sources of approved answers begin; such an answer is quoted whole."""
IN_SENTENCE, IN_QUOTE = 0.6, 0.4
"""What it counts that a sentence holds what is asked for, and that the quote around it does."""


class Passage(Protocol):
    """What is needed of a passage."""

    @property
    def source(self) -> str: ...
    @property
    def cited(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def section(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def text(self) -> str: ...
    def __hash__(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Prepared:
    """A passage made ready: its sentences; for each the quote around it, as (first, beyond) in `runs`; what its headings and the
    whole say."""

    units: Sequence[Sentence]
    runs: Sequence[tuple[int, int]]
    heading: Told
    whole: Told
    text: Told
    """Heading and whole."""
    statements: Statements | None
    _held: dict[Expected, Floats] = field(default_factory=dict, repr=False)

    def quote(self, at: int) -> str:
        """The quote around a sentence."""
        first, beyond = self.runs[at]
        return run_on(self.units[first:beyond])

    def holding(self, need: frozenset[Expected]) -> tuple[Floats, Floats]:
        """The share of the kinds needed that each sentence with its quote holds, 1 when none is needed; and that the sentence
        alone holds, 0 when none is."""
        if not need:
            return np.ones(len(self.units), np.float32), np.zeros(len(self.units), np.float32)
        held = np.stack([self._holding(kind) for kind in need])
        sentence, quote = held.mean(axis=0, dtype=np.float32)
        return IN_SENTENCE * sentence + IN_QUOTE * quote, sentence

    def _holding(self, kind: Expected) -> Floats:
        """Whether each sentence holds a kind of thing, and whether one of its quote's does, as (2, sentences); looked for when first
        asked for."""
        if kind not in self._held:
            need = frozenset({kind})
            each = [holds(unit.text, need) for unit in self.units]
            self._held[kind] = np.array([each, [max(each[first:beyond]) for first, beyond in self.runs]], np.float32)
        return self._held[kind]


@lru_cache(maxsize=READY)
def prepared(passage: Passage, glossary: Glossary, meanings: Meanings | None) -> Prepared:
    """The passage made ready; `glossary` is one without an event's names. Worked out once."""
    language = passage.language
    units = sentences(passage.text, language, glossary)
    heading = joined([told(line, language, glossary) for line in (passage.title, *passage.path)], language)
    whole = joined((unit.told for unit in units), language)
    above = " ".join((passage.path or (passage.title,))[-1:])
    entire = passage.source.startswith(APPROVED) or size(units) <= SHORT
    runs = [(0, len(units)) if entire else excerpt(units, at) for at in range(len(units))]
    statements = meanings.statements([unit.text for unit in units], above, language) if meanings and units else None
    return Prepared(units, runs, heading, whole, joined((heading, whole), language), statements)


def likeness(found: Sequence[Prepared], meanings: Meanings | None, meaning: Meaning | None) -> list[Likeness]:
    """How like a question each passage's sentences are; nothing is when it means nothing."""
    counts = [len(one.units) for one in found]
    pages = [one.statements for one in found if one.statements is not None]
    if meanings is None or meaning is None or len(pages) < len(found):
        whole = Likeness(*np.zeros((len(Likeness._fields), sum(counts)), np.float32))
    else:
        whole = meanings.likeness_of(pages, meaning)
    return [Likeness(*rows) for rows in zip(*(np.split(row, np.cumsum(counts[:-1])) for row in whole), strict=True)]
