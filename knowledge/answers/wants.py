"""What a question asks of a text: its content words, each with the ways to say it in the languages of the texts."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.glossary import Glossary
from knowledge.glossary.letters import fold, runs
from knowledge.glossary.stems import stem
from knowledge.questions.cues import cues
from knowledge.questions.names import likeness
from knowledge.questions.understand import Question
from knowledge.questions.words import Word, is_dense, words
from knowledge.questions.words import fold as flat

ASKING = (
    "when",
    "when_end",
    "how_long",
    "where",
    "who",
    "which",
    "polar",
    "exists",
    "list",
    "count",
    "why",
    "what_about",
)
"""Cues that put the question and are no part of what is asked for."""
SURE = 0.9
"""Glossary matches below this are inflections or guesses that a content word does not need."""


class Expected(StrEnum):
    """What the answer to a question must hold."""

    ANY = ""
    TIME = "time"
    PRICE = "price"
    NUMBER = "number"
    CONTACT = "contact"


HOLDS: Mapping[Expected, re.Pattern[str]] = {
    Expected.TIME: re.compile(
        r"\d{1,2}[:.h]\d\d|\d ?[ap]\.?m\b|\d{4}|\d{1,2}\.? [A-Za-zÀ-žΑ-ώ]{3,}|[A-Z][a-z]{2,8} \d|\d(?:st|nd|rd|th)\b|\d+ ?[月日号點点时時]|\d+ ?[시월일]"
        r"|\d ?[–-] ?\d|day\b|days\b|daily|hours|Uhr|klo|น\.|โมง|[Mm]idnight|[Nn]oon|24"
    ),
    Expected.PRICE: re.compile(
        r"[€$£¥₺฿₩]|\b(?:EUR|USD|CNY|RMB|GBP|CZK|TRY|THB|KRW|CAD)\b|\d ?(?:元|块|원|บาท|yuan|euro|lira)|\bfree\b|no charge|included|gratis"
        r"|gratuit|kostenlos|ilmai|maksut|δωρε|ücretsiz|免费|무료|ฟรี|ไม่มีค่า|ไม่เสียค่า",
        re.IGNORECASE,
    ),
    Expected.NUMBER: re.compile(r"\d"),
    Expected.CONTACT: re.compile(r"@|\+?\d[\d ()/-]{4,}|https?://|www\."),
}


@dataclass(frozen=True, slots=True)
class Want:
    """One content word: as said, what it counts, and by language the stems of each way to say it."""

    said: str
    weight: float
    forms: Mapping[str, tuple[frozenset[str], ...]]

    def share(self, text: "Told") -> float:
        """How much of it the text says, in 0..1."""
        return max((_share(form, text) for form in self.forms.get(text.language, ())), default=0.0)


@dataclass(frozen=True, slots=True)
class Told:
    """A text to be searched: its folded characters and stems."""

    language: str
    flat: str
    stems: frozenset[str]


@lru_cache(maxsize=60_000)
def told(text: str, language: str) -> Told:
    """The text prepared; the same text is prepared once."""
    folded = fold(text, language)
    return Told(language, "".join(folded.split()), frozenset(stems(text, language)))


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, dense runs as they are."""
    return [run if is_dense(run) and language != "ko" else stem(run, language) for _, run in runs(fold(text, language))]


def _share(form: frozenset[str], text: Told) -> float:
    """The share of the form's stems that the text has; a dense run counts by its pairs."""
    if not form:
        return 0.0
    return sum(_has(part, text) for part in form) / len(form)


def _has(part: str, text: Told) -> float:
    if is_dense(part):
        if part in text.flat:
            return 1.0
        pairs = [part[i : i + 2] for i in range(len(part) - 1)]
        hit = sum(pair in text.flat for pair in pairs) / len(pairs) if pairs else 0.0
        return hit if len(pairs) > 1 and hit >= 0.6 else 0.0
    if part in text.stems:
        return 1.0
    if len(part) < 4 or part.isdigit():
        return 0.0
    return max((likeness(part, other) for other in text.stems if other[:2] == part[:2]), default=0.0)


def expected(question: Question) -> Expected:
    """What kind of thing must stand in an answer to this question."""
    if question.has("price") and not question.has("polar"):
        return Expected.PRICE
    if question.has("phone"):
        return Expected.CONTACT
    if question.has("when", "when_end"):
        return Expected.TIME
    return Expected.NUMBER if question.has("count", "how_long") else Expected.ANY


def wants(question: Question, glossary: Glossary, languages: Collection[str]) -> list[Want]:
    """The question's content words with their forms in these languages, in the order said."""
    language = question.language
    carried = glossary.carry(question.text, language, set(languages) | {language})
    found = []
    for word in _content(question):
        forms: dict[str, tuple[frozenset[str], ...]] = {}
        for target in languages:
            said = [frozenset(stems(word.text, target))]
            for one in carried.get(target, ()):
                if one.weight >= SURE and _overlap(flat(one.said), word.text):
                    said += [frozenset(stems(term, target)) for term in one.terms]
            forms[target] = tuple(dict.fromkeys(form for form in said if form))
        found.append(Want(word.text, _weight(word), forms))
    return found


def _overlap(said: str, word: str) -> bool:
    return word in said or (is_dense(word) and said in word)


def _weight(word: Word) -> float:
    return 1.0 if word.dense or len(word.text) > 3 else 0.8


def _content(question: Question) -> list[Word]:
    """The words that say what is asked about; dense runs are cut at fillers and cues."""
    folded = flat(question.text)
    own = cues(question.language)
    asking = [False] * len(folded)
    for name in ASKING:
        for begin, stop in question.cues.get(name, ()):
            asking[begin:stop] = [True] * (stop - begin)
    dense = [*asking]
    for begin, stop in question.cues.get("filler", ()):
        dense[begin:stop] = [True] * (stop - begin)
    found: list[Word] = []
    for word in words(folded):
        if word.dense:
            found.extend(_runs(word, dense))
        elif not asking[word.begin] and len(word.text) > 1 and not own.is_filler(word.text):
            found.append(word)
    return list({word.text: word for word in found}.values())


def _runs(word: Word, taken: list[bool]) -> list[Word]:
    found, begin = [], word.begin
    for at in range(word.begin, word.stop + 1):
        if at == word.stop or taken[at]:
            if at - begin >= 2:
                found.append(Word(word.text[begin - word.begin : at - word.begin], begin, at))
            begin = at + 1
    return found
