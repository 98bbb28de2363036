"""Questions that staff answered once for all: a near-exact question in any language gets their answer."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.voice import LONGEST, Voice, short
from knowledge.packs.model import ApprovedAnswer
from knowledge.questions.cues import cues
from knowledge.questions.words import features, fold, is_dense

CORE = 93.0
"""How alike what remains of two questions must be without the words that only put them."""
SHORTEST_CORE = 4
"""Characters that must remain for that."""
ALIKE = 88.0
"""How alike two questions must be, of 100, by their characters; and their content words must agree."""
MARKS = " ?!.;？！。"
"""What may stand around a question."""


class _Asked(NamedTuple):
    """One way to put an approved question, in one language: folded, and without the marks at its ends."""

    folded: str
    bare: str
    language: str
    answer: ApprovedAnswer


class Approved:
    """Finds the approved answer to a question."""

    def __init__(self, answers: Sequence[ApprovedAnswer]) -> None:
        self._asked = [
            _Asked(fold(part.strip()), fold(part.strip()).strip(MARKS), language, answer)
            for answer in answers
            for language, text in answer.question.root.items()
            for part in text.split("|")
            if part.strip()
        ]
        self._bare = [one.bare for one in self._asked]

    def find(self, text: str, voice: Voice) -> Answer | None:
        """The answer to a question put in nearly these words, in any language."""
        folded = fold(text).strip(MARKS)
        alike = self._whole_alike(folded)
        for at, value in self._core_alike(folded, voice.language):
            alike[at] = max(value, alike.get(at, 0.0))
        if not alike:
            return None
        at = min(alike, key=lambda at: (-alike[at], at))
        return _answer(self._asked[at].answer, alike[at] / 100, text, voice)

    def _whole_alike(self, folded: str) -> dict[int, float]:
        """How alike the questions are that are nearly the same and of which no content word differs, by their place."""
        near = process.extract_iter(folded, self._bare, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return {
            at: alike
            for _, alike, at in near
            if _same_content(folded, self._asked[at].folded, self._asked[at].language)
        }

    def _core_alike(self, folded: str, language: str) -> Iterator[tuple[int, float]]:
        """The places of the questions in this language that are nearly the same without the words that only put them, and how
        alike."""
        places, cores = self._cores.get(language, ((), ()))
        core = _core(folded, language) if cores else ""
        if len(core) >= SHORTEST_CORE:
            near = process.extract_iter(core, cores, scorer=fuzz.ratio, score_cutoff=CORE)
            yield from ((places[at], alike) for _, alike, at in near)

    @cached_property
    def _cores(self) -> Mapping[str, tuple[Sequence[int], Sequence[str]]]:
        """By language the places of the questions that are long enough without the words that only put them, and what is
        left of them."""
        found: dict[str, dict[int, str]] = {}
        for at, one in enumerate(self._asked):
            core = _core(one.folded, one.language)
            if len(core) >= SHORTEST_CORE:
                found.setdefault(one.language, {})[at] = core
        return {language: (list(cores), list(cores.values())) for language, cores in found.items()}


@lru_cache(maxsize=4096)
def _core(text: str, language: str) -> str:
    """The folded text without small words, "what is", "tell me"."""
    own = cues(language)
    for name in ("about", "which", "polar", "mine", "filler"):
        text = own.patterns[name].sub(" ", text)
    return "".join(char for char in text if char.isalnum())


def _same_content(one: str, other: str, language: str) -> bool:
    """Whether neither question has a content word that the other lacks, typos allowed."""
    first, second = _content(one, language), _content(other, language)
    return all(_near(word, second) for word in first) and all(_near(word, first) for word in second)


def _content(text: str, language: str) -> set[str]:
    own = cues(language)
    return {word for word in features(text) if is_dense(word) or not own.is_filler(word)}


def _near(word: str, others: set[str]) -> bool:
    if is_dense(word):
        return True
    return any(word == other or fuzz.ratio(word, other) >= 75 for other in others)


def _answer(found: ApprovedAnswer, alike: float, text: str, voice: Voice) -> Answer:
    said = found.answer.best(voice.language, voice.event.language)
    title = found.question.best(voice.language, voice.event.language).split("|")[0].strip()
    return Answer(
        text=short(said, LONGEST),
        language=voice.language,
        kind=AnswerKind.APPROVED,
        citations=(Citation(source=found.cited, title=title, quote=said),),
        confidence=round(alike, 3),
        focus=Focus(topic=f"approved#{found.id}", text=text),
    )
