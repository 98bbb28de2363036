"""Fit how quotes are ranked and how sure document answers are on labelled questions, and print how right both are on questions
not fitted on.

    python -m tests.benchmarks.calibration [--data ../shared/data] [--write]

Each event's questions are rated with weights fitted on the other events'; `--write` stores weights fitted on all of them.
Of the exams only the questions that may be looked at are used. A quote is right when it holds every fact that a
right answer must state (`must_contain`).
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.commands.evaluation import holds
from knowledge.answers.confidence import COEFFICIENTS, Features, Merits
from knowledge.answers.passages import Quote, Read, quoted
from knowledge.answers.passages import read as read_passages
from knowledge.answers.recall import Recall
from knowledge.glossary import Glossary
from knowledge.index import Library
from knowledge.meaning import Meanings
from knowledge.packs import Pack, load
from knowledge.questions.understand import Reader
from tests.benchmarks.exam import EXAMS, looked_at
from tests.benchmarks.logistic import Floats, Limits, logistic, preferring, store

DATA = Path(__file__).parent / "data"
TRANSLATIONS = DATA / "faq_questions_translated.jsonl"
PAGES = DATA / "pages"
"""Pages of events of many kinds in two languages each, with questions that avoid their words: harder than people ask."""
FOR_DOCUMENTS = ("documents", "document", "unanswerable")
"""The categories of the exam that documents answer or must not answer."""
MOST_ELSEWHERE = -6.0
"""The most weight of `elsewhere`: "a pool at the museum" is no question about the hotel's pool, and look-alikes are rarer in
these questions than in life."""
MOST_NAMELESS = -3.0
"""The most weight of `nameless`, for the same reason: the opening hours of one place are not those of another."""
LEAST_RAREST = 1.0
"""The least weight of `rarest`, for the same reason: "is there a pool at the museum" is about a pool, however much the museum's page
is like it."""
FOREIGN, HARD, UNANSWERABLE = 0.5, 0.2, 2.0
"""What questions count beside others: in a language that the event's texts are not in; of `PAGES`, when confidence is fitted;
unanswerable by themselves."""
NEARLY = 0.98
"""What is worth so much of the best is as good: chance moves the best line by tenths."""
RANKED = "How passages are quoted, fitted by tests/benchmarks/calibration.py: right quotes before others."
COST = 2.0
"""What a wrong answer costs beside the worth of a right one."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A labelled question with the passages found for it and whether the quote around each of their sentences is right; `own` when
    the event's texts are in the question's language; `hard` when it is one of `PAGES`, `bereft` when the documents that answer it
    were taken away."""

    event: str
    id: str
    language: str
    answerable: bool
    own: bool
    hard: bool
    facts: tuple[Any, ...]
    passages: tuple[Read, ...]
    bereft: bool = False

    @cached_property
    def right(self) -> tuple[tuple[bool, ...], ...]:
        """Whether the quote around each sentence of each passage is right."""
        return tuple(
            tuple(self.answered(one.prepared.quote(at)) for at in range(len(one.prepared.units)))
            for one in self.passages
        )

    def answered(self, text: str) -> bool:
        """Whether the text states every fact."""
        return self.answerable and bool(self.facts) and all(holds(text, fact) for fact in self.facts)

    def best(self, merits: Floats) -> Quote | None:
        """The quote that is chosen by what each of the merits counts."""
        found = quoted(self.passages, merits.astype(np.float32))
        return found[0] if found else None


class Model(NamedTuple):
    """What each of the `Merits` counts, and each of the `Features`, with their bias."""

    merits: Floats
    weights: Floats
    bias: float


Rated = tuple[Asked, float, bool]
"""A question, the confidence of the quote chosen, and whether that quote is right."""


def faq(folder: Path, glossary: Glossary) -> Iterator[Asked]:
    """The labelled questions of one event's folder, in English and in the languages they were translated into."""
    rows = {row["id"]: row for row in _lines(folder / "questions.jsonl")}
    others = [{**rows[one["id"]], **one} for one in _lines(TRANSLATIONS) if one["id"] in rows]
    yield from read(folder.name, load(folder / "text"), [*rows.values(), *others], glossary)


def exams(glossary: Glossary) -> Iterator[Asked]:
    """The labelled questions that may be looked at, event by event, as far as documents answer them."""
    for pack in dict.fromkeys(one.pack for one in EXAMS):
        rows = [row for one in EXAMS if one.pack == pack for row in looked_at(one)]
        chosen = [row for row in rows if row["category"] in FOR_DOCUMENTS]
        yield from read(str(pack), load(pack), chosen, glossary)


