"""What a question asks of a text: its content words, each with the ways to say it in the languages of the texts."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.answers.told import Told, share, stems
from knowledge.glossary import Carried, Glossary
from knowledge.glossary.relations import generic, related
from knowledge.questions.cues import cues
from knowledge.questions.spans import overlaps
from knowledge.questions.spotting import Span
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
APPS = frozenset({"messaging_app"})
"""What such a cue may name too, when the matter is the thing itself."""
SURE = 0.9
"""Glossary matches below this are inflections or guesses that a content word does not need in another language."""
NAMED = 0.7
"""How surely a question must name a concept."""
HINTS: Mapping[str, str] = {"where": "venue"}
"""An English term that the answer to a question with this cue is likely to hold, whatever it is about."""
STRANGE = 0.6
"""What a word counts that cannot be said in the text's language: it may be a name, or a small word we do not know."""
LIGHT = 0.35
"""What a light word counts beside a content word."""
FULL = 1.0
"""What a content word counts."""
SYNONYM, NEAR = 0.85, 0.6
"""What another way to say a word counts beside the word itself, and what a word of the same matter does."""
UNKNOWN = 0.5
"""What a word counts that no glossary knows, unless it is written like a name, or that may merely put the question: most
are small words of everyday speech."""
NOUNS_CAPITAL = frozenset({"de"})
"""Languages in which a capital letter does not tell a name."""
SIGHS = re.compile("[\u1100-\u11ff\u3130-\u318f]+")
"""Korean letters that form no syllable: tears and laughter."""
EMPTY = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Want:
    """One content word: as said, what it counts, by language the stems of each way to say it, the concepts it names, and
    those of the same matter; `name` when it is written as a name and means nothing else."""

    said: str
    weight: float
    forms: Mapping[str, tuple[frozenset[str], ...]]
    concepts: frozenset[str] = EMPTY
    near: frozenset[str] = EMPTY
    name: bool = False
    _shares: dict[Told, float] = field(default_factory=dict, repr=False, compare=False)

    def share(self, text: Told, whole: Told | None = None) -> float:
        """How much of it the text says, in 0..1; worked out once for each text. What the `whole` that the text was joined
        into does not say, no part of it says, and most words are said by few texts."""
        found = self._shares.get(text)
        if found is None:
            silent = whole is not None and not self.share(whole)
            found = self._shares[text] = 0.0 if silent else self._shared(text)
        return found

    def _shared(self, text: Told) -> float:
        said, *synonyms = self.forms.get(text.language) or (EMPTY,)
        own = share(said, text)
        if own >= SYNONYM:
            return own
        if not self.concepts.isdisjoint(text.concepts):
            return SYNONYM
        akin = NEAR if not self.near.isdisjoint(text.concepts) else 0.0
        return max([own, akin, *(SYNONYM * share(form, text) for form in synonyms)])


def wants(question: Question, glossary: Glossary, languages: Collection[str]) -> list[Want]:
    """The question's content words with their forms in these languages, in the order said."""
    language = question.language
    carried = glossary.carry(question.text, language, set(languages) | {language})
    named = _named(question.text, language, glossary)
    found = []
    for word in _worded(question, named):
        meant = [*named, *(_named(word.text, language, glossary) if not word.dense else ())]
        concepts = frozenset(concept for concept, said in meant if _overlap(said, word.text))
        forms = {target: _forms(word, target, carried.get(target, ())) for target in languages}
        weight = _kind_weight(word, question, concepts, foreign=language not in languages)
        telling = concepts - generic()
        near = frozenset(other for concept in telling for other in related().get(concept, ()))
        name = not concepts and _capital(word, question)
        found.append(Want(word.text, weight, forms, telling, near, name))
    return found + [_hint(term, glossary, languages) for cue, term in HINTS.items() if question.has(cue)]


def _capital(word: Word, question: Question) -> bool:
    """Whether it is written as names are, other than any first word."""
    if question.language in NOUNS_CAPITAL or not word.begin:
        return False
    return question.text[word.begin : word.begin + 1].isupper() and not question.text.isupper()


def named_concepts(question: Question, glossary: Glossary) -> frozenset[str]:
    """The ids of the concepts the question names, but by small words ("what is it called" asks for no call)."""
    own = cues(question.language)
    named = _named(question.text, question.language, glossary)
    return frozenset(concept for concept, said in named if own.is_filler(said) or not own.is_light(said))


def _kind_weight(word: Word, question: Question, concepts: frozenset[str], *, foreign: bool) -> float:
    """What a word counts by its kind."""
    typed = [span for name in TYPED for span in question.cues.get(name, ()) if not concepts & APPS]
    timed = any(time.begin <= word.begin < time.stop for time in question.times)
    if cues(question.language).is_light(word.text) or any(
        begin <= word.begin and word.stop <= stop for begin, stop in typed
    ):
        return LIGHT
    if (concepts and concepts <= generic()) or (word.text.isdigit() and not timed):
        return LIGHT
    if concepts & generic():
        return UNKNOWN
    if concepts or timed or word.dense or question.text[word.begin : word.begin + 1].isupper():
        return STRANGE if foreign and not concepts else FULL
    return UNKNOWN


