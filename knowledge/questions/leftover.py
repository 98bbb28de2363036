"""The content words of a question that nothing explains: no cue, no time and no name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from babel.dates import format_date
from rapidfuzz.distance import OSA

from knowledge.questions.cues import cues
from knowledge.questions.mention import Mentions
from knowledge.questions.model import TimeExpression
from knowledge.questions.spotting import Span
from knowledge.questions.words import HANGUL, fold, is_dense, words

ABOUT_WORDS = frozenset({"origin", "room", "garment"})
"""Cues that say something of a word and do not take its place: "from the hotel" still names the hotel."""
TELLING = frozenset({"when", "where", "when_end", "how_long", "who", "meeting", "leave", "route", "next", "agenda"})
"""Cues that show in which clause the question stands."""
NEVER_EXPLAINS = frozenset({"exists", "price", "why", "lost", "public", *ABOUT_WORDS})
_CLAUSES = re.compile(r"[,;:!?.…，；：！？。、–—]+\s*(?=\D)|\s-\s")
_THAI_CLAUSES = re.compile(r"\s+(?=[\u0e00-\u0e7f])|[,;:!?…]+\s*(?=\D)")
_SUFFIX = re.compile(r"\w'$")


def left_over(
    folded: str, language: str, found: Mapping[str, Sequence[Span]], mentions: Mentions, times: Sequence[TimeExpression]
) -> tuple[str, ...]:
    """In the clause that asks, when it names what it asks about, else in the whole text; of a dense script, runs of two
    characters or more."""
    explained = [False] * len(folded)
    for begin, stop in (
        *(
            span
            for name, spans in found.items()
            for span in spans
            if name not in NEVER_EXPLAINS and not name.startswith("named.")
        ),
        *mentions.said(),
        *mentions.titles,
        *((t.begin, t.stop) for t in times),
    ):
        explained[begin:stop] = [True] * (stop - begin)
    begin, stop = _asking(folded, language, found, mentions)
    explained[:begin] = [True] * begin
    explained[stop:] = [True] * (len(folded) - stop)
    return tuple(dict.fromkeys(_unexplained(folded, language, explained)))


def _asking(folded: str, language: str, found: Mapping[str, Sequence[Span]], mentions: Mentions) -> Span:
    """The first clause that holds both a telling cue and a name or a kind; the whole text when none does."""
    told = [span for name, spans in found.items() if name in TELLING for span in spans]
    named = [*mentions.said(), *(s for name, spans in found.items() if name.startswith("kind.") for s in spans)]
    for begin, stop in _clauses(folded, language):
        if _within(told, begin, stop) and _within(named, begin, stop):
            return begin, stop
    return 0, len(folded)


def _clauses(folded: str, language: str) -> Iterable[Span]:
    at = 0
    for mark in (_THAI_CLAUSES if language == "th" else _CLAUSES).finditer(folded):
        yield at, mark.start()
        at = mark.end()
    yield at, len(folded)


def _within(spans: Sequence[Span], begin: int, stop: int) -> bool:
    return any(begin <= first and last <= stop for first, last in spans)


def _unexplained(folded: str, language: str, explained: Sequence[bool]) -> Iterable[str]:
    own, english = cues(language), cues("en")
    for word in words(folded):
        open_at = [i for i in range(word.begin, word.stop) if not explained[i]]
        if HANGUL[0] <= word.text[0] <= HANGUL[-1] and explained[word.begin]:
            continue  # what follows an explained stem is its ending
        if is_dense(word.text):
            text = "".join(folded[i] for i in open_at)
            if len(text) >= 2 and not own.is_light(text):
                yield text
        elif (
            len(open_at) == len(word.text) >= 3
            and not (own.is_light(word.text) or english.is_light(word.text))
            and not _ending(folded, word.begin, word.stop)
            and not _misspelt_day(word.text, language)
        ):
            yield word.text


def _misspelt_day(word: str, language: str) -> bool:
    """Whether it is the name of a weekday with a slip in it: it says nothing but a time."""
    return len(word) >= 6 and any(OSA.distance(word, day, score_cutoff=2) <= 2 for day in _weekdays(language))


@lru_cache(maxsize=16)
def _weekdays(language: str) -> tuple[str, ...]:
    monday = date(2024, 1, 1)
    names = (format_date(monday + timedelta(days=n), "EEEE", locale=language) for n in range(7))
    return tuple(fold(name) for name in names)


def _ending(folded: str, begin: int, stop: int) -> bool:
    """Whether it is but the ending of a name ("Salonu'nda")."""
    return stop - begin <= 4 and bool(_SUFFIX.search(folded[:begin]))
