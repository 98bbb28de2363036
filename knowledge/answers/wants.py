"""What a question asks of a text: its content words, each with the ways to say it in the languages of the texts."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
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
TYPED = ("price", "phone", "address", "contact")
"""Cues that name the kind of thing asked for: the answer holds it rather than says it."""
SURE = 0.9
"""Glossary matches below this are inflections or guesses that a content word does not need."""


class Expected(StrEnum):
    """What the answer to a question must hold."""

    TIME = "time"
    PRICE = "price"
    NUMBER = "number"
    CONTACT = "contact"
    LENGTH = "length"
    PLACE = "place"
    PERSON = "person"
    REASON = "reason"


_MONTHS = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez|janv|févr|mars|avr|juin|juil|août|déc|tammi|helmi|maalis|huhti"
    "|touko|kesä|heinä|elo|syys|loka|marras|joulu|Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ|Oca|Şub|Nis|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara|ม.ค|ก.พ|มกรา|กุมภา"
)
HOLDS: Mapping[Expected, re.Pattern[str]] = {
    Expected.TIME: re.compile(
        rf"\d{{1,2}}[:.h]\d\d|\d ?[ap]\.?m\b|\b(?:19|20)\d\d\b|\d{{1,2}}\.? ?(?:{_MONTHS})|(?:{_MONTHS})\w* \d|\d(?:st|nd|rd|th)\b"
        r"|\d ?[月日号點点时時월일시]|\d ?(?:Uhr|น\.|โมง)|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b|\b(?:midnight|noon|midday|24 hours)\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b",
        re.IGNORECASE,
    ),
    Expected.PRICE: re.compile(
        r"[€$£¥₺฿₩]|\b(?:EUR|USD|CNY|RMB|GBP|CZK|TRY|THB|KRW|CAD)\b|\d ?(?:元|块|원|บาท|yuan|euro|lira)|\bfree\b|no charge|for sale|gratis"
        r"|gratuit|kostenlos|ilmai|maksut|δωρε|ücretsiz|免费|무료|ฟรี|ไม่มีค่า|ไม่เสียค่า",
        re.IGNORECASE,
    ),
    Expected.NUMBER: re.compile(r"\d"),
    Expected.LENGTH: re.compile(
        r"\d+(?:[.,]\d+)?\s*-?(?:min|hour|h\b|Stunde|heure|tunti|ώρ|λεπτ|saat|dakika|小时|分钟|시간|분|ชั่วโมง|นาที|day|Tag|jour|päiv|gün|天|일|วัน)",
        re.IGNORECASE,
    ),
    Expected.PLACE: re.compile(
        r"//maps|\b(?:at|near|opposite|next to) (?:the )?\w|\b(?:located|situated|venue|address|floor|room|hall|street|road|building|square|entrance|desk|lobby)\b"
        r"|\d+F\b|\b(?:im|am|in der|Raum|Halle|Straße|Stock|Eingang)\b|\b(?:salle|rue|étage|entrée)\b|室|楼|厅|街|路|层|号|층|홀|실|ห้อง|ชั้น|ถนน"
        r"|οδ[όο]|αίθουσα|όροφο|\bkat\b|salon|cadde|sokak|huone|sali|kerro|katu"
    ),
    Expected.PERSON: re.compile(
        r"\b[A-ZÀ-Ž][a-zà-ž]+ [A-ZÀ-Ž][a-zà-ž]+|[Α-ΩΆ-Ώ][α-ώ]+ [Α-ΩΆ-Ώ][α-ώ]+|@|\b(?:desk|team|staff|officer|organi[sz]ers?|us)\b|[一-鿿]{2,}|[가-힣]{2,}|[ก-๛]{3,}"
    ),
    Expected.REASON: re.compile(
        r"\b(?:because|due to|since|so that|as a result|reason|weil|wegen|da|denn|car|parce que|en raison|koska|sillä|takia|vuoksi|επειδή|λόγω|γιατί|çünkü|nedeniyle|için)\b|因为|由于|所以|때문|이므로|เพราะ|เนื่องจาก",
        re.IGNORECASE,
    ),
    Expected.CONTACT: re.compile(r"@|\+?\d[\d ()/-]{4,}|https?://|www\."),
}


LINK = re.compile(r"https?://\S+?(?=[)\s]|$)")
"""Addresses are no prose: "wiki" in one does not speak of Wi-Fi."""
HINTS: Mapping[str, str] = {"where": "venue"}
"""An English term that the answer to a question with this cue is likely to hold, whatever it is about."""
STRANGE = 0.6
"""What a word counts that cannot be said in the text's language: it may be a name, or a small word we do not know."""
LIGHT = 0.35
"""What a light word counts beside a content word."""
SYNONYM = 0.85
"""What another way to say a word counts beside the word itself."""


