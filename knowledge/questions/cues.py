"""The words that show what kind of question is asked, read from one table per language in `phrases/`; case and accents do not count."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from re import Pattern

from knowledge.localize import LANGUAGES
from knowledge.questions.spotting import Phrases, Span, compiled

SORTS = "sort."
"""What the names of cues begin with that tell one sort of a kind from others, as "sort.meal.lunch"."""
_TABLES = Path(__file__).parent / "phrases"
_UNSPACED = frozenset({"zh", "th", "ko"})


@dataclass(frozen=True)
class Cues:
    """One language's cues as compiled patterns by name, e.g. "when", "kind.meal", "filler"."""

    language: str
    patterns: Mapping[str, Pattern[str]]
    phrases: Phrases
    """Those of all cues but the sorts."""
    sorts: Mapping[str, Sequence[str]]

    def find(self, folded: str) -> dict[str, list[Span]]:
        """Every cue that occurs in the folded text, with where."""
        return self.phrases.find(folded)

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


class _Patterns(Mapping[str, Pattern[str]]):
    """Patterns by name, each compiled when it is first wanted: a question needs a few of the hundreds there are."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, spaced: bool) -> None:
        self._phrases, self._spaced = phrases, spaced
        self._compiled: dict[str, Pattern[str]] = {}

    def __getitem__(self, name: str) -> Pattern[str]:
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
    spotted = {name: phrases for name, phrases in named.items() if not name.startswith(SORTS)}
    return Cues(code, _Patterns(named, spaced=spaced), Phrases(spotted, spaced=spaced), sorts)
