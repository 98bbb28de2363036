"""Questions with sentences that answer them: what they say is alike, whatever words they use."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES
from knowledge.meaning.features import Hashes, features

TOGETHER = 256
"""About so many pairs of one group are told apart at a time."""


class Pair(NamedTuple):
    """Two texts as bags of features, of which one answers or renders the other; `group` tells the languages of both, `line` where
    they stand."""

    one: Hashes
    other: Hashes
    group: str
    line: int


def pairs(folder: Path, glossary: Glossary, signs: Callable[[str, str], Sequence[str]]) -> Iterator[Pair]:
    """Every question with the sentence that answers it; where there is an English rendering, question and sentence each with that
    as well. `signs` tells what rules find in a question of a language."""
    for language in LANGUAGES:
        path = folder / f"{language}.tsv"
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for number, line in enumerate(lines):
            question, sentence, *english = line.split("\t")
            asked = features(question, language, glossary, signs(question, language))
            told = features(sentence, language, glossary)
            yield Pair(asked, told, language, number)
            for rendering in (features(text, "en", glossary) for text in english):
                yield Pair(asked, rendering, f"{language}, answered in English", number)
                yield Pair(told, rendering, f"{language}, rendered in English", number)


def batches(groups: Sequence[str], draw: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Numbers of pairs of one group at a time, each pair once in every round, without end: only texts of the same languages are
    told apart by what they say."""
    named = np.array(groups)
    while True:
        parts: list[NDArray[np.int64]] = []
        for group in sorted(set(groups)):
            numbers = draw.permutation(np.flatnonzero(named == group))
            parts += np.array_split(numbers, max(1, round(len(numbers) / TOGETHER)))
        for at in draw.permutation(len(parts)):
            yield parts[at]
