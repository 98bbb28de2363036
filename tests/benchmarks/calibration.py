"""Fit the confidence of document answers on labelled questions, and print how right it is on questions not fitted on.

    python -m tests.benchmarks.calibration [--data ../shared/data] [--write]

Each event's questions are rated with weights fitted on the other event's; `--write` stores weights fitted on all of them.
A quote is right when it holds every fact that a right answer must state (`must_contain`).
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from knowledge.answers.confidence import COEFFICIENTS, Features
from knowledge.answers.passages import Quote, best_quotes
from knowledge.glossary import Glossary
from knowledge.index import Library
from knowledge.packs import load
from knowledge.questions.understand import Reader

TRANSLATIONS = Path(__file__).parent / "data" / "faq_questions_translated.jsonl"
PENALTY = 1.0
LEAST_RAREST = 2.0
"""The least weight of `rarest`: look-alikes ("a cloakroom for luggage") are rarer in two events' questions than in life."""
MOST_WRONG, LEAST_HANDED = 0.08, 0.85
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A labelled question with the quotes found for it and which of them are right."""

    event: str
    id: str
    language: str
    answerable: bool
    quotes: tuple[Quote, ...]
    right: tuple[bool, ...]


def read(folder: Path, glossary: Glossary) -> Iterator[Asked]:
    """The labelled questions of one event's folder, in English and in the languages they were translated into."""
    pack = load(folder / "text")
    library = Library.open(None, pack.documents, event=pack.event, glossary=glossary)
    reader, known = Reader(pack.event, glossary), glossary.with_event(pack.event)
    rows = {row["id"]: row for row in map(json.loads, (folder / "questions.jsonl").open(encoding="utf-8"))}
    others = [one for one in map(json.loads, TRANSLATIONS.open(encoding="utf-8")) if one["id"] in rows]
    asked = [(key, "en", row["question"]) for key, row in rows.items()]
    for key, language, text in [*asked, *((one["id"], one["lang"], one["question"]) for one in others)]:
        question = reader.read(text, language, datetime(2025, 1, 1, tzinfo=UTC))
        quotes = tuple(best_quotes(question, library.search(text, language, 10), known))
        facts = rows[key]["must_contain"]
        right = tuple(bool(facts) and all(fact.lower() in quote.text.lower() for fact in facts) for quote in quotes)
        yield Asked(folder.name, key, language, bool(rows[key]["answerable"]), quotes, right)


def fit(asked: Sequence[Asked]) -> tuple[Floats, float]:
    """Weights and bias of a logistic model in which no evidence counts against its meaning: `missing` never speaks for a
    quote, nothing else against one. Languages count alike, and unanswerable questions double."""
    rows = [
        (quote.features, right, _weight(one))
        for one in asked
        for quote, right in zip(one.quotes, one.right, strict=True)
    ]
    table = np.array([row for row, _, _ in rows])
    right = np.array([right for _, right, _ in rows], dtype=float)
    sample = np.array([weight for *_, weight in rows])
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = (table - mean) / scale

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, bias = parameters[:-1], parameters[-1]
        logits = scaled @ weights + bias
        chance = 1 / (1 + np.exp(-logits))
        value = float(sample @ (np.logaddexp(0, logits) - right * logits)) + PENALTY * float(weights @ weights)
        slope = sample * (chance - right)
        return value, np.append(scaled.T @ slope + 2 * PENALTY * weights, slope.sum())

    signs = [(None, 0.0) if name == "missing" else (0.0, None) for name in Features._fields]
    rarest = Features._fields.index("rarest")
    signs[rarest] = (LEAST_RAREST * float(scale[rarest]), None)
    found = minimize(loss, np.zeros(len(signs) + 1), jac=True, method="L-BFGS-B", bounds=[*signs, (None, None)]).x
    weights = found[:-1] / scale
    return weights, float(found[-1] - weights @ mean)


def _weight(one: Asked) -> float:
    return (4.0 if one.language == "en" else 0.5) * (1.0 if one.answerable else 2.0)


def rate(asked: Iterable[Asked], weights: Floats, bias: float) -> list[tuple[Asked, float, bool]]:
    """For each question the confidence of the quote chosen, and whether that quote is right."""
    found = []
    for one in asked:
        scores = [float(1 / (1 + np.exp(-(np.array(quote.features) @ weights + bias)))) for quote in one.quotes]
        best = int(np.argmax(scores)) if scores else -1
        found.append((one, scores[best] if scores else 0.0, bool(scores) and one.right[best]))
    return found


