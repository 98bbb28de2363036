"""The library's vectors: fitted once, extended as texts come, compared exactly or by Chroma."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Protocol

import numpy as np

from knowledge.glossary import Glossary
from knowledge.index.contents import Contents, alive_rows
from knowledge.index.lexical import Floats
from knowledge.index.nearest import Exact, Nearest, Place, Shelved
from knowledge.index.segment import Segment, indexed_text
from knowledge.index.space import LatentSpace
from knowledge.index.store import Space, State

BUILTIN = "builtin"
GROWTH = 0.5
"""By which share the texts may grow or shrink before the space is fitted anew."""


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    def vectors(self, texts: Iterable[str]) -> Floats:
        """One row a text."""

    def vector(self, text: str) -> Floats:
        """The vector of a question."""


class Vectors:
    """Vectors of all segments."""

    def __init__(self, embedding: str, glossary: Glossary, state: State) -> None:
        self._name = embedding
        self._glossary = glossary
        known = state.space is not None and state.space.name == embedding
        self.space = state.space if known else None
        self.held: dict[int, Floats] = dict(state.vectors) if known else {}
        self._embedder: Embedder | None = None
        self._nearest: Nearest = Exact()

    def bring_to(self, contents: Contents) -> bool:
        """Have a vector of every passage; True when any had to be made."""
        before = (self.space.mark if self.space else "", set(self.held))
        if contents.segments:
            self._fit(contents)
        self.held = {number: vectors for number, vectors in self.held.items() if number in contents.segments}
        for number in contents.segments.keys() - self.held.keys():
            passages = contents.segments[number].passages
            self.held[number] = self.embedder.vectors(indexed_text(passage) for passage in passages)
        self._nearest.keep(self.shelves(contents))
        return before != (self.space.mark if self.space else "", set(self.held))

    def use(self, nearest: Nearest, contents: Contents) -> None:
        """Compare vectors with this index from now on."""
        nearest.keep(self.shelves(contents))
        self._nearest = nearest

    def use_space(self, space: Space) -> None:
        """Make vectors with this copy of the space from now on."""
        self.space, self._embedder = space, None

    def near(self, question: str, count: int) -> Mapping[Place, float]:
        """The cosine of the nearest passages to the question; empty when nothing is indexed."""
        return self._nearest.near(self.embedder.vector(question), count) if self.held else {}

    def shelves(self, contents: Contents) -> list[Shelved]:
        """The vectors by segment, with the rows that count."""
        return [Shelved(n, self.held[n], alive_rows(segment)) for n, segment in sorted(contents.segments.items())]

    @property
    def embedder(self) -> Embedder:
        """What makes the vectors, prepared when it is first needed."""
        if self._embedder is None:
            if self.space is not None and self.space.latent is not None:
                self._embedder = self.space.latent
            else:
                from knowledge.index.embedding import ConfiguredEmbeddings

                self._embedder = ConfiguredEmbeddings(self._name)
        return self._embedder

    def _fit(self, contents: Contents) -> None:
        if self._name != BUILTIN:
            self.space = self.space or Space(self._name, 0, _mark(self._name), None)
            return
        count = sum(int(segment.alive.sum()) for segment in contents.segments.values())
        if self.space is not None and abs(count - self.space.fitted) <= GROWTH * max(self.space.fitted, 20):
            return
        latent = LatentSpace.fit(_rows(contents.segments.values(), self._glossary))
        self.space = Space(BUILTIN, count, _mark(latent.directions.tobytes()), latent)
        self.held, self._embedder = {}, None


def _mark(content: str | bytes) -> str:
    return blake2b(content if isinstance(content, bytes) else content.encode(), digest_size=8).hexdigest()


def _rows(segments: Iterable[Segment], glossary: Glossary) -> list[str]:
    """What the space is fitted on: every concept of the glossary, and every part of a document, in all its languages."""
    parts: dict[tuple[str, int, int], list[str]] = {}
    for segment in segments:
        for row in np.flatnonzero(segment.alive):
            passage = segment.passages[row]
            parts.setdefault((passage.key, passage.section, passage.position), []).append(indexed_text(passage))
    concepts = [_joined(concept.terms.values()) for concept in glossary.concepts]
    return concepts + ["\n".join(part) for part in parts.values()]


def _joined(terms: Iterable[Sequence[str]]) -> str:
    return "\n".join(term for alternatives in terms for term in alternatives)
