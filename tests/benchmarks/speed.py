"""How long a warm search and a whole answer take: `python -m tests.benchmarks.speed [--data DIR] [--sizes 1000,20000]`.

The bundled event is asked its labelled questions, each for the first time. Its texts are topped up to each size with
XQuAD-R's sentences in six languages, put together anew; what is asked of those are XQuAD-R's questions.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.app import read_pack
from bot.commands.questions import read_lines
from bot.config import BUNDLED_EVENT
from bot.programme.answers import MOST_READ_AHEAD
from knowledge.answers.assistant import Assistant
from knowledge.answers.model import AnswerKind, Asker
from knowledge.documents.model import Document, Section
from knowledge.index import Library, chunk
from knowledge.index.sentences import split_sentences
from tests.benchmarks.exam import EXAMS
from tests.benchmarks.retrieval_corpora import XQUAD_LANGUAGES, paragraphs

T = TypeVar("T")

QUESTIONS = 400
"""Asked at most; the first tenth only warms up."""
FROM_DOCUMENTS = (AnswerKind.DOCUMENT, AnswerKind.HANDOVER)
SENTENCES = 5
"""Sentences of a made-up passage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the milliseconds of searches and answers, the half and the slowest twentieth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sizes", default="1000,20000")
    options = parser.parse_args(arguments)
    if not (options.data / "xquad_r").is_dir():
        print(f"SKIPPED: there is no {options.data / 'xquad_r'}; pass --data", file=sys.stderr)
        return 0
    print("milliseconds, wall and (processor): passages, what, number asked, p50, p95")
    for size in map(int, options.sizes.split(",")):
        _measure(size, options.data)
    return 0


def _measure(size: int, data: Path) -> None:
    pack = read_pack(BUNDLED_EVENT)
    own = list(pack.documents)
    held = sum(len(chunk(document)) for document in own)
    documents = own if held >= size else [*own, *_made(size - held, data)]
    began = time.perf_counter()
    library = Library.open(None, documents, pack.approved, event=pack.event)
    opened = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    passages = max(held, size)
    print(f"  {passages} passages in {opened:.1f} s, memory at most {memory} MB", flush=True)
    assistant = Assistant(pack.event, library, pack.approved)
    _read_ahead(assistant, library)
    asked = _questions(data, foreign=documents is not own)
    _row(passages, "search", [_timed(partial(library.search, text, language, 16))[1:] for text, language, _ in asked])
    answered = [_timed(partial(assistant.ask, text, Asker(language=language), now)) for text, language, now in asked]
    _row(passages, "every answer", [times for _, *times in answered])
    _row(passages, "from documents", [times for answer, *times in answered if answer.kind in FROM_DOCUMENTS])


def _read_ahead(assistant: Assistant, library: Library) -> None:
    """As the running application does once it has started."""
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for passage in (ahead := library.passages()[:MOST_READ_AHEAD]):
        assistant.prepare(passage)
    spent, more = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"  {len(ahead)} of them read ahead in {spent:.1f} s, {more // 1024} MB", flush=True)


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What it gives, and the milliseconds of the clock and of the processor."""
    began, busy = time.perf_counter(), time.process_time()
    done = work()
    return done, 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)


def _row(passages: int, what: str, times: Sequence[Sequence[float]]) -> None:
    warm = times[len(times) // 10 :]
    wall, busy = (sorted(column) for column in zip(*warm, strict=True))
    shown = [f"{wall[at]:7.1f} ({busy[at]:.1f})" for at in (len(wall) // 2, int(0.95 * len(wall)))]
    print(f"  {passages:>6}  {what:<15}{len(warm):>5}  " + "  ".join(shown), flush=True)


def _questions(data: Path, *, foreign: bool) -> list[tuple[str, str, datetime]]:
    lines = [line for exam in EXAMS if exam.pack == BUNDLED_EVENT for line in read_lines(exam.file)]
    now = datetime.fromisoformat(lines[0]["now"])
    asked = [(line["question"], line["lang"], datetime.fromisoformat(line["now"])) for line in lines]
    if foreign:
        asked += [(one.text, lang, now) for lang in XQUAD_LANGUAGES for one in paragraphs(data, lang)[1][::5]]
    random.Random(1).shuffle(asked)
    return asked[:QUESTIONS]


def _made(count: int, data: Path) -> Iterator[Document]:
    """So many passages of one document each, of sentences drawn from all paragraphs of their language."""
    chance = random.Random(0)
    sentences = {
        language: [
            sentence
            for document in paragraphs(data, language)[0]
            for sentence in split_sentences(document.sections[0].text)
            if len(sentence) < 180
        ]
        for language in XQUAD_LANGUAGES
    }
    for number in range(count):
        language = XQUAD_LANGUAGES[number % len(XQUAD_LANGUAGES)]
        text = " ".join(chance.sample(sentences[language], SENTENCES))
        key = f"made{number}"
        yield Document(
            key=key,
            source=f"{key}.{language}.md",
            language=language,
            title=text.split(maxsplit=1)[0],
            sections=(Section(text=text),),
        )


if __name__ == "__main__":
    sys.exit(main())
