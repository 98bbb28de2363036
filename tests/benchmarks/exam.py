"""The labelled questions of the bundled event, written apart from the code: `python -m tests.benchmarks.exam`.

Rules, words and weights were tuned on the first set and on the second set's odd numbers; the second set, by another hand, has
its even numbers held out.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from bot.app import read_pack
from bot.commands.evaluation import HANDED_OVER, RIGHT, WRONG, Marked, mark
from bot.commands.questions import read_lines
from bot.config import BUNDLED_EVENT
from knowledge.answers.assistant import Assistant
from knowledge.answers.model import Asker
from knowledge.index import Library

DATA = Path(__file__).parent / "data"
SETS = ("harbin_questions.jsonl", "harbin_questions_2.jsonl")
PARTS = ("first set, odd", "first set, even", "second set, odd", "second set, even (held out)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares of both halves by language and category."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    pack = read_pack(BUNDLED_EVENT)
    assistant = Assistant(
        pack.event, Library.open(None, pack.documents, pack.approved, event=pack.event), pack.approved
    )
    people = {person.id: person for person in pack.people}
    marked: list[tuple[str, str, Marked]] = []
    for which, line in ((name, line) for name in SETS for line in read_lines(DATA / name)):
        person = people.get(line.get("as", ""))
        asker = Asker(
            language=line["lang"], delegation=person.delegation if person else "", person=person.id if person else ""
        )
        answer = assistant.ask(line["question"], asker, datetime.fromisoformat(line["now"]))
        marked.append((_part(which, line["id"]), line["category"], mark(line, answer)))
    for half in PARTS:
        chosen = [(category, one) for which, category, one in marked if which == half]
        print(f"{half:<29}{'n':>5}{RIGHT:>9}{WRONG:>9}{HANDED_OVER:>13}")
        _row("all", [one for _, one in chosen])
        _rows(chosen, lambda category, one: one.language)
        _rows(chosen, lambda category, one: category)
    return 0


def _part(which: str, number: str) -> str:
    odd = int(number.rsplit("-", 1)[1].lstrip("b")) % 2
    return PARTS[2 * SETS.index(which) + (0 if odd else 1)]


def _rows(chosen: Iterable[tuple[str, Marked]], key: Callable[[str, Marked], str]) -> None:
    groups: dict[str, list[Marked]] = {}
    for category, one in chosen:
        groups.setdefault(key(category, one), []).append(one)
    for name, group in sorted(groups.items()):
        _row(name, group)


def _row(name: str, group: Sequence[Marked]) -> None:
    counts = Counter(one.mark for one in group)
    shares = [counts[one] / len(group) for one in (RIGHT, WRONG, HANDED_OVER)]
    print(f"  {name:<27}{len(group):>5}{shares[0]:>9.1%}{shares[1]:>9.1%}{shares[2]:>13.1%}")


if __name__ == "__main__":
    sys.exit(main())
