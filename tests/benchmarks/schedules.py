"""Questions made from real schedules: `python -m tests.benchmarks.schedules [--data DIR] [--each N] [--failures N]`.

When, where, who, how long, what is on at a time in a room, and what comes next there, in nine languages, a tenth of them with
a typing error in the title. Right: the answer states the fact, read from the file by `knowledge.packs` (whose own tests
compare it with an independent reading). Titles that stand more than once are not asked about: no answer could be right.
"""

import argparse
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.answers.assistant import Assistant
from knowledge.answers.model import Answer, AnswerKind, Asker
from knowledge.errors import KnowledgeError
from knowledge.event import Event, Item
from knowledge.index import Library
from knowledge.localize import LANGUAGES, clock, day, duration
from knowledge.packs import load

ASKED = {
    "en": (
        "When is {t}?",
        "Where is {t}?",
        "Who speaks at {t}?",
        "How long is {t}?",
        "What is on in {r} at {c} on {d}?",
    ),
    "zh": ("“{t}”几点开始？", "“{t}”在哪里？", "“{t}”是谁讲的？", "“{t}”多长时间？", "{d}{c}在{r}有什么？"),
    "fr": (
        "Quand a lieu {t} ?",
        "Où se passe {t} ?",
        "Qui intervient à {t} ?",
        "Combien de temps dure {t} ?",
        "Qu'y a-t-il en {r} le {d} à {c} ?",
    ),
    "fi": (
        "Milloin on {t}?",
        "Missä {t} pidetään?",
        "Kuka puhuu tilaisuudessa {t}?",
        "Kauanko {t} kestää?",
        "Mitä salissa {r} on {d} klo {c}?",
    ),
    "de": (
        "Wann ist {t}?",
        "Wo findet {t} statt?",
        "Wer spricht bei {t}?",
        "Wie lange dauert {t}?",
        "Was läuft am {d} um {c} in {r}?",
    ),
    "el": (
        "Πότε είναι το {t};",
        "Πού γίνεται το {t};",
        "Ποιος μιλάει στο {t};",
        "Πόσο διαρκεί το {t};",
        "Τι έχει στις {d} στις {c} στην αίθουσα {r};",
    ),
    "ko": (
        "{t} 언제 해요?",
        "{t} 어디서 해요?",
        "{t} 발표자가 누구예요?",
        "{t} 얼마나 걸려요?",
        "{d} {c}에 {r}에서 뭐 해요?",
    ),
    "th": ("{t} เริ่มกี่โมง", "{t} จัดที่ไหน", "ใครพูดใน {t}", "{t} นานเท่าไร", "{d} เวลา {c} ที่ {r} มีอะไร"),
    "tr": (
        "{t} ne zaman?",
        "{t} nerede?",
        "{t} oturumunda kim konuşuyor?",
        "{t} ne kadar sürüyor?",
        "{d} saat {c} {r} salonunda ne var?",
    ),
}
"""When, where, who, how long, what is on: `t` is a title, `r` a room, `c` a time, `d` a day."""

KINDS = ("when", "where", "who", "how long", "what is on")


@dataclass(frozen=True)
class Asked:
    schedule: str
    language: str
    kind: str
    question: str
    item: Item


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the shares by language and kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--each", type=int, default=60, help="questions of each language and schedule")
    parser.add_argument("--failures", type=int, default=0)
    given = parser.parse_args(arguments)
    if not (given.data / "schedules").is_dir():
        print(f"SKIPPED: no schedules in {given.data}")
        return 0
    marks: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    millis: list[float] = []
    failures: list[str] = []
    paths = (path for path in (given.data / "schedules").glob("*/*") if not path.name.startswith("expected_"))
    for path in sorted(paths):
        for asked, answer, took in _run(path, given.each):
            mark = _mark(asked, answer)
            marks[asked.language, asked.kind][mark] += 1
            millis.append(took)
            if mark != "right":
                failures.append(f"{mark} {asked.schedule} {asked.question} -> {' '.join(answer.text.split())[:160]}")
    _print(marks, millis)
    print("\n".join(failures[: given.failures]))
    return 0