def pages(glossary: Glossary) -> Iterator[Asked]:
    """The labelled questions of events that have nothing but pages."""
    for folder in sorted(PAGES.iterdir()):
        yield from read(folder.name, load(folder / "pages"), _lines(folder / "questions.jsonl"), glossary, hard=True)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def read(
    name: str, pack: Pack, rows: Iterable[dict[str, Any]], glossary: Glossary, *, hard: bool = False
) -> Iterator[Asked]:
    """The passages that the pack's texts give for each question."""
    library = Library.open(None, pack.documents, pack.approved, event=pack.event, glossary=glossary)
    known = glossary.with_event(pack.event)
    meanings = Meanings.load(glossary)
    reader, recall = Reader(pack.event, known, meanings), Recall(library)
    for passage in library.passages():
        recall.prepare(passage, known, meanings)
    spoken = {document.language for document in pack.documents}
    for row in rows:
        text, language = row["question"], row["lang"]
        question = reader.read(text, language, datetime(2025, 1, 1, tzinfo=UTC))
        hits = recall.hits(question, language)
        passages = tuple(read_passages(question, hits, known, meanings))
        facts = tuple(row["must_contain"])
        own = language in spoken
        asked = Asked(name, row["id"], language, bool(row["answerable"]), own, hard, facts, passages)
        yield asked
        if any(map(any, asked.right)):  # and as if the documents that answer it were not there
            telling = {one.passage.key for one, right in zip(passages, asked.right, strict=True) if any(right)}
            others = [hit for hit in hits if hit.passage.key not in telling]
            left = tuple(read_passages(question, others, known, meanings))
            bereft = replace(asked, passages=left, bereft=True)
            if left and not any(map(any, bereft.right)):
                yield replace(bereft, answerable=False)


def fit(asked: Sequence[Asked]) -> Model:
    """Weights by which the right quote is chosen, and of a logistic model of whether the quote chosen is right, in which no
    evidence counts against its meaning."""
    telling = [one for one in asked if any(map(any, one.right))]
    rows = [np.concatenate([read.merits for read in one.passages]).astype(float) for one in telling]
    good = [np.array([right for rights in one.right for right in rights]) for one in telling]
    merits = preferring(rows, good, np.array([1.0 if one.own else FOREIGN for one in telling]))
    chosen = [(one, quote) for one in asked if (quote := one.best(merits)) is not None]
    table = np.array([quote.features for _, quote in chosen])
    right = np.array([one.answered(quote.text) for one, quote in chosen], dtype=float)
    sample = np.array([_weight(one) for one, _ in chosen])
    limits: dict[str, Limits] = dict.fromkeys(("own", "certain", "words"), (None, None))
    limits |= {"nameless": (None, MOST_NAMELESS), "elsewhere": (None, MOST_ELSEWHERE), "rarest": (LEAST_RAREST, None)}
    weights, bias = logistic(table, right, sample, [limits.get(name, (0.0, None)) for name in Features._fields])
    return Model(merits, *_as_likely(asked, Model(merits, weights, bias)))


def _as_likely(asked: Sequence[Asked], model: Model) -> tuple[Floats, float]:
    """The same order of quotes, the confidence being how often the quote chosen is right when no document is taken away, about
    questions that are no harder than people's."""
    chosen = [(score, right) for one, score, right in rate(asked, model) if score and not one.bereft and not one.hard]
    logits = np.array([[np.log(score / (1 - score))] for score, _ in chosen])
    right = np.array([right for _, right in chosen], dtype=float)
    scale, shift = logistic(logits, right, np.ones(len(right)), [(0.0, None)])
    return model.weights * scale[0], model.bias * float(scale[0]) + shift


def _weight(one: Asked) -> float:
    return (
        (1.0 if one.own else FOREIGN)
        * (HARD if one.hard else 1.0)
        * (1.0 if one.answerable or one.bereft else UNANSWERABLE)
    )


def rate(asked: Iterable[Asked], model: Model) -> list[Rated]:
    """For each question the confidence of the quote chosen, and whether that quote is right."""
    found = []
    for one in asked:
        quote = one.best(model.merits)
        if quote is None:
            found.append((one, 0.0, False))
            continue
        score = 1 / (1 + np.exp(-(np.array(quote.features) @ model.weights + model.bias)))
        found.append((one, float(score), one.answered(quote.text)))
    return found


def at(line: float, rated: Sequence[Rated]) -> tuple[float, float, float]:
    """Correct of the answerable, wrong of all, handed over of the unanswerable."""
    answerable = [row for row in rated if row[0].answerable]
    rest = [row for row in rated if not row[0].answerable]
    correct = sum(score >= line and right for _, score, right in answerable) / max(len(answerable), 1)
    wrong = sum(score >= line and not right for _, score, right in rated) / max(len(rated), 1)
    return correct, wrong, sum(score < line for _, score, _ in rest) / max(len(rest), 1)


