"""The searchable texts of an event."""

import logging
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import RLock
from typing import Self
from uuid import uuid4

from knowledge.documents.model import Document
from knowledge.errors import IndexUnavailable, ModelError
from knowledge.event import Event
from knowledge.glossary import Glossary
from knowledge.index.contents import Contents, texts
from knowledge.index.fusion import Evidence, Hit, fused
from knowledge.index.nearest import Place
from knowledge.index.ownership import Ownership
from knowledge.index.passage import Passage
from knowledge.index.ranking import Ranker
from knowledge.index.store import State, Store, empty
from knowledge.index.tokens import forget
from knowledge.index.vectors import BUILTIN, Vectors
from knowledge.localize import SECOND
from knowledge.packs.model import ApprovedAnswer

_log = logging.getLogger(__name__)

NEAREST = 50
"""Passages that vectors bring in at least."""


class Library:
    """Documents and approved answers, searchable in every language, by several threads: while the texts are brought up to
    date, searches wait."""

    def __init__(self, folder: Path | None, embedding: str, chroma_url: str, glossary: Glossary) -> None:
        self._folder, self._chroma_url, self._glossary = folder, chroma_url, glossary
        self._owner = _owned(folder)
        self._store = Store(folder / "library.sqlite") if folder else None
        state = self._store.load() if self._store else empty()
        self._contents = Contents.of(state)
        self._vectors = Vectors(embedding, glossary, state)
        self._rankers: dict[str, Ranker] = {}
        self._asked: dict[str, Sequence[Ranker]] = {}
        self._chroma_name = ""
        self._passages: tuple[Passage, ...] | None = None
        self._lock = RLock()

    @classmethod
    def open(
        cls,
        folder: Path | None,
        documents: Sequence[Document],
        approved: Sequence[ApprovedAnswer] = (),
        *,
        embedding: str = BUILTIN,
        chroma_url: str = "",
        glossary: Glossary | None = None,
        event: Event | None = None,
    ) -> Self:
        """The library of these texts. `folder` keeps its index between runs, None keeps it in memory; a folder that
        another process owns is read and left as it is. Raises IndexUnavailable and ModelError."""
        library = cls(folder, embedding or BUILTIN, chroma_url, (glossary or Glossary.load()).with_event(event))
        library.update(documents, approved)
        if chroma_url:
            library.warm()
        return library

    def update(self, documents: Sequence[Document], approved: Sequence[ApprovedAnswer] = ()) -> None:
        """These texts and no others from now on; only what changed is indexed."""
        with self._lock:
            self._update(documents, approved)

    def _update(self, documents: Sequence[Document], approved: Sequence[ApprovedAnswer]) -> None:
        self._contents.bring_to(texts(documents, approved))
        remade = self._vectors.bring_to(self._contents)
        numbers = self._contents.by_language()
        self._rankers = {
            language: Ranker(language, [(n, self._contents.segments[n]) for n in found])
            for language, found in numbers.items()
        }
        self._asked, self._passages = {}, None
        if self._chroma_name and remade:
            self._warm()
        if self._store and self._owner and (self._contents.changed or remade):
            self._store.save(self._state())
            self._contents.changed = False
            if self._vectors.space is not None:
                self._vectors.use_space(self._store.kept(self._vectors.space))
        forget()

    def passages(self) -> tuple[Passage, ...]:
        """Every passage that can be found; the same tuple until that changes."""
        with self._lock:
            if self._passages is None:
                segments = self._contents.segments.values()
                pairs = (pair for one in segments for pair in zip(one.alive.tolist(), one.passages, strict=True))
                self._passages = tuple(passage for alive, passage in pairs if alive)
            return self._passages

    def warm(self) -> None:
        """Put the vectors into Chroma and ask it from now on, as a process that stays should. Until then, and where
        another process owns the folder, vectors are compared one by one, which finds the same."""
        with self._lock:
            self._warm()

    def _warm(self) -> None:
        space = self._vectors.space
        if space is None or not (self._chroma_url or (self._folder and self._owner)):
            return
        if self._chroma_name == space.mark:
            return
        from knowledge.index.chroma import ChromaIndex

        if self._chroma_url:
            index = ChromaIndex.at(self._chroma_url, f"library-{_name(self._folder)}", space.mark)
        else:
            assert self._folder is not None
            index = ChromaIndex.within(self._folder / "chroma", "library", space.mark)
        self._vectors.use(index, self._contents)
        self._chroma_name = space.mark

    def search(self, query: str, language: str, k: int = 10) -> tuple[Hit, ...]:
        """The best passages first, at most k: one for each part of a document, in the asker's language if it has it."""
        with self._lock:
            return self._search(query, language, k)

    def _search(self, query: str, language: str, k: int) -> tuple[Hit, ...]:
        if not self._rankers or not query.strip() or k < 1:
            return ()
        if language not in self._asked:
            self._asked[language] = self._telling(language)
        rankers = self._asked[language]
        carried = self._glossary.carry(query, language, {one.language for one in rankers} - {language})
        near = self._near(query, max(NEAREST, 5 * k))
        evidence = [
            Evidence(ranker, *ranker.matches(query, carried.get(ranker.language, ())), ranker.placed(near))
            for ranker in rankers
        ]
        return fused(evidence, query, language, k, SECOND)

    def _telling(self, language: str) -> Sequence[Ranker]:
        """The languages that can tell something to someone who speaks this one. The other languages of a pack that says all
        in theirs and in a second one add work, and nothing to the answers: measured on seven exams."""
        own = self._rankers.get(language)
        if own is None:
            return tuple(self._rankers.values())
        read = [own, *(self._rankers[code] for code in SECOND if code in self._rankers and code != language)]
        told = frozenset().union(*(one.parts for one in read))
        return [*read, *(one for one in self._rankers.values() if one not in read and not one.parts <= told)]

    def close(self) -> None:
        """Let another process own the folder."""
        with self._lock:
            if self._owner:
                self._owner.release()
                self._owner = None

    def _near(self, query: str, count: int) -> Mapping[Place, float]:
        """The nearest by vector; none when a server does not answer, since words alone find most of what there is."""
        try:
            return self._vectors.near(query, count)
        except (ModelError, IndexUnavailable) as error:
            _log.warning("searching without vectors: %s", error)
            return {}

    def _state(self) -> State:
        return State(self._contents.units, self._contents.segments, self._vectors.held, self._vectors.space)


def _owned(folder: Path | None) -> Ownership | None:
    """The folder, made when missing, if this process can own it."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        owner = Ownership(folder)
        return owner if owner.take() else None
    except OSError as error:
        raise IndexUnavailable(
            f"The index folder {folder} cannot be used ({error.strerror}); choose another."
        ) from error


def _name(folder: Path | None) -> str:
    """The library's own name on a Chroma server that others may share."""
    return blake2b(str(folder.resolve()).encode(), digest_size=6).hexdigest() if folder else uuid4().hex[:12]
