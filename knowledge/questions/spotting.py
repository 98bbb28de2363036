"""Where the phrases of a table stand in a folded text.

A phrase is a few words; `*` stands for any ending of a word, `...` for up to forty characters in between, and "^" before it for the
start of the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from knowledge.questions.words import fold

Span = tuple[int, int]
START = "^"
BEGINNING = 2
"""Characters by which the phrases are found that may begin at a place."""
_GAP = re.compile(r"\s+|\*|\.\.\.")
_LEAD = re.compile(r"\W*")


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One phrase of the cue of this number, as it is written in the table; `whole` when it must be whole words. `head` is what it begins
    with, up to its first space or gap, `rest` the parts after it."""

    written: str
    cue: int
    whole: bool
    head: str
    rest: tuple[str, ...]

    @classmethod
    def of(cls, written: str, cue: int, *, spaced: bool) -> "Phrase":
        """One of a language that puts spaces between words, or of one that does not."""
        head, *rest = map(intern, _GAP.split(fold(written.removeprefix(START).strip())))
        return cls(written, cue, _whole(written, spaced), head, tuple(filter(None, rest)))

    @property
    def opens(self) -> bool:
        """Whether it must stand at the start."""
        return self.written.startswith(START)

    def spans(self, text: str, at: int) -> list[Span]:
        """The stretches of a text that goes on with its head there that it says, without what stands in its gaps; none when it does
        not stand there."""
        if any(part not in text for part in self.rest):
            return []
        if len(self.head) == len(self.written):
            stop = at + len(self.head)
            return [] if self.whole and _in_words(text[stop : stop + 1]) else [(at, stop)]
        match = _pattern(self.written, self.whole).match(text, at)
        return _said(match) if match else []


class Phrases:
    """The phrases of several cues, found by how they begin: a text holds few of the thousands there are."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, spaced: bool) -> None:
        self._cues, self._spaced = tuple(phrases), spaced
        every = [
            Phrase.of(written, cue, spaced=spaced) for cue, listed in enumerate(phrases.values()) for written in listed
        ]
        self._opening = [one for one in every if one.opens]
        self._anywhere = _by_beginning(one for one in every if not one.opens)

    def find(self, text: str) -> dict[str, list[Span]]:
        """Every cue with a phrase in the text, with where; within one cue none overlaps another."""
        found: dict[int, list[Span]] = {}
        for at in range(len(text)):
            within_word = at > 0 and _in_words(text[at - 1])
            if within_word and self._spaced:
                continue
            for one in self._likely(text, at):
                taken = found.get(one.cue)
                if (taken and at < taken[-1][1]) or (within_word and one.whole):
                    continue
                if spans := one.spans(text, at):
                    found.setdefault(one.cue, []).extend(spans)
        return {self._cues[cue]: found[cue] for cue in sorted(found)}

    def _likely(self, text: str, at: int) -> Sequence[Phrase]:
        """The phrases that may begin there, of each cue the longest first."""
        begun = text[at : at + BEGINNING]
        while begun and begun not in self._anywhere:
            begun = begun[:-1]
        likely = [one for one in self._anywhere.get(begun, ()) if text.startswith(one.head, at)]
        return likely if at else _longest_first((*likely, *self._opening_of(text)))

    def _opening_of(self, text: str) -> Iterator[Phrase]:
        match = _LEAD.match(text)
        begin = match.end() if match else 0
        return (one for one in self._opening if not _in_words(one.head[:1]) or text.startswith(one.head, begin))


def _by_beginning(phrases: Iterable[Phrase]) -> Mapping[str, Sequence[Phrase]]:
    """By the characters that a text goes on with, the most that tell: the phrases that may begin so, the longest first."""
    begun: dict[str, list[Phrase]] = defaultdict(list)
    for one in phrases:
        begun[one.head[:BEGINNING]].append(one)
    return {
        text: _longest_first(one for size in range(len(text) + 1) for one in begun.get(text[:size], ()))
        for text in begun
    }


def _longest_first(phrases: Iterable[Phrase]) -> list[Phrase]:
    return sorted(phrases, key=lambda one: -len(one.written))


def _in_words(char: str) -> bool:
    """Whether it is a letter or a figure; none is not."""
    return char.isalnum() or char == "_"


def _said(match: re.Match[str]) -> list[Span]:
    """The stretches of the match that the phrase itself says, without what stands in its gaps."""
    begin, stop = match.span()
    found = []
    for first, last in sorted(span for span in match.regs[1:] if span[0] >= 0):
        found.append((begin, first))
        begin = last
    return [span for span in (*found, (begin, stop)) if span[0] < span[1]]


@lru_cache(maxsize=20_000)
def _pattern(written: str, whole: bool) -> re.Pattern[str]:
    """Compiled when a text first begins like it."""
    return re.compile(_source(written, whole))


def _whole(written: str, spaced: bool) -> bool:
    """Whether it must be whole words; Latin ones always."""
    return spaced or written.removeprefix(START).isascii()


def _source(written: str, whole: bool) -> str:
    parts = [re.escape(part.strip()) for part in fold(written.removeprefix(START).strip()).split("...")]
    body = "(.{0,40}?)".join(parts).replace(r"\ ", r"[\s,]+" if whole else r"\s*").replace(r"\*", r"\w*")
    bound = rf"(?<!\w){body}(?!\w)" if whole else body
    return rf"^\W*{bound}" if written.startswith(START) else bound


def compiled(phrases: Iterable[str], *, spaced: bool) -> re.Pattern[str]:
    """One pattern for all the phrases, the longest tried first; `spaced` for a language that puts spaces between words."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(_source(one, _whole(one, spaced)) for one in longest_first))
