"""Finding a language's terms in a question: word by word where words are spaced, by segmentation where not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from sys import intern
from typing import NamedTuple

from knowledge.glossary.forms import Vocabulary
from knowledge.glossary.letters import runs
from knowledge.glossary.segmenting import Lexicon

NEARLY_AS_SURE = 0.06
"""How much less likely than the best another reading of the same words may be to be kept beside it."""
_NONE: Set[str] = frozenset()


class Match(NamedTuple):
    """A concept's number, the words that named it, and how surely, in 0..1."""

    concept: int
    said: str
    weight: float


class _Term(NamedTuple):
    words: tuple[str, ...]
    concept: int


class Matcher:
    """The terms of one language: its own, and those of `base` that it adds to."""

    def __init__(
        self, language: str, concepts: Iterable[tuple[int, tuple[str, ...]]], base: "Matcher | None" = None
    ) -> None:
        self._language = language
        self._layers: tuple[Matcher, ...] = (self, *(base._layers if base else ()))
        self._single: dict[str, tuple[int, ...]] = {}
        self._by_pair: dict[tuple[str, str], list[_Term]] = defaultdict(list)  # longer ones by their first two words
        self._seconds: dict[str, set[str]] = defaultdict(set)
        self._lexicon: Lexicon = Lexicon(language, base._lexicon if base else None)
        for concept, terms in concepts:
            for term in terms:
                self._add(term, concept)
        words = {
            word for terms in self._by_pair.values() for term in terms for word in term.words
        } | self._single.keys()
        self._vocabulary: Vocabulary = Vocabulary(language, words, base._vocabulary if base else None)

    def _add(self, term: str, concept: int) -> None:
        parts = runs(term, self._language)
        if any(script != "word" for script, _ in parts):
            self._lexicon.add("".join(run for _, run in parts), concept)
        elif parts:
            words = tuple(intern(run) for _, run in parts)  # the same words stand in many terms
            if len(words) == 1:
                self._single[words[0]] = (*self._single.get(words[0], ()), concept)
            else:
                self._by_pair[words[0], words[1]].append(_Term(words, concept))
                self._seconds[words[0]].add(words[1])

    def match(self, question: str) -> tuple[tuple[Match, ...], tuple[str, ...]]:
        """The concepts named, and the words that name none."""
        matches: list[Match] = []
        unknown: list[str] = []
        for script, group in groupby(runs(question, self._language), key=lambda part: part[0]):
            parts = [run for _, run in group]
            if script == "word":
                found, left = self._spaced(parts)
            else:
                named, left = self._lexicon.segment(parts)
                found = [Match(*one) for one in named]
            matches += found
            unknown += left
        return _strongest(matches), tuple(unknown)

    def _spaced(self, words: Sequence[str]) -> tuple[list[Match], list[str]]:
        words = [piece for word in words for piece in self._vocabulary.pieces(word)]
        forms = [self._vocabulary.forms(word) for word in words]
        matches: list[Match] = []
        unknown: list[str] = []
        at = 0
        while at < len(words):
            found, length = self._phrase(words[at:], forms[at:])
            matches += found
            unknown += [] if found else [words[at]]
            at += length
        return matches, unknown

    def _phrase(self, words: Sequence[str], forms: Sequence[Mapping[str, float]]) -> tuple[list[Match], int]:
        """The concepts of the longest phrase that begins here, with its number of words."""
        read = [(term, _likeness(term, forms)) for term in self._beginning(forms)]
        read = [(term, weight) for term, weight in read if weight]
        if not read:
            read = [(term, weight) for start, weight in forms[0].items() for term in self._alone(start)]
        if not read:
            return [], 1
        length = max(len(term.words) for term, _ in read)
        longest = [(term, weight) for term, weight in read if len(term.words) == length]
        surest = max(weight for _, weight in longest)
        said = " ".join(words[:length])
        kept = [Match(t.concept, said, weight) for t, weight in longest if weight >= surest - NEARLY_AS_SURE]
        return kept, length

    def _beginning(self, forms: Sequence[Mapping[str, float]]) -> Iterator[_Term]:
        """The terms of several words that begin with the first two words here."""
        if len(forms) > 1:
            for start in forms[0]:
                for layer in self._layers:
                    seconds = layer._seconds.get(start, _NONE)
                    for second in (word for word in forms[1] if word in seconds):
                        yield from layer._by_pair[start, second]

    def _alone(self, word: str) -> Iterator[_Term]:
        """The terms that are this word."""
        for layer in self._layers:
            yield from (_Term((word,), concept) for concept in layer._single.get(word, ()))


def _likeness(term: _Term, forms: Sequence[Mapping[str, float]]) -> float:
    """How surely the words that begin here are the term: as surely as the least sure of them; 0 when they are not."""
    if len(term.words) > len(forms):
        return 0.0
    return min(found.get(word, 0.0) for word, found in zip(term.words, forms, strict=False))


def _strongest(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Each concept once, as surely as it was named best."""
    best: dict[int, Match] = {}
    for match in matches:
        if match.concept not in best or best[match.concept].weight < match.weight:
            best[match.concept] = match
    return tuple(best.values())