def _named(text: str, language: str, glossary: Glossary) -> list[tuple[str, str]]:
    """The concepts the text names, each with the folded words for it."""
    named = glossary.words.named(text, language)
    return [(glossary.words.concepts[one.concept].id, flat(one.said)) for one in named if one.weight >= NAMED]


def _forms(word: Word, target: str, carried: Sequence[Carried]) -> tuple[frozenset[str], ...]:
    said = [frozenset(stems(word.text, target))]
    for one in carried:
        if one.weight >= SURE and _overlap(flat(one.said), word.text):
            said += [frozenset(stems(term, target)) for term in one.terms]
    return tuple(dict.fromkeys(form for form in said if form))


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
        weight = want.weight * (0.25 + 0.75 * rarity)
        found.append(replace(want, weight=weight))
    return found


def _overlap(said: str, word: str) -> bool:
    """Whether the words that named a concept are this word, hold it, or are a part of it where words are joined."""
    if word in said.split() or (is_dense(word) and said in word) or (" " in word and said in word):
        return True
    return len(said) >= 4 and (word.startswith(said) or word.endswith(said))


def _worded(question: Question, named: Sequence[tuple[str, str]]) -> list[Word]:
    """The content words; in dense scripts the concepts named come first, and what is left is cut at fillers and cues."""
    folded = flat(question.text)
    asking = [span for name in ASKING for span in question.cues.get(name, ())]
    telling = dict.fromkeys(said for concept, said in named if concept not in generic())
    found: list[Word] = []
    for phrase in sorted(telling, key=len, reverse=True):
        begin = folded.find(phrase)
        stop = begin + len(phrase)
        if begin < 0 or overlaps((begin, stop), ((one.begin, one.stop) for one in found)):
            continue
        if is_dense(phrase):
            known = len(phrase) > 1 and not any(start <= begin and stop <= end for start, end in asking)
        else:
            known = " " in phrase and not overlaps((begin, stop), asking)
        if known:
            found.append(Word(phrase, begin, stop))
    dense = [word for word in found if word.dense]
    words_left = [
        piece for word in _content(question, dense) for piece in (_parted(word, named) if word.dense else [word])
    ]
    inside = {part for word in words_left for part in word.text.split()}
    phrases = [word for word in found if word.dense or not inside & set(word.text.split())]
    return sorted({word.text: word for word in [*phrases, *words_left]}.values(), key=lambda word: word.begin)


def _parted(word: Word, named: Sequence[tuple[str, str]]) -> list[Word]:
    """A dense run as the concepts it names and what is left between; of a Korean word the particles are dropped."""
    spans: list[Span] = []
    for phrase in sorted({said for _, said in named}, key=len, reverse=True):
        at = word.text.find(phrase)
        if at >= 0 and not overlaps((at, at + len(phrase)), spans):
            spans.append((at, at + len(phrase)))
    least = 3 if word.text[0] >= "\uac00" or word.text[0] <= "\u0e7f" else 2
    if not spans:
        return [word] if len(word.text) >= least else []
    left = list(_between(sorted(spans), len(word.text)))
    kept = [*spans, *(span for span in left if span[1] - span[0] >= least)]
    return [Word(word.text[a:b], word.begin + a, word.begin + b) for a, b in sorted(kept)]


def _between(spans: Sequence[Span], length: int) -> Iterator[Span]:
    at = 0
    for begin, stop in [*spans, (length, length)]:
        if begin > at:
            yield at, begin
        at = stop


def _content(question: Question, known: Sequence[Word]) -> list[Word]:
    """The words that say what is asked about, the known ones left out; dense runs are cut at fillers and cues."""
    folded = flat(question.text)
    own = cues(question.language)
    asking = [False] * len(folded)
    for name in ASKING:
        for begin, stop in question.cues.get(name, ()):
            asking[begin:stop] = [True] * (stop - begin)
    dense = [*asking]
    for begin, stop in [*question.cues.get("filler", ()), *((word.begin, word.stop) for word in known)]:
        dense[begin:stop] = [True] * (stop - begin)
    found: list[Word] = []
    for word in words(folded):
        if word.dense:
            found.extend(_runs(word, dense))
        elif not asking[word.begin] and len(word.text) > 1 and not own.is_filler(word.text):
            found.append(word)
    return list({word.text: word for word in found if not SIGHS.fullmatch(word.text)}.values())


def _runs(word: Word, taken: list[bool]) -> list[Word]:
    found, begin = [], word.begin
    for at in range(word.begin, word.stop + 1):
        if at == word.stop or taken[at]:
            if at > begin:
                found.append(Word(word.text[begin - word.begin : at - word.begin], begin, at))
            begin = at + 1
    return found
