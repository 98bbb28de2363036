"""The searchable texts of an event."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from knowledge.documents.model import Document
from knowledge.event import Event, Value
from knowledge.glossary import Glossary
from knowledge.index.lexical import Floats
from knowledge.index.passage import Passage, approved_passages, chunk
from knowledge.index.ranking import Ranker
from knowledge.index.segment import Segment
from knowledge.packs.model import ApprovedAnswer

CARRIED_SHARE = 0.8
"""What carried words count beside the question's own in texts of another language: names pass as they are."""


class Hit(Value):
    """A passage found. `score` orders hits; `lexical`, `carried` and `vector` in about 0..1 say what it is made of."""

    passage: Passage
    score: float
    lexical: float = 0.0
    carried: float = 0.0
    vector: float = 0.0


class Library:
    """Documents and approved answers, searchable in every language."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._rankers: dict[str, Ranker] = {}

    @classmethod
    def open(
        cls,
        folder: Path | None,
        documents: Sequence[Document],
        approved: Sequence[ApprovedAnswer] = (),
        *,
        embedding: str = "builtin",
        chroma_url: str = "",
        glossary: Glossary | None = None,
        event: Event | None = None,
    ) -> Self:
        """The library of these texts; `folder` keeps its index between runs, None keeps it in memory."""
        library = cls((glossary or Glossary.load()).with_event(event))
        library.update(documents, approved)
        return library

    def update(self, documents: Sequence[Document], approved: Sequence[ApprovedAnswer] = ()) -> None:
        """These texts and no others from now on."""
        passages = [passage for document in documents for passage in chunk(document)]
        passages += [passage for answer in approved for passage in approved_passages(answer)]
        by_language: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_language[passage.language].append(passage)
        self._rankers = {
            language: Ranker(language, [Segment.of(language, found)]) for language, found in by_language.items()
        }

    def search(self, query: str, language: str, k: int = 10) -> tuple[Hit, ...]:
        """The best passages first, at most k: one for each part of a document, in the asker's language if it has it."""
        carried = self._glossary.carry(query, language, self._rankers.keys() - {language})
        hits: list[Hit] = []
        for target, ranker in self._rankers.items():
            lexical = ranker.lexical(query)
            foreign = ranker.carried(carried[target]) if target in carried else np.zeros_like(lexical)
            hits += _best(ranker, lexical, foreign, own=target == language, k=4 * k)
        return _one_a_part(hits, language)[:k]


def _best(ranker: Ranker, lexical: Floats, carried: Floats, *, own: bool, k: int) -> Iterable[Hit]:
    scores = lexical if own else CARRIED_SHARE * carried + (1 - CARRIED_SHARE) * lexical
    top = np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))
    for row in top:
        if scores[row] > 0:
            yield Hit(
                passage=ranker.passages[row],
                score=float(scores[row]),
                lexical=float(lexical[row]),
                carried=float(carried[row]),
            )


def _one_a_part(hits: Iterable[Hit], language: str) -> tuple[Hit, ...]:
    best: dict[tuple[str, int, int], Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, hit.passage.id)):
        part = (hit.passage.key, hit.passage.section, hit.passage.position)
        held = best.get(part)
        if held is None:
            best[part] = hit
        elif held.passage.language != language and hit.passage.language == language:
            best[part] = hit.model_copy(update={"score": held.score})
    return tuple(sorted(best.values(), key=lambda hit: (-hit.score, hit.passage.id)))
