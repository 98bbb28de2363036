"""Which language a text is in: its script, its small words, its writer's language, then a statistical guess."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.event import Value
from knowledge.localize import LANGUAGES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

TABLE = Path(__file__).with_suffix(".toml")
SCRIPTS = {"zh": "CJK UNIFIED", "ko": "HANGUL", "th": "THAI", "el": "GREEK", "ja": "HIRAGANA|KATAKANA", "": "LATIN"}
"""How Unicode names the letters of the languages that have a script of their own; "" is every Latin one."""
DENSE = {"zh": 2, "ko": 2}
"""A character of these says about as much as so many letters."""
WORD_OF_ITS_OWN = 1.5
LEAD = 1.0
MARK = 0.4
FEW_WORDS = 2
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NOT_PROSE = re.compile(r"https?://\S+|\S+@\S+|[@#/]\w+")


class Evidence(Value):
    """What gives one language away; see `language.toml`."""

    words: str = ""
    marks: str = "$^"
    particles: str = "$^"


def detect(text: str, own: str = "", allowed: Sequence[str] = LANGUAGES) -> str:
    """The language of the text, one of `allowed`; the writer's `own` (else English) when the text is in none of them or
    does not say. Names in another script do not change the language of the sentence around them."""
    prose = unicodedata.normalize("NFC", NOT_PROSE.sub(" ", text))
    fallback = own or "en"
    script = _script(prose)
    if script is None:
        return fallback
    if script:
        return script if script in allowed else fallback
    return _latin(prose, own, [code for code in _table().words if code in allowed]) or fallback


def _script(text: str) -> str | None:
    """The language whose script the sentence is in, "" for a Latin one, None for no letters or another script."""
    letters = Counter(_script_of(char) for char in text if char.isalpha())
    if letters["ja"]:
        letters["ja"] += letters.pop("zh", 0)
    weights = {code: count * DENSE.get(code, 1) for code, count in letters.items()}
    if not weights:
        return None
    first = max(weights, key=lambda code: weights[code])
    own_script = max((code for code in weights if code not in ("", "?")), key=lambda code: weights[code], default=None)
    if own_script is None or not weights.get(""):
        return None if first == "?" else first
    return _of_two(text, own_script, weights)


def _of_two(text: str, code: str, weights: Mapping[str, int]) -> str:
    """Latin words and another script in one text: whichever the small words are of, else the heavier."""
    particles = len(_table().particles[code].findall(text)) if code in _table().particles else 0
    small = sum(1 for word in _words(text) if word in _table().small)
    if bool(particles) != bool(small):
        return code if particles else ""
    return code if weights[code] >= weights[""] else ""


@lru_cache(maxsize=4096)
def _script_of(char: str) -> str:
    """The language code of SCRIPTS, "?" for any other script."""
    name = unicodedata.name(char, "")
    return next((code for code, script in SCRIPTS.items() if re.match(script, name)), "?")


def _latin(text: str, own: str, allowed: Sequence[str]) -> str:
    """The Latin language, "" when nobody can tell."""
    scores = _scores(text, allowed)
    best, second = [*sorted(scores.items(), key=lambda item: -item[1]), ("", 0.0), ("", 0.0)][:2]
    if best[1] >= WORD_OF_ITS_OWN and best[1] - second[1] >= LEAD:
        return best[0]
    few = len(_words(text)) < FEW_WORDS
    if own in scores and best[1] - scores[own] < (LEAD if few else MARK):
        return own
    if best[1] < WORD_OF_ITS_OWN and len(WORD.findall(text)) > 1 and _only_names(text):
        return ""
    if few:
        return best[0] if best[1] > second[1] else ""
    return _guess(text, scores)


def _only_names(text: str) -> bool:
    """Whether every word begins with a capital: "Harbin Grand Theatre"."""
    return all(word[0].isupper() and not word.isupper() for word in WORD.findall(text))


def _scores(text: str, allowed: Sequence[str]) -> dict[str, float]:
    """How much speaks for each language: a word shared by several counts for each a part."""
    table = _table()
    scores = dict.fromkeys(allowed, 0.0)
    for word in _words(text):
        owners = [code for code in allowed if word in table.words[code]]
        for code in owners:
            scores[code] += 2.0 / len(owners) ** 2 if len(owners) > 1 else WORD_OF_ITS_OWN
        if not owners:
            for code in allowed:
                scores[code] += MARK * min(2, len(table.marks[code].findall(word)))
    return scores


def _words(text: str) -> list[str]:
    return [word for found in WORD.findall(text) for word in re.split(r"['’]", _lower(found)) if word]


def _lower(word: str) -> str:
    """Lower case; the Turkish dotted capital keeps no combining dot."""
    return word.replace("İ", "i").lower()


class _Table:
    """The evidence, compiled."""

    def __init__(self, evidence: Mapping[str, Evidence]) -> None:
        self.words = {code: frozenset(_words(one.words)) for code, one in evidence.items() if one.words}
        self.marks = {code: re.compile(evidence[code].marks) for code in self.words}
        self.particles = {code: re.compile(one.particles) for code, one in evidence.items() if not one.words}
        self.small = frozenset(word for words in self.words.values() for word in words if len(word) > 1)


@lru_cache(maxsize=1)
def _table() -> _Table:
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return _Table({code: Evidence.model_validate(table) for code, table in tables.items()})


def _guess(text: str, scores: Mapping[str, float]) -> str:
    """The statistical guess, "" when it is surely none of the languages."""
    ranked = [(str(code), float(chance)) for code, chance in _identifier().rank(text)]
    if ranked and ranked[0][0] not in scores and ranked[0][1] > SURELY:
        return ""
    return next((code for code, _ in ranked if code in scores), "")


SURELY = 0.95


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    """Loaded when first needed: about a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
