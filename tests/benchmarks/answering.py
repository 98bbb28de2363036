"""Questions with what they ask for, a sentence that answers or an item of a programme: what they say is alike, whatever words they
use."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES
from knowledge.meaning.features import Hashes, features

TOGETHER = 256
"""About so many pairs of one group are told apart at a time."""
NEIGHBOURS = 16
"""So many pairs that stand together stay together: they are about neighbouring matters, which are the hardest to tell apart."""
SOUGHT = ("answers", "items")
"""The folders of questions with sentences that answer them, and with the items that they mean."""


class Pair(NamedTuple):
    """Two texts as bags of features, of which one answers or renders the other; `group` tells what kind they are and in which
    languages, `sought` what the other is: pairs that seek the same are not told apart."""

    one: Hashes
    other: Hashes
    group: str
    sought: int


def pairs(folder: Path, glossary: Glossary, signs: Callable[[str, str], Sequence[str]]) -> Iterator[Pair]:
    """Every question with what it seeks; where there is an English rendering, both also with that. `signs` tells what rules find in
    a question of a language."""
    for sought in SOUGHT:
        for language in LANGUAGES:
            path = folder / sought / f"{language}.tsv"
            lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
            for line in lines:
                question, found, *english = line.split("\t")
                key = crc32(found.encode())
                asked = features(question, language, glossary, signs(question, language))
                told = features(found, language, glossary)
                yield Pair(asked, told, f"{sought}: {language}", key)
                for rendering in (features(text, "en", glossary) for text in english):
                    yield Pair(asked, rendering, f"{sought}: {language} in English", key)
                    yield Pair(told, rendering, f"{sought}: {language} rendered", key)


def batches(groups: Sequence[str], draw: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Numbers of pairs of one group at a time, each pair once in every round, without end: only texts of the same kind and languages
    are told apart by what they say."""
    named = np.array(groups)
    while True:
        parts: list[NDArray[np.int64]] = []
        for group in sorted(set(groups)):
            numbers = np.roll(np.flatnonzero(named == group), draw.integers(NEIGHBOURS))
            together = np.array_split(numbers, max(1, len(numbers) // NEIGHBOURS))
            shuffled = np.concatenate([together[at] for at in draw.permutation(len(together))])
            parts += np.array_split(shuffled, max(1, round(len(numbers) / TOGETHER)))
        for at in draw.permutation(len(parts)):
            yield parts[at]
