"""Finding terms in scripts without dependable spaces: Han, Thai, and Hangul with its particles."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

PIECE = 0.6
"""What each further piece costs, in characters: few long terms are preferred to many short ones."""

_VERB = re.compile(r"(?<=[가-힣])(?:하다|되다|다)$")
_HANGUL = re.compile(r"[가-힣]")


class Lexicon:
    """Terms of one language by their characters, each with the concepts it names."""

    def __init__(self, language: str) -> None:
        self._korean = language == "ko"
        self._terms: dict[str, list[int]] = defaultdict(list)
        self._verbs: dict[str, list[int]] = defaultdict(list)
        self._longest = 0

    def add(self, term: str, concept: int) -> None:
        """The term, written without spaces."""
        if self._korean and len(term) > 2:
            root = _VERB.sub("", term)
            if root != term and not term.endswith(("하다", "되다")):
                self._verbs[_jamo(root)].append(concept)
            term = root
        self._terms[term].append(concept)
        self._longest = max(self._longest, len(term))

    def segment(self, parts: Sequence[str]) -> tuple[list[tuple[int, str, float]], list[str]]:
        """The concepts in these neighbouring runs as (concept, characters, weight), and what no term covers."""
        text = "".join(parts)
        starts = {0}
        for part in parts:
            starts.add(max(starts) + len(part))
        pieces = self._cover(text, starts)
        named = [(concept, said, self._weight(said)) for said in pieces for concept in self._terms[said]]
        left = self._left(text, pieces)
        if self._korean:
            verbs = list(self._conjugated(parts, left))
            named += verbs
            left = [rest for rest in left if not any(rest in said for _, said, _ in verbs)]
        return named, left

    def _weight(self, said: str) -> float:
        return 1.0 if len(said) > 1 else 0.7

    def _cover(self, text: str, starts: set[int]) -> list[str]:
        """The terms that together cover most of the text, the fewest first."""
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(text) + 1):
            choice = best[end - 1]
            for begin in range(max(0, end - self._longest), end):
                said = text[begin:end]
                if said in self._terms and (len(said) > 1 or not self._korean or begin in starts):
                    gain = best[begin][0] + len(said) - PIECE
                    if gain > choice[0]:
                        choice = (gain, [*best[begin][1], said])
            best.append(choice)
        return best[-1][1]

    @staticmethod
    def _left(text: str, pieces: list[str]) -> list[str]:
        left, at = [], 0
        for piece in pieces:
            begin = text.index(piece, at)
            left.append(text[at:begin])
            at = begin + len(piece)
        return [rest for rest in (*left, text[at:]) if rest]

    def _conjugated(self, parts: Sequence[str], left: list[str]) -> Iterator[tuple[int, str, float]]:
        """Verbs whose stem a word begins with, letter by letter: "빌려" is a form of "빌리다"."""
        for part in parts:
            letters = _jamo(part)
            for root, concepts in self._verbs.items():
                kept = root[:-1] if len(root) > 4 else root
                if len(kept) >= 3 and letters.startswith(kept) and part in "".join(left) + part:
                    yield from ((concept, part, 0.8) for concept in concepts)


def _jamo(text: str) -> str:
    return unicodedata.normalize("NFD", text)
