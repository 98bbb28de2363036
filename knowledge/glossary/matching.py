"""Finding a language's terms in a question: word by word where words are spaced, by segmentation where not."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from knowledge.glossary.alike import COMPOUNDING, alike
from knowledge.glossary.letters import fold, runs
from knowledge.glossary.segmenting import Lexicon

SURE_ENOUGH = 0.5
"""Likeness below which a word is not taken for a form of a term."""


class Match(NamedTuple):
    """A concept's number, the words that named it, and how surely, in 0..1."""

    concept: int
    said: str
    weight: float


class _Term(NamedTuple):
    words: tuple[str, ...]
    concept: int


class Matcher:
    """The terms of one language."""

    def __init__(self, language: str, concepts: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        self._language = language
        self._by_start: dict[str, list[_Term]] = defaultdict(list)
        self._single: list[_Term] = []
        self._lexicon = Lexicon(language)
        for concept, terms in concepts:
            for term in terms:
                self._add(term, concept)

    def _add(self, term: str, concept: int) -> None:
        parts = list(runs(fold(term, self._language)))
        if not parts:
            return
        if any(script != "word" for script, _ in parts):
            self._lexicon.add("".join(run for _, run in parts), concept)
            return
        words = tuple(run for _, run in parts)
        self._by_start[words[0][:2]].append(_Term(words, concept))
        if len(words) == 1:
            self._single.append(_Term(words, concept))

    def match(self, question: str) -> tuple[tuple[Match, ...], tuple[str, ...]]:
        """The concepts named, and the words that name none."""
        parts = list(runs(fold(question, self._language)))
        matches: list[Match] = []
        unknown: list[str] = []
        at = 0
        while at < len(parts):
            if parts[at][0] == "word":
                found, length = self._phrase([run for script, run in parts[at:] if script == "word"])
                if not found:
                    unknown.append(parts[at][1])
            else:
                unspaced: list[str] = []
                while at + len(unspaced) < len(parts) and parts[at + len(unspaced)][0] == parts[at][0]:
                    unspaced.append(parts[at + len(unspaced)][1])
                length = len(unspaced)
                named, left = self._lexicon.segment(unspaced)
                found = [Match(concept, said, weight) for concept, said, weight in named]
                unknown += left
            matches += found
            at += max(length, 1)
        return _strongest(matches), tuple(unknown)

    def _phrase(self, words: list[str]) -> tuple[list[Match], int]:
        """The concepts of the longest phrase that begins here, with its number of words."""
        candidates = self._by_start.get(words[0][:2], [])
        if self._language in COMPOUNDING and len(words[0]) >= 7:
            candidates = candidates + self._single
        best: list[tuple[int, float, _Term]] = []
        for term in candidates:
            weight = self._likeness(words, term.words)
            if weight >= SURE_ENOUGH:
                best.append((len(term.words), weight, term))
        if not best:
            return [], 1
        length = max(count for count, _, _ in best)
        top = max(weight for count, weight, _ in best if count == length)
        said = " ".join(words[:length])
        kept = [(weight, term) for count, weight, term in best if count == length and weight >= top - 0.1]
        return [Match(term.concept, said, weight) for weight, term in kept], length

    def _likeness(self, words: list[str], term: tuple[str, ...]) -> float:
        if len(term) > len(words):
            return 0.0
        worst = 1.0
        for said, wanted in zip(words, term, strict=False):
            worst = min(worst, alike(said, wanted, self._language))
            if worst < SURE_ENOUGH:
                return 0.0
        return worst


def _strongest(matches: list[Match]) -> tuple[Match, ...]:
    """Each concept once, as surely as it was named best."""
    best: dict[int, Match] = {}
    for match in matches:
        if match.concept not in best or best[match.concept].weight < match.weight:
            best[match.concept] = match
    return tuple(best.values())
