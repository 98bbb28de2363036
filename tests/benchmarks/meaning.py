"""Fit the meaning model on the example questions, and print how right it is on examples held out.

    python -m tests.benchmarks.meaning [wordings|sorts|likeness] [--write]

Every seventh example of a label and language, and about every seventh answer or item with its questions, is held out for the
figures printed; `--write` stores the weights fitted on all.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES
from knowledge.meaning.features import Hashes, features, mask
from knowledge.meaning.model import LIKENESS, SORTS, WORDINGS
from knowledge.meaning.packed import packed
from knowledge.meaning.table import table_of
from knowledge.questions.cueing import cued
from knowledge.questions.intent import Signs, intent
from knowledge.questions.signs import signs
from knowledge.questions.words import clean, fold
from tests.benchmarks.answering import Pair, pairs
from tests.benchmarks.learning import Fitted, Floats, fit, matrix

DATA = Path(__file__).parent / "data" / "meaning"
WORDING_RANK, SORT_RANK = 128, 48
HELD_OUT = 7
STATEMENT = 0.7
"""What a statement counts beside a question."""
NAMED_TOO = ("venue", "", "", "item", "")
"""What some of the questions about matters name as well: a place or an item named does not make it the programme's question."""
BESIDE = 0.6
"""What such a question counts beside one as it was written."""
_MARK = re.compile(r"\[(item|venue|room|person|time):([^\]]*)\]")
NONE_OF = 9
"""One in so many questions about matters is an example of no sort of item."""
NO_SORT = "~"
"""The label of texts that speak of no sort of item: the last when sorted."""


@dataclass(frozen=True)
class Example:
    label: str
    language: str
    texts: tuple[str, ...]
    signs: tuple[str, ...]
    weight: float


def examples(folder: Path = DATA) -> Iterator[Example]:
    """The labelled examples of wordings; those with names marked in them once with the names and once with masks."""
    for language, (label, kind, text) in _lines(folder):
        texts = (_MARK.sub(lambda m: f" {mask(m[1])} ", text), _MARK.sub(lambda m: m[2], text))
        told = question_signs(text, language) if kind == "q" else ()
        yield Example(label, language, tuple(dict.fromkeys(texts)), told, STATEMENT if kind == "s" else 1.0)
        named = NAMED_TOO[crc32(text.encode()) % len(NAMED_TOO)]
        if ":" in label and kind == "q" and named:
            told = question_signs(f"{text} [{named}:X]", language)
            yield Example(label, language, (f"{text} {mask(named)}",), told, BESIDE)


def sorts(folder: Path = DATA) -> Iterator[Example]:
    """The labelled examples of the sorts of programme items, and of none: every so many of the questions about matters."""
    for number, one in enumerate(examples(folder)):
        if ":" in one.label and one.signs and number % NONE_OF == 0:
            yield replace(one, label=NO_SORT)
    for language, (label, kind, text) in _lines(folder / "sorts"):
        yield Example(label, language, (text,), question_signs(text, language) if kind == "q" else (), 1.0)


