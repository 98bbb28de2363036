"""The meaning model: a linear classifier of low rank over hashed features, one for all nine languages.

It was fitted by `tests/benchmarks/meaning.py` on example questions about events of many kinds. Labels without a colon are
questions about a programme ("when", "where.meeting"); the others, as "hotel:checkout", are matters that pages answer. A second
classifier tells which sort of programme item a text speaks of ("show.concert"), whether or not it calls it by its title. A table of
its own tells how alike a question is to a sentence or an item, learnt from questions with sentences that answer them and with items
that they describe, in other words; one table for all of it is worse at each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.meaning.features import Hashes, features, words
from knowledge.meaning.lexicon import AskedWords, Lexicon, Worded
from knowledge.meaning.packed import Steps, dots, stepped
from knowledge.meaning.table import Floats, Table

WORDINGS, SORTS, LIKENESS = (Path(__file__).parent / f"{name}.npz" for name in ("wordings", "sorts", "likeness"))
"""What was fitted, each with its table beside it."""
MATTER_STEPS = 255
"""How finely matters of sentences are kept: a byte for each, there are hundreds."""


@dataclass(frozen=True, eq=False)
class Meaning:
    """How likely a text means each of the labels: `shares` sum to 1, in the order of `labels`. `sorts` are how likely it speaks
    of each sort of programme item, the rest to 1 being that it speaks of none. `gist` is the text as (rank) numbers of length 1:
    the dot product of two texts' is how alike they are, finer than by what labels they share. `read_words` reads it word by word."""

    labels: tuple[str, ...]
    shares: Floats
    sorts: Floats
    gist: Floats
    read_words: Callable[[], AskedWords]

    @cached_property
    def words(self) -> AskedWords:
        """Its words one by one; read when first asked for, as a question about the programme alone never is."""
        return self.read_words()

    @cached_property
    def by_label(self) -> Mapping[str, float]:
        """The share of each label."""
        return dict(zip(self.labels, map(float, self.shares), strict=True))

    def best(self) -> tuple[str, float]:
        """The likeliest label and its share."""
        return max(self.by_label.items(), key=lambda pair: pair[1])

    def blended(self, shares: Floats) -> "Meaning":
        """Half of these shares and half of its own, the rest as it is here."""
        return replace(self, shares=((self.shares + shares) / 2).astype(np.float32))

    @cached_property
    def matters(self) -> Floats:
        """The square roots of the shares of the matters that pages answer: the dot product of two texts' is how far they speak
        of the same matter, in 0..1."""
        found: Floats = np.sqrt(self.shares[_of_pages(self.labels)])
        return found

    @cached_property
    def programme(self) -> float:
        """How likely the programme is asked about, and no matter that pages answer."""
        return max(0.0, 1.0 - float(self.shares[_of_pages(self.labels)].sum()))


class Statements(NamedTuple):
    """What sentences of a page are about: `matters` are (2, sentences, matters) `Meaning.matters`, of each alone and below its
    heading, in steps of 1 / `MATTER_STEPS`; `gists` are (sentences, rank) of each below its heading, as `packed.stepped`,
    `worded` their words."""

    matters: NDArray[np.uint8]
    gists: Steps
    worded: Worded


class Likeness(NamedTuple):
    """How like a question sentences of pages are below their headings, each as (sentences): how far they speak of the matter meant, in
    0..1; how alike they are as wholes, in -1..1, and word by word, as `Lexicon.told`."""

    meant: Floats
    near: Floats
    worded: Floats


class Thing(NamedTuple):
    """Something of a programme: how likely it is of each sort, as `Meaning.sorts`, and its `Meaning.gist`."""

    sorts: Floats
    gist: Floats


@dataclass(frozen=True, eq=False)
class Weights:
    """A fitted classifier: `head` is (rank, labels), `bias` (labels)."""

    labels: tuple[str, ...]
    table: Table
    head: Floats
    bias: Floats

    @classmethod
    def load(cls, path: Path) -> Self:
        """The classifier as it was fitted."""
        with np.load(path, allow_pickle=False) as held:
            labels, head, bias = tuple(map(str, held["labels"])), held["head"], held["bias"]
        return cls(labels, Table.load(path), head.astype(np.float32), bias.astype(np.float32))

    def shares(self, bags: Sequence[Hashes]) -> Floats:
        """How likely each bag of features means each label, as (bags, labels)."""
        logits = self.table.sums(bags) @ self.head + self.bias
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: Floats = (exponents / exponents.sum(axis=1, keepdims=True)).astype(np.float32)
        return found


