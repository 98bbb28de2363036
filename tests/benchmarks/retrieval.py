"""How well the library finds: `python -m tests.benchmarks.retrieval [--data DIR] [--full] [--gaps FILE]`.

Weights and sizes were chosen on the questions with even numbers of XQuAD-R and on EuroPython's pages; what is printed as
held out was not looked at for it.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from knowledge.glossary import Glossary
from knowledge.index import Library, chunk
from tests.benchmarks import retrieval_rivals as rivals
from tests.benchmarks.retrieval_corpora import EVENTS, XQUAD_LANGUAGES, Question, pages, paragraphs, questions

ALL = 200
KINDS = ("fused", "lexical", "carried", "vector")
Ranking = Callable[[Question], list[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every measurement; the data that is missing is named and skipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--full", action="store_true", help="the questions tuned on too")
    parser.add_argument("--gaps", type=Path, help="write the question words that no term of the glossary carries")
    options = parser.parse_args(arguments)
    glossary = Glossary.load()
    if _present(options.data / "xquad_r"):
        _paragraphs(options.data, full=options.full)
    if _present(options.data / "faq"):
        _pages(options.data, glossary)
        if options.gaps:
            options.gaps.write_text("\n".join(_gaps(options.data, glossary)) + "\n", "utf-8")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def _present(folder: Path) -> bool:
    if not folder.is_dir():
        print(f"SKIPPED: there is no {folder}; pass --data", file=sys.stderr)
    return folder.is_dir()


def _paragraphs(data: Path, *, full: bool) -> None:
    print("XQuAD-R: question and text in one language; right paragraph first / among five, in %, on the held-out half")
    whole: list[tuple[float, float]] = []
    for language in XQUAD_LANGUAGES:
        documents, asked = paragraphs(data, language)
        began = time.perf_counter()
        library = Library.open(None, documents, glossary=Glossary(()))
        opened = time.perf_counter() - began
        held_out = asked if full else asked[1::2]
        times: list[float] = []
        first, five = _shares(held_out, lambda question: _timed(library, question, times))  # noqa: B023 - used at once
        whole.append((first, five))
        slow = 1000 * sorted(times)[int(0.95 * len(times))]
        print(f"  {language}  {first:5.1f} / {five:5.1f}   opened in {opened:.1f} s, p95 {slow:.0f} ms", flush=True)
        _paragraph_rivals(documents, held_out)
    mean_first, mean_five = (sum(column) / len(whole) for column in zip(*whole, strict=True))
    print(f"  mean {mean_first:.1f} / {mean_five:.1f}, least {min(whole)[0]:.1f}")


def _timed(library: Library, question: Question, times: list[float]) -> list[str]:
    began = time.perf_counter()
    hits = library.search(question.text, question.language, 20)
    times.append(time.perf_counter() - began)
    return list(dict.fromkeys(hit.passage.key for hit in hits))


def _shares(asked: Sequence[Question], rank: Ranking) -> tuple[float, float]:
    """The share of questions, in %, whose answer is the first document, and among the first five."""
    ranked = [(question, rank(question)) for question in asked]
    first = sum(bool(question.answers & set(keys[:1])) for question, keys in ranked)
    five = sum(bool(question.answers & set(keys[:5])) for question, keys in ranked)
    return 100 * first / len(asked), 100 * five / len(asked)


def _paragraph_rivals(documents: Sequence, asked: Sequence[Question]) -> None:
    passages = [passage for document in documents for passage in chunk(document)]
    for name, rival in _rivals(passages):
        first, five = _shares(asked, lambda question: rival(question.text))  # noqa: B023 - used at once
        print(f"      {name}: {first:.1f} / {five:.1f}", flush=True)


def _rivals(passages: Sequence) -> Iterable[tuple[str, rivals.Rival]]:
    for name, made in (
        ("LangChain BM25Retriever", rivals.langchain_bm25),
        ("BM25 of bare words", rivals.word_bm25),
        ("LangChain Chroma", rivals.chroma),
        ("Haystack BM25 pipeline", rivals.haystack_bm25),
    ):
        if rival := made(passages):
            yield name, rival
        else:
            print(f"SKIPPED: {name} is not installed; `make bench` installs it", file=sys.stderr)


def _pages(data: Path, glossary: Glossary) -> None:
    print("English event pages, questions in nine languages: right page among five (first), of 20")
    for event in EVENTS:
        documents = pages(data, event)
        library = Library.open(None, documents, glossary=glossary)
        asked = list(questions(data, event))
        print(f"  {event}{' (held out)' if event == EVENTS[1] else ''}: {len(documents)} pages")
        for kind in KINDS:
            _row(kind, asked, lambda question, kind=kind: _by_part(library, question, kind))  # noqa: B023
        passages = [passage for document in documents for passage in chunk(document)]
        for name, rival in _rivals(passages):
            _row(name, asked, lambda question, rival=rival: rival(question.text))


def _row(name: str, asked: Sequence[Question], rank: Ranking) -> None:
    first, five = Counter[str](), Counter[str]()
    for question in asked:
        keys = rank(question)
        first[question.language] += bool(question.answers & set(keys[:1]))
        five[question.language] += bool(question.answers & set(keys[:5]))
    languages = dict.fromkeys(question.language for question in asked)
    print(f"    {name:24}" + "  ".join(f"{lang} {five[lang]:2}({first[lang]:2})" for lang in languages), flush=True)


def _by_part(library: Library, question: Question, kind: str) -> list[str]:
    """The documents ranked by the whole score, or by one of the parts it is made of."""
    hits = library.search(question.text, question.language, ALL)
    if kind != "fused":
        hits = tuple(sorted((hit for hit in hits if getattr(hit, kind) > 0), key=lambda hit: -getattr(hit, kind)))
    return list(dict.fromkeys(hit.passage.key for hit in hits))


def _gaps(data: Path, glossary: Glossary) -> list[str]:
    """The words of the questions that no term of the glossary covers, by language."""
    missing: dict[str, Counter[str]] = {}
    for question in (question for event in EVENTS for question in questions(data, event)):
        unknown = glossary.understand(question.text, question.language, ()).unknown
        missing.setdefault(question.language, Counter()).update(unknown)
    return [f"{lang}: " + ", ".join(f"{w} ({n})" for w, n in words.most_common()) for lang, words in missing.items()]


if __name__ == "__main__":
    raise SystemExit(main())
