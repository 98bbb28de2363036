"""Finding terms in scripts without dependable spaces: Han, Thai, and Hangul with its particles."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

PIECE = 0.6
"""What each further piece costs, in characters: few long terms are preferred to many short ones."""

_LEAST_LETTERS = 3
"""Letters of a verb's stem by which its forms are known at least."""

_VERB = re.compile(r"(?<=[가-힣])(?:하다|되다|다)$")


class Lexicon:
    """Terms of one language by their characters, each with the concepts it names; those of `base` are known as well."""

    def __init__(self, language: str, base: "Lexicon | None" = None) -> None:
        self._korean = language == "ko"
        self._layers: tuple[Lexicon, ...] = (self, *(base._layers if base else ()))
        self._terms: dict[str, list[int]] = defaultdict(list)
        self._verbs: dict[str, list[int]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        """How long the terms are that begin with a character."""

    def add(self, term: str, concept: int) -> None:
        """The term, written without spaces."""
        if self._korean and len(term) > 2:
            root = _VERB.sub("", term)
            if root != term and not term.endswith(("하다", "되다")):
                letters = _jamo(root)
                self._verbs[letters[:-1] if len(letters) > 4 else letters].append(concept)
            term = root
        self._terms[term].append(concept)
        self._lengths[term[0]].add(len(term))

    def segment(self, parts: Sequence[str]) -> tuple[list[tuple[int, str, float]], list[str]]:
        """The concepts in these neighbouring runs as (concept, characters, weight), and what no term covers."""
        text = "".join(parts)
        starts = {0}
        for part in parts:
            starts.add(max(starts) + len(part))
        pieces = self._cover(text, starts)
        named = [(concept, said, self._weight(said)) for said in pieces for concept in self._named(said)]
        left = self._left(text, pieces)
        if self._korean:
            verbs = list(self._conjugated(parts))
            named += verbs
            left = [rest for rest in left if not any(rest in said for _, said, _ in verbs)]
        return named, left

    def _named(self, said: str) -> Iterator[int]:
        for layer in self._layers:
            yield from layer._terms.get(said, ())

    def _weight(self, said: str) -> float:
        return 1.0 if len(said) > 1 else 0.7

    def _cover(self, text: str, starts: set[int]) -> tuple[str, ...]:
        """The terms that together cover most of the text, the fewest first."""
        ending: list[list[int]] = [[] for _ in range(len(text) + 1)]
        for begin, length in self._found(text):
            if length > 1 or not self._korean or begin in starts:
                ending[begin + length].append(begin)
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for end in range(1, len(text) + 1):
            choice = best[end - 1]
            for begin in ending[end]:
                gain = best[begin][0] + (end - begin) - PIECE
                if gain > choice[0]:
                    choice = (gain, (*best[begin][1], text[begin:end]))
            best.append(choice)
        return best[-1][1]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a term begins, and its length."""
        for begin, first in enumerate(text):
            for layer in self._layers:
                for length in layer._lengths.get(first, ()):
                    if begin + length <= len(text) and text[begin : begin + length] in layer._terms:
                        yield begin, length

    @staticmethod
    def _left(text: str, pieces: Sequence[str]) -> list[str]:
        left, at = [], 0
        for piece in pieces:
            begin = text.index(piece, at)
            left.append(text[at:begin])
            at = begin + len(piece)
        return [rest for rest in (*left, text[at:]) if rest]

    def _conjugated(self, parts: Sequence[str]) -> Iterator[tuple[int, str, float]]:
        """Verbs whose stem a word begins with, letter by letter: "빌려" is a form of "빌리다"."""
        for part in parts:
            letters = _jamo(part)
            for end in range(_LEAST_LETTERS, len(letters) + 1):
                for layer in self._layers:
                    yield from ((concept, part, 0.8) for concept in layer._verbs.get(letters[:end], ()))


def _jamo(text: str) -> str:
    return unicodedata.normalize("NFD", text)
