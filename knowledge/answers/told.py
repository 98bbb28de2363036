"""A text prepared to be searched for the words and concepts of a question."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from knowledge.answers.expected import LINK
from knowledge.glossary import Glossary
from knowledge.glossary.letters import fold, runs
from knowledge.glossary.stems import stem
from knowledge.questions.names import likeness
from knowledge.questions.words import DENSE, is_dense

CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
"""Times of day: the 15 of 10:15 is no 15 January."""
NAMED = 0.7
"""How surely a text must name a concept for it to count."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A text's folded characters where it has any of a script without spaces, the stems of its spaced words in one line (a
    space around each: a line takes a tenth of the room of a set), and the ids of the concepts it names. Only itself is equal to it,
    so that what is worked out about it can be kept by it."""

    language: str
    flat: str
    line: str
    concepts: frozenset[str]


@lru_cache(maxsize=2_000)
def told(text: str, language: str, glossary: Glossary) -> Told:
    """The text prepared; what was prepared just now is not prepared again."""
    bare = CLOCK.sub(" ", LINK.sub(" ", text))
    return Told(
        language,
        "".join(fold(bare, language).split()) if DENSE.search(bare) else "",
        _line(stems(bare, language)),
        frozenset(
            glossary.words.concepts[one.concept].id
            for one in glossary.words.named(bare, language)
            if one.weight >= NAMED
        ),
    )


def joined(parts: Iterable[Told], language: str) -> Told:
    """Several texts as one."""
    return _joined(tuple(parts), language)


@lru_cache(maxsize=2_000)
def _joined(parts: tuple[Told, ...], language: str) -> Told:
    if len(parts) == 1 and parts[0].language == language:
        return parts[0]
    return Told(
        language,
        "\n".join(part.flat for part in parts if part.flat),
        _line(word for part in parts for word in part.line.split()),
        frozenset().union(*(part.concepts for part in parts)),
    )


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, dense runs as they are."""
    found = runs(text, language)
    return [intern(run if is_dense(run) and language != "ko" else stem(run, language)) for _, run in found]


@lru_cache(maxsize=20_000)
def share(form: frozenset[str], text: Told) -> float:
    """The share of the form's stems that the text has; a dense run counts by its pairs."""
    if not form:
        return 0.0
    return sum(_has(part, text) for part in form) / len(form)


def _has(part: str, text: Told) -> float:
    if is_dense(part):
        if part in text.flat:
            return 1.0
        pairs = [part[i : i + 2] for i in range(len(part) - 1)]
        hit = sum(pair in text.flat for pair in pairs) / len(pairs) if pairs else 0.0
        return hit if len(pairs) > 1 and hit >= 0.6 else 0.0
    if f" {part} " in text.line:
        return 1.0
    if len(part) < 4 or part.isdigit():
        return 0.0
    return max((_alike(part, other) for other in _beginning(part[:2], text.line)), default=0.0)


def _line(stems: Iterable[str]) -> str:
    """The stems of spaced words, each once, a space around each."""
    return f" {' '.join(dict.fromkeys(one for one in stems if not is_dense(one)))} "


def _beginning(start: str, line: str) -> Iterator[str]:
    """The stems of a line that begin so."""
    at = line.find(f" {start}")
    while at >= 0:
        stop = line.index(" ", at + 1)
        yield line[at + 1 : stop]
        at = line.find(f" {start}", stop)


@lru_cache(maxsize=20_000)
def _alike(part: str, other: str) -> float:
    """Another form or a typo of the same word; compounds count half."""
    found = likeness(part, other, known=len(part) < 6)
    return found if found >= 0.85 else 0.5 * found