def _run(path: Path, each: int) -> Iterator[tuple[Asked, Answer, float]]:
    try:
        event = load(path).event
    except KnowledgeError:
        return
    if not event.items:
        return
    assistant = Assistant(event, Library.open(None, []))
    for asked in _questions(path.name, event, each):
        began = time.perf_counter()
        answer = assistant.ask(asked.question, Asker(language=asked.language), event.items[0].start)
        yield asked, answer, (time.perf_counter() - began) * 1000


def _questions(name: str, event: Event, each: int) -> Iterator[Asked]:
    titles = Counter(item.title.best().casefold() for item in event.items)
    items = [
        item for item in event.items if titles[item.title.best().casefold()] == 1 and 4 < len(item.title.best()) < 110
    ]
    rooms = Counter((item.start, item.room.best()) for item in event.items)
    for language in LANGUAGES:
        rng = random.Random(f"{name}-{language}")
        for number in range(each):
            item, kind = rng.choice(items), KINDS[number % len(KINDS)]
            if not _can_be_asked(item, kind, rooms):
                continue
            title = _mistyped(item.title.best(), rng) if rng.random() < 0.1 else item.title.best()
            local = event.local(item.start)
            values = {"t": title, "r": item.room.best(), "c": clock(local, language), "d": day(local.date(), language)}
            yield Asked(name, language, kind, ASKED[language][KINDS.index(kind)].format(**values), item)


def _can_be_asked(item: Item, kind: str, rooms: Counter[tuple[object, str]]) -> bool:
    room = item.room.best()
    return {
        "when": True,
        "where": bool(room),
        "who": bool(item.speakers),
        "how long": item.end > item.start,
        "what is on": bool(room) and rooms[item.start, room] == 1 and item.end > item.start,
    }[kind]


def _mistyped(title: str, rng: random.Random) -> str:
    """Two neighbouring letters swapped, or one left out."""
    at = rng.randrange(1, max(2, len(title) - 2))
    return title[:at] + (title[at + 1] + title[at] + title[at + 2 :] if rng.random() < 0.5 else title[at + 1 :])


def _mark(asked: Asked, answer: Answer) -> str:
    if answer.kind is AnswerKind.HANDOVER:
        return "handed over"
    return "right" if _states(asked, answer) else "wrong"


def _states(asked: Asked, answer: Answer) -> bool:
    item, text = asked.item, " ".join(answer.text.split()).casefold()
    facts = {(fact.item, fact.field): fact.value for fact in answer.facts}
    if asked.kind == "when":
        return facts.get((item.id, "start")) == item.start.isoformat()
    if asked.kind == "where":
        return " ".join(item.room.best().split()).casefold() in text
    if asked.kind == "who":
        return any(" ".join(name.split()).casefold() in text for name in item.speakers)
    if asked.kind == "how long":
        return duration(item.length, asked.language).casefold() in text.replace("\u00a0", " ") or (
            facts.get((item.id, "start")) == item.start.isoformat() and (item.id, "end") in facts
        )
    return " ".join(item.title.best().split()).casefold()[:60] in text


def _print(marks: dict[tuple[str, str], Counter[str]], millis: Sequence[float]) -> None:
    print(f"{'':<14}{'n':>6}{'right':>9}{'wrong':>9}{'handed over':>13}")
    for group in (*LANGUAGES, *KINDS):
        total = sum((count for key, count in marks.items() if group in key), Counter[str]())
        if n := total.total():
            shares = (total[name] / n for name in ("right", "wrong", "handed over"))
            print(
                f"{group:<14}{n:>6}"
                + "".join(f"{share:>{width}.1%}" for share, width in zip(shares, (9, 9, 13), strict=True))
            )
    if millis:
        print(f"median {statistics.median(millis):.1f} ms, p95 {sorted(millis)[int(len(millis) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
