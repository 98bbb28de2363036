"""The texts a library holds, as segments: what changed is indexed again, the rest is left as it was."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from knowledge.documents.model import Document
from knowledge.index.passage import APPROVED_SOURCE, Passage, approved_passages, chunk
from knowledge.index.segment import Segment
from knowledge.index.store import Kept, State, Unit
from knowledge.packs.model import ApprovedAnswer

MOST_SEGMENTS = 8
"""Segments a language may have before the small ones are joined."""

LARGE = 2_000
"""Passages above which a segment is not joined with others any more."""


class Text(NamedTuple):
    """A unit's content: its hash, and how to cut it."""

    digest: str
    cut: Callable[[], Sequence[Passage]]


def texts(documents: Iterable[Document], approved: Iterable[ApprovedAnswer]) -> dict[Unit, Text]:
    """Every document and every language of every approved answer; of two with one source the last stands."""
    found: dict[Unit, Text] = {}
    for document in documents:
        digest = _digest(document.model_dump_json())
        found[Unit(document.source, document.language)] = Text(digest, lambda document=document: chunk(document))  # type: ignore[misc]
    for answer in approved:
        digest = _digest(answer.model_dump_json())
        for passage in approved_passages(answer):
            unit = Unit(APPROVED_SOURCE + answer.id, passage.language)
            found[unit] = Text(digest, lambda passage=passage: (passage,))  # type: ignore[misc]
    return found


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass
class Contents:
    """The units and segments in use; `changed` tells whether they differ from what the store holds."""

    units: dict[Unit, Kept]
    segments: dict[int, Segment]
    changed: bool = field(default=False)

    @classmethod
    def of(cls, state: State) -> "Contents":
        return cls(dict(state.units), dict(state.segments))

    def bring_to(self, wanted: Mapping[Unit, Text]) -> None:
        """Hold these texts and no others."""
        stale = {unit for unit, kept in self.units.items() if unit not in wanted or wanted[unit].digest != kept.digest}
        new = [unit for unit in wanted if unit not in self.units or unit in stale]
        self.changed = self.changed or bool(stale or new)
        self._bury(stale)
        by_language: dict[str, list[Unit]] = defaultdict(list)
        for unit in new:
            by_language[unit.language].append(unit)
        for language, units in by_language.items():
            self._add(language, {unit: wanted[unit] for unit in units})
        self._tidy()

    def by_language(self) -> Mapping[str, list[int]]:
        """The numbers of each language's segments."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, segment in sorted(self.segments.items()):
            found[segment.language].append(number)
        return found

    def _bury(self, stale: set[Unit]) -> None:
        for unit in stale:
            segment = self.segments[self.units.pop(unit).segment]
            for row, passage in enumerate(segment.passages):
                if passage.source == unit.source:
                    segment.alive[row] = False

    def _add(self, language: str, added: Mapping[Unit, Text]) -> None:
        number = max(self.segments, default=0) + 1
        passages = [passage for text in added.values() for passage in text.cut()]
        self.segments[number] = Segment.of(language, passages)
        self.units |= {unit: Kept(text.digest, number) for unit, text in added.items()}

    def _tidy(self) -> None:
        """Drop what is dead or mostly dead, and join small segments when there are many."""
        for number, segment in list(self.segments.items()):
            dead = len(segment.alive) - int(segment.alive.sum())
            if dead and 2 * dead > len(segment.alive):
                self._join([number])
        for numbers in self.by_language().values():
            small = [number for number in numbers if len(self.segments[number].passages) < LARGE]
            if len(small) > MOST_SEGMENTS:
                self._join(small)

    def _join(self, numbers: Sequence[int]) -> None:
        old = [self.segments.pop(number) for number in numbers]
        passages = [p for segment in old for p, alive in zip(segment.passages, segment.alive, strict=True) if alive]
        held = {Unit(passage.source, passage.language) for passage in passages}
        moved = [unit for unit, kept in self.units.items() if kept.segment in numbers]
        number = max((*self.segments, *numbers), default=0) + 1
        if passages or moved:
            self.segments[number] = Segment.of(old[0].language, passages)
        for unit in moved:
            self.units[unit] = Kept(self.units[unit].digest, number)
        assert held <= set(moved)


def alive_rows(segment: Segment) -> frozenset[int]:
    """The rows that count."""
    return frozenset(int(row) for row in np.flatnonzero(segment.alive))
