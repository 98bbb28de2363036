"""Questions that staff answered once for all: a near-exact question in any language gets their answer."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.answers.model import Answer, AnswerKind, Citation, Focus
from knowledge.answers.voice import LONGEST, Voice, short
from knowledge.packs.model import ApprovedAnswer
from knowledge.questions.cues import cues
from knowledge.questions.words import features, fold, is_dense

CORE = 93.0
"""How alike what remains of two questions must be without the words that only put them."""
ALIKE = 88.0
"""How alike two questions must be, of 100, by their characters; and their content words must agree."""


class Approved:
    """Finds the approved answer to a question."""

    def __init__(self, answers: Sequence[ApprovedAnswer]) -> None:
        self._asked = [
            (fold(part.strip()), language, answer)
            for answer in answers
            for language, text in answer.question.root.items()
            for part in text.split("|")
            if part.strip()
        ]

    def find(self, text: str, voice: Voice) -> Answer | None:
        """The answer to a question put in nearly these words, in any language."""
        folded = fold(text).strip(" ?!.;？！。")
        best: tuple[float, ApprovedAnswer] | None = None
        for question, language, answer in self._asked:
            alike = max(_whole_alike(folded, question, language), _core_alike(folded, question, language))
            if alike and (best is None or alike > best[0]):
                best = (alike, answer)
        return _answer(best[1], best[0] / 100, text, voice) if best else None


def _whole_alike(one: str, other: str, language: str) -> float:
    """How alike the questions are, 0 when not nearly the same or when a content word differs."""
    alike = fuzz.ratio(one, other.strip(" ?!.;？！。"), score_cutoff=ALIKE)
    return alike if alike and _same_content(one, other, language) else 0.0


def _core_alike(one: str, other: str, language: str) -> float:
    """How alike the questions are without the words that only put them; 0 when not nearly the same."""
    first, second = _core(one, language), _core(other, language)
    return fuzz.ratio(first, second, score_cutoff=CORE) if min(len(first), len(second)) >= 4 else 0.0


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
