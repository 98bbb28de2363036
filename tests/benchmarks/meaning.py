"""Fit the meaning model on the example questions, and print how right it is on examples held out.

    python -m tests.benchmarks.meaning [wordings|sorts] [--write]

Every seventh example of a label and language is held out for the figures printed; `--write` stores the weights fitted on all.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES
from knowledge.meaning.features import Hashes, features, mask
from knowledge.meaning.model import SORTS, WORDINGS, table_of
from knowledge.meaning.packed import packed
from knowledge.questions.cueing import cued
from knowledge.questions.intent import Signs, intent
from knowledge.questions.signs import signs
from knowledge.questions.words import clean, fold

DATA = Path(__file__).parent / "data" / "meaning"
WORDING_RANK, SORT_RANK, EPOCHS, BATCH, RATE = 128, 48, 10, 256, 0.08
DROPPED = 0.5
"""The share of a text's features that each pass leaves out: typos and other words will."""
DECAY = 1e-6
SEED = 7
RARE = 4
"""A feature must stand in so many examples to be learnt."""
HELD_OUT = 7
STATEMENT = 0.7
"""What a statement counts beside a question."""
NAMED_TOO = ("venue", "", "", "item", "")
"""What some of the questions about matters name as well: a place or an item named does not make it the programme's question."""
BESIDE = 0.6
"""What such a question counts beside one as it was written."""
_MARK = re.compile(r"\[(item|venue|room|person|time):([^\]]*)\]")
Floats = NDArray[np.float32]


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


@dataclass(frozen=True)
class Fitted:
    labels: tuple[str, ...]
    terms: Hashes
    table: Floats
    head: Floats
    bias: Floats

    def logits(self, rows: csr_matrix) -> Floats:
        return (rows @ self.table) @ self.head + self.bias


def matrix(bags: Sequence[Hashes], terms: Hashes) -> csr_matrix:
    """One row a bag, its known features each 1 / sqrt(their number)."""
    columns, starts, values = [], [0], []
    for bag in bags:
        at = np.minimum(np.searchsorted(terms, bag), len(terms) - 1)
        known = at[terms[at] == bag]
        columns.append(known)
        starts.append(starts[-1] + len(known))
        values.append(np.full(len(known), 1 / np.sqrt(max(len(known), 1)), np.float32))
    return csr_matrix(
        (np.concatenate(values), np.concatenate(columns), np.array(starts)), shape=(len(bags), len(terms))
    )


def fit(bags: Sequence[Hashes], marks: NDArray[np.int64], weights: Floats, labels: Sequence[str], rank: int) -> Fitted:
    """Softmax regression of low rank by Adagrad."""
    draw = np.random.default_rng(SEED)
    counted = np.unique(np.concatenate(bags), return_counts=True)
    terms = counted[0][counted[1] >= RARE]
    rows = matrix(bags, terms)
    table = draw.normal(0, 0.1, (len(terms), rank)).astype(np.float32)
    head = draw.normal(0, 0.3, (rank, len(labels))).astype(np.float32)
    bias = np.zeros(len(labels), np.float32)
    squares = [np.full(one.shape, 1e-3, np.float32) for one in (table, head, bias)]
    for epoch in range(EPOCHS):
        rate = RATE * (1 - epoch / EPOCHS) + 0.005
        order = draw.permutation(rows.shape[0])
        for begin in range(0, len(order), BATCH):
            chosen = order[begin : begin + BATCH]
            whole = rows[chosen]
            kept = (draw.random(len(whole.data)) >= DROPPED).astype(np.float32) / (1 - DROPPED)
            used, columns = np.unique(whole.indices, return_inverse=True)
            batch = csr_matrix((whole.data * kept, columns, whole.indptr), shape=(len(chosen), len(used)))
            hidden = batch @ table[used]
            logits = hidden @ head + bias
            logits -= logits.max(axis=1, keepdims=True)
            shares = np.exp(logits)
            shares /= shares.sum(axis=1, keepdims=True)
            shares[np.arange(len(chosen)), marks[chosen]] -= 1
            slope = shares * (weights[chosen] / len(chosen) * BATCH / 32)[:, None]
            back = slope @ head.T
            step = batch.T @ back + DECAY * table[used]
            for values, at, gradient, square in (
                (table, used, step, squares[0]),
                (head, slice(None), hidden.T @ slope + DECAY * head, squares[1]),
                (bias, slice(None), slope.sum(axis=0), squares[2]),
            ):
                square[at] += gradient * gradient
                values[at] -= rate * gradient / np.sqrt(square[at])
    return Fitted(tuple(labels), terms, table, head, bias)


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


def report(model: Fitted, held: Sequence[Example], glossary: Glossary) -> None:
    """The share right of what was held out, by language, of programme questions and of matters."""
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
    print("  most confused:", ", ".join(f"{a}>{b} {n}" for (a, b), n in missed.most_common(25)))


def write(model: Fitted, path: Path) -> None:
    """Store the weights, the table packed."""
    table, units = packed(model.table)
    np.save(table_of(path), table)
    np.savez_compressed(
        path,
        labels=np.array(model.labels),
        terms=model.terms,
        units=units,
        head=model.head.astype(np.float16),
        bias=model.bias.astype(np.float16),
    )


FITS: Mapping[str, tuple[Callable[[Path], Iterator[Example]], int, Path]] = {
    "wordings": (examples, WORDING_RANK, WORDINGS),
    "sorts": (sorts, SORT_RANK, SORTS),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folder", type=Path, default=DATA)
    parser.add_argument("fits", nargs="*", default=list(FITS), help=", ".join(FITS))
    options = parser.parse_args(arguments)
    glossary = Glossary.load()
    for read, rank, path in (FITS[name] for name in options.fits):
        found = list(read(options.folder))
        labels = sorted({one.label for one in found})
        if options.write:
            write(fit(*ready(found, labels, glossary), labels, rank), path)
            continue
        fitted, held = parted(found)
        print(f"{len(found)} examples of {len(labels)} labels; {len(held)} held out")
        report(fit(*ready(fitted, labels, glossary), labels, rank), held, glossary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
