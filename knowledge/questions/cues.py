"""The words that show what kind of question is asked, read from one table per language in `phrases/`.

In a table `*` stands for any ending of a word and `...` for up to forty characters in between; case and accents do not count.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.localize import LANGUAGES
from knowledge.questions.words import HANGUL, fold

Span = tuple[int, int]
BEGINNING = 2
"""Characters of a phrase that tell whether it may stand in a text at all."""
SORTS = "sort."
"""What the names of cues begin with that tell one sort of a kind from others, as "sort.meal.lunch"."""
_TABLES = Path(__file__).parent / "phrases"
_UNSPACED = frozenset({"zh", "th", "ko"})


@dataclass(frozen=True)
class Cues:
    """One language's cues as compiled patterns by name, e.g. "when", "kind.meal", "filler"."""

    language: str
    patterns: Mapping[str, re.Pattern[str]]
    beginnings: Mapping[str, Sequence[str]]
    """The cues that a phrase beginning with these characters belongs to: no other can stand in a text without them."""
    sorts: Mapping[str, Sequence[str]]

    def find(self, folded: str) -> dict[str, list[Span]]:
        """Every cue that occurs in the folded text, with where."""
        begun = {folded[at : at + size] for at in range(len(folded)) for size in range(BEGINNING + 1)}
        likely = {name for beginning in begun for name in self.beginnings.get(beginning, ())}
        asked = ((name, self.patterns[name]) for name in self.patterns if name in likely and not name.startswith(SORTS))
        found = {name: [span for m in pattern.finditer(folded) for span in _said(m)] for name, pattern in asked}
        return {name: spans for name, spans in found.items() if spans}

    def whole(self, name: str, folded: str) -> bool:
        """Whether the text is nothing but this cue."""
        pattern = self.patterns.get(name)
        return bool(pattern and pattern.fullmatch(folded.strip(" .!?,;:。！？，~…")))

    def is_filler(self, word: str) -> bool:
        """Whether a folded word carries no content of its own."""
        return bool(self.patterns["filler"].fullmatch(word))

    def is_light(self, word: str) -> bool:
        """Whether a folded word tells little beside the name of an item ("start", "session"), or nothing at all."""
        return self.is_filler(word) or bool(self.patterns["light"].fullmatch(word))


def _said(match: re.Match[str]) -> list[Span]:
    """The stretches of the match that the phrase itself says, without what stands in its gaps."""
    begin, stop = match.span()
    found = []
    for first, last in sorted(span for span in match.regs[1:] if span[0] >= 0):
        found.append((begin, first))
        begin = last
    return [span for span in (*found, (begin, stop)) if span[0] < span[1]]


def _source(phrase: str, *, spaced: bool) -> str:
    folded = fold(phrase.strip())
    parts = [re.escape(part.strip()) for part in folded.split("...")]
    body = "(.{0,40}?)".join(parts).replace(r"\ ", r"[\s,]+" if spaced else r"\s*").replace(r"\*", r"\w*")
    return rf"(?<!\w){body}(?!\w)" if spaced else body


def _syllable(phrase: str) -> bool:
    """Whether it is one Korean syllable, which is a word only when it stands alone."""
    return len(phrase) == 1 and HANGUL[0] <= phrase <= HANGUL[-1]


def compiled(phrases: Sequence[str], *, spaced: bool) -> re.Pattern[str]:
    """One pattern for all the phrases, the longest tried first; phrases may begin with "^" for the start of the text."""
    sources = []
    for phrase in sorted(phrases, key=len, reverse=True):
        at_start = phrase.startswith("^")
        source = _source(phrase.removeprefix("^"), spaced=spaced or phrase.isascii())
        sources.append(rf"^\W*{source}" if at_start else source)
    return re.compile("|".join(sources))


class _Patterns(Mapping[str, re.Pattern[str]]):
    """Patterns by name, each compiled when it is first wanted: a question needs a few of the hundreds there are."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, spaced: bool) -> None:
        self._phrases, self._spaced = phrases, spaced
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __getitem__(self, name: str) -> re.Pattern[str]:
        if name not in self._compiled:
            self._compiled[name] = compiled(self._phrases[name], spaced=self._spaced)
        return self._compiled[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, list[str]]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield prefix + name, [str(one) for one in value]


@lru_cache(maxsize=16)
def cues(language: str) -> Cues:
    """The cues of one of our languages; English for any other."""
    code = language if language in LANGUAGES else "en"
    table = tomllib.loads((_TABLES / f"{code}.toml").read_text(encoding="utf-8"))
    spaced = code not in _UNSPACED
    named = dict(_flatten(table))
    sorts = {name.removeprefix(SORTS): tuple(phrases) for name, phrases in named.items() if name.startswith(SORTS)}
    return Cues(code, _Patterns(named, spaced=spaced), _beginnings(named), sorts)


def _beginnings(named: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, phrases in named.items():
        for beginning in {_beginning(phrase) for phrase in phrases}:
            found.setdefault(beginning, []).append(name)
    return {beginning: tuple(names) for beginning, names in found.items()}


def _beginning(phrase: str) -> str:
    return re.split(r"\s|\*|\.\.\.", fold(phrase.removeprefix("^").strip()), maxsplit=1)[0][:BEGINNING]