def best_line(rated: Sequence[Rated]) -> float:
    """The middle of the lines at which the right answers are worth about as much more than the wrong ones cost as they ever are."""

    def worth(line: float) -> float:
        return sum((1.0 if right else -COST) for _, score, right in rated if score >= line)

    lines = [n / 100 for n in range(5, 100)]
    best = max(map(worth, lines))
    return float(np.median([line for line in lines if worth(line) >= NEARLY * best]))


def curve(rated: Sequence[Rated]) -> Iterator[str]:
    """Correct, wrong and handed over as the line moves, in tenths."""
    yield "  line  correct  wrong  unanswerable handed over"
    for tenth in range(1, 10):
        correct, wrong, handed = at(tenth / 10, rated)
        yield f"  {tenth / 10:.1f}   {correct:6.1%}  {wrong:6.1%}  {handed:6.1%}"


def reliability(rated: Sequence[Rated]) -> Iterator[str]:
    """How often answers of each fifth of confidence are right."""
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [right for _, score, right in rated if low <= score < low + 0.2 + (low == 0.8)]
        if inside:
            yield f"  confidence {low:.1f}–{low + 0.2:.1f}: {sum(inside) / len(inside):6.1%} right of {len(inside)}"


def write(model: Model, line: float, origin: str) -> None:
    """Store the model beside the code that reads it."""
    store("merits", dict(zip(Merits._fields, map(float, model.merits), strict=True)), None, RANKED)
    store("weights", dict(zip(Features._fields, map(float, model.weights), strict=True)), model.bias, origin)
    text = COEFFICIENTS.read_text(encoding="utf-8")
    COEFFICIENTS.write_text(re.sub(r"^line = .*$", f"line = {line:.2f}", text, flags=re.M), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how right each event's answers are with the others' weights; store weights fitted on all when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    folders = sorted(path for path in (options.data / "faq").glob("*") if (path / "questions.jsonl").is_file())
    if len(folders) < 2:
        print(f"skipped: no labelled questions of two events under {options.data / 'faq'}")
        return 0
    glossary = Glossary.load()
    asked = [*exams(glossary), *(one for folder in folders for one in faq(folder, glossary)), *pages(glossary)]
    held_out: list[Rated] = []
    for event in dict.fromkeys(one.event for one in asked):
        held_out += list(_other_events(event, asked))
    own = [row for row in held_out if row[0].own and not row[0].hard]
    print("Questions in the texts' language, each with the other events' weights:", *curve(own), sep="\n")
    print(*reliability([row for row in held_out if not row[0].hard]), sep="\n")
    if options.write:
        model = fit(asked)
        events, bereft = len({one.event for one in asked}), sum(one.bereft for one in asked)
        origin = f"Fitted by tests/benchmarks/calibration.py on {len(asked) - bereft} questions about {events} events, and\n{bereft} of them once more without the documents that answer."
        line = best_line(own)
        correct, wrong, handed = at(line, own)
        promise = f"At the line {correct:.0%} are answered right, {wrong:.0%} wrongly and {handed:.0%} of the unanswerable handed over, about events not fitted on."
        write(model, line, f"{origin}\n{promise}")
    return 0


def _other_events(event: str, asked: Sequence[Asked]) -> Iterator[Rated]:
    """The event's questions rated with the other events' weights, and what comes of it printed."""
    model = fit([one for one in asked if one.event != event])
    every = rate([one for one in asked if one.event == event or not one.hard], model)
    whole = [row for row in every if not row[0].bereft]
    tuned = best_line([row for row in whole if row[0].event != event and row[0].own and not row[0].hard])
    rated = [row for row in whole if row[0].event == event]
    found = [row for row in rated if row[0].answerable]
    first, able = (
        sum(marks) / len(found) for marks in ([r for *_, r in found], [any(map(any, one.right)) for one, *_ in found])
    )
    print(f"{event} (not fitted on), line {tuned:.2f}, right quote first {first:.1%} of {able:.1%} found:")
    for language in dict.fromkeys(row[0].language for row in rated):
        correct, wrong, handed = at(tuned, [row for row in rated if row[0].language == language])
        print(f"  {language}: correct {correct:6.1%}, wrong {wrong:6.1%}, unanswerable handed over {handed:6.1%}")
    bereft = [row for row in every if row[0].bereft and row[0].event == event]
    print(f"  with the documents that answer taken away: handed over {at(tuned, bereft)[2]:6.1%} of {len(bereft)}")
    yield from rated


if __name__ == "__main__":
    sys.exit(main())
