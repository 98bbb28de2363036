"""The labelled questions of two events, written apart from the code: `python -m tests.benchmarks.exam [--failures FILE]`.

Rules, words and weights were tuned on the open sets and on the odd numbers of the others; their even numbers are held out.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bot.app import read_pack
from bot.commands.evaluation import HANDED_OVER, RIGHT, WRONG, Marked, mark
from bot.commands.questions import read_lines
from bot.config import BUNDLED_EVENT
from knowledge.answers.assistant import CERTAIN, Assistant
from knowledge.answers.context import Context
from knowledge.answers.model import Answer, AnswerKind, Asker, Focus
from knowledge.answers.trust import Signals, signals
from knowledge.answers.voice import Voice
from knowledge.index import Library
from knowledge.questions.words import clean

DATA = Path(__file__).parent / "data"


class Exam(NamedTuple):
    """`open` ones have been looked at as a whole."""

    name: str
    file: Path
    pack: Path
    open: bool = False


EXAMS = (
    Exam("first", DATA / "harbin_questions.jsonl", BUNDLED_EVENT, open=True),
    Exam("second", DATA / "harbin_questions_2.jsonl", BUNDLED_EVENT),
    Exam("third", DATA / "harbin_questions_3.jsonl", BUNDLED_EVENT),
    Exam("fourth", DATA / "harbin_questions_4.jsonl", BUNDLED_EVENT, open=True),
    Exam("fifth", DATA / "harbin_questions_5.jsonl", BUNDLED_EVENT, open=True),
    Exam("ports", DATA / "ports" / "questions.jsonl", DATA / "ports" / "pack"),
    Exam("food", DATA / "food" / "questions.jsonl", DATA / "food" / "pack", open=True),
    Exam("ports again", DATA / "ports" / "questions_2.jsonl", DATA / "ports" / "pack", open=True),
)


def looked_at(exam: Exam) -> list[dict[str, Any]]:
    """The questions that rules, words and weights may be tuned on."""
    return [line for line in read_lines(exam.file) if exam.open or _odd(line["id"])]


@dataclass(frozen=True)
class Sitting:
    """One question as it was answered; `signals` only of an answer from the programme. Nothing was tuned on one `held_out`."""

    exam: str
    odd: bool
    held_out: bool
    line: dict[str, Any]
    answer: Answer
    marked: Marked
    signals: Signals | None


def sittings(*, held_out: bool | None = None, trusting: bool = False, exams: Iterable[str] = ()) -> Iterator[Sitting]:
    """Every question answered, or only those held out or not; when `trusting`, whatever the programme says is taken."""
    for exam in (one for one in EXAMS if one.file.is_file() and (not exams or one.name in exams)):
        lines = [(_odd(line["id"]), line) for line in read_lines(exam.file)]
        halves = [(odd, not exam.open and not odd, line) for odd, line in lines]
        wanted = [one for one in halves if held_out in (None, one[1])]
        pack = read_pack(exam.pack)
        library = Library.open(None, pack.documents, pack.approved, event=pack.event)
        assistant = Assistant(pack.event, library, pack.approved, certain=0.0 if trusting else CERTAIN)
        for passage in library.passages():
            assistant.prepare(passage)
        people = {person.id: person.delegation for person in pack.people}
        for odd, aside, line in wanted:
            who = line.get("as", "")
            asker = Asker(language=line["lang"], delegation=people.get(who, ""), person=who if who in people else "")
            now = datetime.fromisoformat(line["now"])
            answer = assistant.ask(line["question"], asker, now)
            told = None
            if answer.kind in (AnswerKind.PROGRAMME, AnswerKind.VENUE):
                question = assistant.read(clean(line["question"]), answer.language, now)
                context = Context(pack.event, question, asker, now, Focus(), Voice(pack.event, answer.language))
                told = signals(context, answer)
            yield Sitting(exam.name, odd, aside, line, answer, mark(line, answer), told)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares of each part by language and category."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--failures", type=Path, help="where to write the questions not answered right, but those held out"
    )
    parser.add_argument("--exams", nargs="*", default=())
    options = parser.parse_args(arguments)
    found = list(sittings(exams=options.exams))
    for name, odd in dict.fromkeys((one.exam, one.odd) for one in found):
        chosen = [one for one in found if (one.exam, one.odd) == (name, odd)]
        title = f"{name}, {'odd' if odd else 'even'}" + (" (held out)" if chosen[0].held_out else "")
        print(f"{title:<29}{'n':>5}{RIGHT:>9}{WRONG:>9}{HANDED_OVER:>13}")
        _row("all", [one.marked for one in chosen])
        _rows(chosen, lambda one: one.marked.language)
        _rows(chosen, lambda one: one.line["category"])
    if options.failures:
        lines = [_told(one) for one in found if not one.held_out and one.marked.mark != RIGHT]
        options.failures.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _odd(number: str) -> bool:
    return int(number[-1]) % 2 == 1


def _told(one: Sitting) -> str:
    said = " ".join(one.answer.text.split())[:200]
    where = ", ".join(cited.source for cited in one.answer.citations[:2])
    return (
        f"{one.marked.mark} [{one.line['category']}, {one.marked.kind} {one.marked.confidence:.2f}] {one.line['id']} "
        f"{one.line['question']}\n    expected {one.marked.expected}, got: {said} ({where})"
    )


def _rows(chosen: Iterable[Sitting], key: Callable[[Sitting], str]) -> None:
    groups: dict[str, list[Marked]] = {}
    for one in chosen:
        groups.setdefault(key(one), []).append(one.marked)
    for name, group in sorted(groups.items()):
        _row(name, group)


def _row(name: str, group: Sequence[Marked]) -> None:
    counts = Counter(one.mark for one in group)
    shares = [counts[one] / len(group) for one in (RIGHT, WRONG, HANDED_OVER)]
    print(f"  {name:<27}{len(group):>5}{shares[0]:>9.1%}{shares[1]:>9.1%}{shares[2]:>13.1%}")


if __name__ == "__main__":
    sys.exit(main())
