"""Which words of a vocabulary a word of a question may be a form of, or be made of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

LONGEST_ENDING = {"en": 3, "fr": 4, "de": 4, "el": 5, "fi": 8, "tr": 9}
"""Letters that inflection adds to a word at most."""

LOST = {"en": 1, "fr": 2, "de": 1, "el": 3, "fi": 2}
"""Letters at a dictionary form's end that inflection changes at most."""

SHORT_CHANGING = frozenset({"el", "fi"})
"""Languages in which even words of four letters change their last."""

_SOFTENED = {("k", "g"), ("p", "b"), ("t", "d")}
"""What a Turkish word's last consonant becomes before a vowel; accents are folded away, which hides the others."""

COMPOUNDING = frozenset({"de", "fi"})
SHORTEST_PIECE = 4
"""Letters of a compound's part at least."""

LINKS = ("", "s", "n")
"""What stands between the parts of a compound."""

PREFIX = 3
"""Letters that no form changes: words are looked up by them."""

_GRADATION = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("ng", "nk"),
    ("mm", "mp"),
    ("nn", "nt"),
    ("rr", "rt"),
    ("ll", "lt"),
)


class Vocabulary:
    """The folded words of one language's terms, and those of `base` that they are added to."""

    def __init__(self, language: str, words: Iterable[str], base: "Vocabulary | None" = None) -> None:
        self._language, self._base = language, base
        self._words = frozenset(words)
        self._roots = {word: root for word in self._words if (root := self._root(word)) != word}
        self._by_prefix: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            self._by_prefix[self._roots.get(word, word)[:PREFIX]].append(word)
        self._known: dict[str, Mapping[str, float]] = {}

    def forms(self, said: str) -> Mapping[str, float]:
        """The words that the folded word may be a form of, with how surely, up to 1 for the word itself."""
        if said not in self._known:
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[said] = self._found(said)
        return self._known[said]

    def _found(self, said: str) -> dict[str, float]:
        root = self._root(said)
        candidates = self._by_prefix.get(root[:PREFIX], ())
        near = ((word, self._alike(root, self._roots.get(word, word))) for word in candidates)
        found = {word: weight for word, weight in near if weight}
        if self._base:
            found |= self._base.forms(said)
        return found | {said: 1.0} if said in self._words else found

    def _has(self, word: str) -> bool:
        return word in self._words or (self._base is not None and self._base._has(word))

    def _root(self, word: str) -> str:
        """The word with its Finnish consonant gradation undone, roughly and the same way for all its forms."""
        if self._language == "fi":
            for one, other in _GRADATION:
                word = word.replace(one, other)
        return word

    def _alike(self, said: str, word: str) -> float:
        return max(self._inflected(said, word), _misspelt(said, word))

    def _inflected(self, said: str, word: str) -> float:
        shared = _shared(said, word)
        lost, added = len(word) - shared, len(said) - shared
        if len(said) <= PREFIX or added > LONGEST_ENDING.get(self._language, 0):
            return 0.0
        if lost and not self._changes(word, said, shared):
            return 0.0
        if added > (shared - lost if lost or shared <= PREFIX else 2 * shared):
            return 0.0
        return 0.95 - 0.06 * lost - 0.02 * added

    def _changes(self, word: str, said: str, shared: int) -> bool:
        """Whether the word's end may have become what was said."""
        lost = len(word) - shared
        if self._language == "tr":
            return lost == 1 and (word[shared], said[shared : shared + 1]) in _SOFTENED
        allowed = LOST.get(self._language, 0)
        if len(word) <= 4:
            return self._language in SHORT_CHANGING and lost == 1
        return lost <= allowed

    def pieces(self, said: str) -> tuple[str, ...]:
        """The word itself, or the parts of a compound that are known: "messeausweis" is "messe" and "ausweis"."""
        if self._language not in COMPOUNDING or len(said) < 2 * SHORTEST_PIECE or self.forms(said):
            return (said,)
        begins = [at for at in range(len(said) - 3, SHORTEST_PIECE - 1, -1) if self._has(said[:at])]
        for at in begins:
            for link in LINKS:
                rest = said[at + len(link) :]
                if said[at:].startswith(link) and len(rest) >= SHORTEST_PIECE and self.forms(rest):
                    return said[:at], rest
        ends = [at for at in range(3, len(said) - SHORTEST_PIECE + 1) if self.forms(said[at:])]
        if ends and (not begins or len(said) - ends[0] >= begins[0]):
            return (said[ends[0] :],)
        return (said[: begins[0]],) if begins else (said,)


def _shared(one: str, other: str) -> int:
    """The length of the beginning that both have."""
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _misspelt(said: str, word: str) -> float:
    allowed = 0 if len(word) < 6 else 1 if len(word) < 10 else 2
    if not allowed or abs(len(said) - len(word)) > allowed:
        return 0.0
    distance = OSA.distance(said, word, score_cutoff=allowed)
    return 0.8 - 0.1 * distance if distance <= allowed else 0.0