@dataclass(frozen=True, eq=False)
class Meanings:
    """The fitted model: what a text asks or tells; of which sort of programme item it speaks, the last sort being none; and to what
    else it is alike."""

    wordings: Weights
    sorts: Weights
    likeness: Table
    glossary: Glossary

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the pages read."""
        return Lexicon(self.likeness)

    @classmethod
    def load(cls, glossary: Glossary) -> Self:
        """The model as it was fitted; `glossary` is one without an event's names. From then on linear algebra has one thread: the
        matrices are small, several threads would mostly wait for each other."""
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        threadpool_limits(1)
        return cls(Weights.load(WORDINGS), Weights.load(SORTS), Table.load(LIKENESS), glossary)

    @property
    def labels(self) -> tuple[str, ...]:
        """What a text may mean."""
        return self.wordings.labels

    def of(self, text: str, language: str, signs: Iterable[str] = ()) -> Meaning:
        """What the text means; names may be masked with `features.mask`, `signs` name what rules found in it."""
        bag = [features(text, language, self.glossary, signs)]
        shares, sorts, gists = self.wordings.shares(bag), self.sorts.shares(bag), self.likeness.gists(bag)

        def by_words() -> AskedWords:
            return AskedWords.of(words(text, language, self.glossary), self.likeness)

        return Meaning(self.labels, shares[0], sorts[0, :-1], gists[0], by_words)

    def shares(self, text: str, language: str, signs: Iterable[str] = ()) -> Floats:
        """The `Meaning.shares` of a text alone."""
        found: Floats = self.wordings.shares([features(text, language, self.glossary, signs)])[0]
        return found

    def matters(self, text: str, language: str) -> Floats:
        """The `Meaning.matters` of a word or a name alone; the same text is read once."""
        return self._matters(text, language)

    @cached_property
    def _matters(self) -> Callable[[str, str], Floats]:
        def read(text: str, language: str) -> Floats:
            found: Floats = np.sqrt(self.shares(text, language)[_of_pages(self.labels)])
            return found

        return lru_cache(maxsize=5_000)(read)

    def statements(self, texts: Sequence[str], heading: str, language: str) -> Statements:
        """What the sentences of a page are about."""
        above, *bags = (features(text, language, self.glossary) for text in (heading, *texts))
        below = [np.union1d(above, one) for one in bags]
        shares = self.wordings.shares([*bags, *below])
        matters = np.sqrt(shares[:, _of_pages(self.labels)]).reshape(2, len(texts), -1)
        steps = np.round(matters * MATTER_STEPS).astype(np.uint8)
        said, *each = (words(text, language, self.glossary) for text in (heading, *texts))
        worded = self.lexicon.worded(said, each)
        return Statements(steps, stepped(self.likeness.gists(below)), worded)

    def likeness_of(self, pages: Sequence[Statements], meaning: Meaning) -> Likeness:
        """How like a question the sentences of all these pages are, in turn."""
        matters = np.concatenate([one.matters for one in pages], axis=1).astype(np.float32) @ meaning.matters
        gists = np.concatenate([one.gists for one in pages])
        meant = np.minimum(1.0, matters.max(axis=0) * np.float32(1 / MATTER_STEPS))
        return Likeness(
            meant, dots(gists, meaning.gist), self.lexicon.told(meaning.words, [one.worded for one in pages])
        )

    def thing(self, texts: Mapping[str, str]) -> Thing:
        """Something of a programme of which these texts tell, by language; the same texts are read once, though the programme around
        them changes."""
        return self._thing(tuple(texts.items()))

    @cached_property
    def _thing(self) -> Callable[[tuple[tuple[str, str], ...]], Thing]:
        def read(texts: tuple[tuple[str, str], ...]) -> Thing:
            bags = [features(text, language, self.glossary) for language, text in texts]
            gist = self.likeness.gists(bags).mean(axis=0)
            return Thing(self.sorts.shares(bags)[:, :-1].mean(axis=0), gist / (np.linalg.norm(gist) + 1e-9))

        return lru_cache(maxsize=10_000)(read)


@cache
def _of_pages(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which labels are matters that pages answer."""
    return np.array([":" in label for label in labels])