def at(line: float, rated: Sequence[tuple[Asked, float, bool]]) -> tuple[float, float, float]:
    """Correct of the answerable, wrong of all, handed over of the unanswerable."""
    answerable = [row for row in rated if row[0].answerable]
    rest = [row for row in rated if not row[0].answerable]
    correct = sum(score >= line and right for _, score, right in answerable) / max(len(answerable), 1)
    wrong = sum(score >= line and not right for _, score, right in rated) / max(len(rated), 1)
    return correct, wrong, sum(score < line for _, score, _ in rest) / max(len(rest), 1)


def best_line(rated: Sequence[tuple[Asked, float, bool]]) -> float:
    """The highest line that costs little of the correct, of those at which few are wrong and the unanswerable handed over."""
    fits = [
        n / 100 for n in range(5, 100) if at(n / 100, rated)[1] <= MOST_WRONG and at(n / 100, rated)[2] >= LEAST_HANDED
    ]
    most = max((at(line, rated)[0] for line in fits), default=0.0)
    return max((line for line in fits if at(line, rated)[0] >= most - 0.03), default=0.95)


def curve(rated: Sequence[tuple[Asked, float, bool]]) -> Iterator[str]:
    """Correct, wrong and handed over as the line moves, in tenths."""
    yield "  line  correct  wrong  unanswerable handed over"
    for tenth in range(1, 10):
        correct, wrong, handed = at(tenth / 10, rated)
        yield f"  {tenth / 10:.1f}   {correct:6.1%}  {wrong:6.1%}  {handed:6.1%}"


def reliability(rated: Sequence[tuple[Asked, float, bool]]) -> Iterator[str]:
    """How often answers of each fifth of confidence are right."""
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [right for _, score, right in rated if low <= score < low + 0.2 + (low == 0.8)]
        if inside:
            yield f"  confidence {low:.1f}–{low + 0.2:.1f}: {sum(inside) / len(inside):6.1%} right of {len(inside)}"


def write(weights: Floats, bias: float, line: float, origin: str) -> None:
    """Store the model beside the code that reads it."""
    lines = [f"# {part}" for part in origin.splitlines()]
    lines += [f"line = {line:.2f}", "", "[weights]", f"bias = {bias:.4f}"]
    lines += [f"{name} = {value:.4f}" for name, value in zip(Features._fields, weights, strict=True)]
    COEFFICIENTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    folders = sorted(path for path in (options.data / "faq").glob("*") if (path / "questions.jsonl").is_file())
    if len(folders) < 2:
        print(f"skipped: no labelled questions of two events under {options.data / 'faq'}")
        return
    glossary = Glossary.load()
    asked = [one for folder in folders for one in read(folder, glossary)]
    held_out: list[tuple[Asked, float, bool]] = []
    for folder in folders:
        weights, bias = fit([one for one in asked if one.event != folder.name])
        tuned = best_line(
            [row for row in rate(asked, weights, bias) if row[0].event != folder.name and row[0].language == "en"]
        )
        rated = rate([one for one in asked if one.event == folder.name], weights, bias)
        english = [row for row in rated if row[0].language == "en"]
        correct, wrong, handed = at(tuned, english)
        print(
            f"{folder.name} (not fitted on), line {tuned:.2f}: correct {correct:.1%}, wrong {wrong:.1%}, handed over {handed:.1%}"
        )
        held_out += rated
    english = [row for row in held_out if row[0].language == "en"]
    print("English, both events, each with the other's weights:", *curve(english), *reliability(held_out), sep="\n")
    for language in sorted({one.language for one in asked} - {"en"}):
        correct, wrong, _ = at(best_line(english), [row for row in held_out if row[0].language == language])
        print(f"  {language}: correct {correct:.1%}, wrong {wrong:.1%} of the answerable, asked across languages")
    if options.write:
        weights, bias = fit(asked)
        line = best_line(english)
        counts = f"{sum(one.language == 'en' for one in asked)} English and {len(asked)} questions in all"
        write(
            weights,
            bias,
            line,
            f"Fitted by tests/benchmarks/calibration.py on two events' pages: {counts}.\nThe line keeps wrong answers at most {MOST_WRONG:.0%} on questions of the event not fitted on.",
        )


if __name__ == "__main__":
    main()