def _lines(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The three fields of every line, with its language."""
    for language in LANGUAGES:
        path = folder / f"{language}.tsv"
        if path.is_file():
            yield from ((language, line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines())


def question_signs(text: str, language: str) -> tuple[str, ...]:
    """What rules find in an example question whose names are marked, as a Reader would tell it."""
    named = {found[1] for found in _MARK.finditer(text)}
    cues = cued(fold(clean(_MARK.sub("X", text))), language)
    rule = intent(
        Signs(
            cues,
            item="item" in named,
            sure="item" in named,
            venue="venue" in named,
            person="person" in named,
            room="room" in named,
            kinds=any(name.startswith("kind.") for name in cues),
            timed="time" in named,
            event="event" in cues,
            transfer="kind.transfer" in cues,
        )
    )
    return tuple(signs(cues, rule, named))


def parted(found: Iterable[Example]) -> tuple[list[Example], list[Example]]:
    """Those to fit on, and those held out."""
    seen: Counter[tuple[str, str]] = Counter()
    fitted, held = [], []
    for one in found:
        seen[one.label, one.language] += 1
        (held if seen[one.label, one.language] % HELD_OUT == 3 else fitted).append(one)
    return fitted, held


def ready(
    found: Sequence[Example], labels: Sequence[str], glossary: Glossary
) -> tuple[list[Hashes], NDArray[np.int64], Floats]:
    """Every text of the examples as a bag, with its label's number and weight."""
    place = {label: at for at, label in enumerate(labels)}
    counts = Counter(one.label for one in found)
    usual = np.median(list(counts.values()))
    bags, marks, weights = [], [], []
    for one in found:
        for text in one.texts:
            bags.append(features(text, one.language, glossary, one.signs))
            marks.append(place[one.label])
            weights.append(one.weight / len(one.texts) * (usual / counts[one.label]) ** 0.5)
    return bags, np.array(marks), np.array(weights, np.float32)


def report(model: Fitted, held: Sequence[Example], alike: Sequence[Pair], glossary: Glossary) -> None:
    """The share right of what was held out, by language, of programme questions and of matters; and how often a text is more like
    its partner than like the partners of all others of its group."""
    groups: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    missed: Counter[tuple[str, str]] = Counter()
    for one in held:
        bag = features(one.texts[0], one.language, glossary, one.signs)
        order = np.argsort(-model.logits(matrix([bag], model.terms))[0])
        found = model.labels[order[0]]
        right = found == one.label
        three = one.label in [model.labels[at] for at in order[:3]]
        half = (":" in found and ":" in one.label) or (":" not in found and ":" not in one.label)
        for name in (one.language, "programme" if ":" not in one.label else "matters"):
            groups[name].append((right, three))
        groups["side"].append((half, half))
        if not right:
            missed[one.label, found] += 1
    for name, marks in groups.items():
        print(
            f"  {name:<10} n {len(marks):>5}  first {np.mean([a for a, _ in marks]):6.1%}  in three {np.mean([b for _, b in marks]):6.1%}"
        )
    for group in sorted({pair.group for pair in alike}):
        ones, others = (
            model.gists(matrix(side, model.terms))
            for side in zip(*(pair[:2] for pair in alike if pair.group == group), strict=True)
        )
        likeness = ones @ others.T
        ahead = (likeness > np.diag(likeness)[:, None]).sum(axis=1)
        print(f"  {group:<25} n {len(ahead):>5}  first {np.mean(ahead == 0):6.1%}  in five {np.mean(ahead < 5):6.1%}")
    print("  most confused:", ", ".join(f"{a}>{b} {n}" for (a, b), n in missed.most_common(25)))


def write(model: Fitted, path: Path, *, labelled: bool) -> None:
    """Store the weights, the table packed; labels only where they are asked for."""
    table, units = packed(model.table)
    np.save(table_of(path), table)
    head = {
        "labels": np.array(model.labels),
        "head": model.head.astype(np.float16),
        "bias": model.bias.astype(np.float16),
    }
    np.savez_compressed(path, terms=model.terms, units=units, **(head if labelled else {}))


class Fitting(NamedTuple):
    """What is fitted: on which examples, of what rank, where it is kept, and whether on pairs too, for which a classifier is worse
    and only the table is kept."""

    examples: Callable[[Path], Iterator[Example]]
    rank: int
    path: Path
    paired: bool = False


FITS: Mapping[str, Fitting] = {
    "wordings": Fitting(examples, WORDING_RANK, WORDINGS),
    "sorts": Fitting(sorts, SORT_RANK, SORTS),
    "likeness": Fitting(examples, WORDING_RANK, LIKENESS, paired=True),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path, default=DATA)
    parser.add_argument("fits", nargs="*", default=list(FITS), help=", ".join(FITS))
    options = parser.parse_args(arguments)
    glossary = Glossary.load()
    for one in (FITS[name] for name in options.fits):
        found = list(one.examples(options.folder))
        alike = list(pairs(options.folder, glossary, question_signs)) if one.paired else []
        labels = sorted({example.label for example in found})
        if options.write:
            model = fit(*ready(found, labels, glossary), labels, one.rank, alike)
            write(model, one.path, labelled=not one.paired)
            continue
        fitted, held = parted(found)
        print(f"{len(found)} examples of {len(labels)} labels, {len(alike)} pairs; {len(held)} examples held out")
        aside = [pair for pair in alike if pair.sought % HELD_OUT == 3]
        used = [pair for pair in alike if pair.sought % HELD_OUT != 3]
        report(fit(*ready(fitted, labels, glossary), labels, one.rank, used), held, aside, glossary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