@dataclass(frozen=True, slots=True)
class Want:
    """One content word: as said, what it counts, and by language the stems of each way to say it."""

    said: str
    weight: float
    forms: Mapping[str, tuple[frozenset[str], ...]]

    def share(self, text: "Told") -> float:
        """How much of it the text says, in 0..1."""
        said, *synonyms = self.forms.get(text.language) or (frozenset[str](),)
        own = _share(said, text)
        return own if own >= SYNONYM else max([own, *(SYNONYM * _share(form, text) for form in synonyms)])


@dataclass(frozen=True, slots=True)
class Told:
    """A text to be searched: its folded characters and stems."""

    language: str
    flat: str
    stems: frozenset[str]


@lru_cache(maxsize=60_000)
def told(text: str, language: str) -> Told:
    """The text prepared; the same text is prepared once."""
    bare = LINK.sub(" ", text)
    return Told(language, "".join(fold(bare, language).split()), frozenset(stems(bare, language)))


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
    return max((_alike(part, other) for other in text.stems if other[:2] == part[:2]), default=0.0)


def _alike(part: str, other: str) -> float:
    """Another form or a typo of the same word; compounds count half."""
    found = likeness(part, other, known=len(part) < 6)
    return found if found >= 0.85 else 0.5 * found


_ASKED_FOR: tuple[tuple[str, Expected], ...] = (
    ("price", Expected.PRICE),
    ("phone", Expected.CONTACT),
    ("when", Expected.TIME),
    ("dates", Expected.TIME),
    ("when_end", Expected.TIME),
    ("how_long", Expected.LENGTH),
    ("where", Expected.PLACE),
    ("count", Expected.NUMBER),
    ("why", Expected.REASON),
)


def expected(question: Question) -> frozenset[Expected]:
    """The kinds of thing that must stand in an answer to this question; none for a yes-or-no question."""
    found = {kind for cue, kind in _ASKED_FOR if question.has(cue)}
    if question.has("polar") and not question.has("when", "where", "how_long", "count"):
        return frozenset()
    return frozenset(found or ({Expected.PERSON} if question.has("who") else set()))


def holds(text: str, need: frozenset[Expected]) -> float:
    """The share of the kinds of thing needed that the text holds, 1 when none is needed; web addresses hold none."""
    bare = text if need & {Expected.CONTACT, Expected.PLACE} else LINK.sub(" ", text)
    return sum(bool(HOLDS[kind].search(bare)) for kind in need) / len(need) if need else 1.0


def wants(question: Question, glossary: Glossary, languages: Collection[str]) -> list[Want]:
    """The question's content words with their forms in these languages, in the order said."""
    language, own = question.language, cues(question.language)
    carried = glossary.carry(question.text, language, set(languages) | {language})
    typed = [span for name in TYPED for span in question.cues.get(name, ())]
    found = []
    for word in _content(question):
        forms: dict[str, tuple[frozenset[str], ...]] = {}
        for target in languages:
            said = [frozenset(stems(word.text, target))]
            for one in carried.get(target, ()):
                if one.weight >= SURE and _overlap(flat(one.said), word.text):
                    said += [frozenset(stems(term, target)) for term in one.terms]
            forms[target] = tuple(dict.fromkeys(form for form in said if form))
        light = own.is_light(word.text) or any(begin <= word.begin < stop for begin, stop in typed)
        strange = language not in languages and all(len(ways) < 2 for ways in forms.values())
        found.append(Want(word.text, LIGHT if light else STRANGE if strange else 1.0, forms))
    return found + [_hint(term, glossary, languages) for cue, term in HINTS.items() if question.has(cue)]


def _hint(term: str, glossary: Glossary, languages: Collection[str]) -> Want:
    carried = glossary.carry(term, "en", languages)
    ways = {target: [way for one in carried.get(target, ()) for way in one.terms] for target in languages}
    forms = {target: tuple(frozenset(stems(way, target)) for way in listed) for target, listed in ways.items()}
    return Want(term, LIGHT / 2, forms)


def weighed(wanted: Sequence[Want], texts: Sequence[Told]) -> list[Want]:
    """The wants, each counted by how few of the texts say it: what all of them say does not tell them apart."""
    found = []
    for want in wanted:
        said = sum(want.share(text) >= 0.6 for text in texts)
        rarity = math.log(1 + len(texts) / (said + 1.5)) / math.log(1 + len(texts) / 1.5)
        found.append(Want(want.said, want.weight * (0.25 + 0.75 * rarity), want.forms))
    return found


def _overlap(said: str, word: str) -> bool:
    return word in said or (is_dense(word) and said in word)


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
