"""The words of a question carried into other languages: longest phrase first, inflection allowed for."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from knowledge.event import Event
from knowledge.glossary import terms
from knowledge.glossary.matching import Match, Matcher
from knowledge.glossary.terms import Concept


class Carried(NamedTuple):
    """A concept found in a question: `said` are the question's words for it, `terms` the ways to say it in the target
    language, `weight` in 0..1 how surely it was meant."""

    concept: str
    said: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Understood:
    """What the glossary made of a question: the concepts by target language, and the words it has no concept for."""

    carried: Mapping[str, tuple[Carried, ...]]
    unknown: tuple[str, ...]


class Glossary:
    """Concepts with their terms in each language; each language is prepared when it is first asked for. Those of an event
    begin with the concepts of its `words`, and share what is prepared of them."""

    def __init__(self, concepts: Iterable[Concept], words: "Glossary | None" = None) -> None:
        self.concepts: tuple[Concept, ...] = tuple(concepts)
        self._words = words
        self._matchers: dict[str, Matcher] = {}
        self._latest: tuple[tuple[Concept, ...], Glossary] | None = None

    @classmethod
    def load(cls, folder: Path = terms.FOLDER) -> "Glossary":
        """The concepts of all CSV files in the folder; whoever asks for them shares one glossary."""
        return _loaded(folder)

    def with_event(self, event: Event | None) -> "Glossary":
        """The same glossary with the event's own names in it; the same object as long as these are the same."""
        if event is None:
            return self
        words, named = self.words, terms.of_event(event)
        if words._latest is None or words._latest[0] != named:
            words._latest = named, Glossary((*words.concepts, *named), words)
        return words._latest[1]

    @property
    def words(self) -> "Glossary":
        """The glossary without any event's names, in which "Curling workshop" is about curling and about a workshop."""
        return self if self._words is None else self._words

    def named(self, text: str, language: str) -> tuple[Match, ...]:
        """The concepts that a text names, each once, with the text's words for it; `Match.concept` is a place in `concepts`."""
        return self._named(text, language)

    @cached_property
    def _named(self) -> Callable[[str, str], tuple[Match, ...]]:
        """What was asked for just now is asked for again: for the words of a sentence, then for its meaning."""
        return lru_cache(maxsize=256)(lambda text, language: self._matcher(language).match(text)[0])

    def carry(self, question: str, language: str, targets: Collection[str]) -> Mapping[str, tuple[Carried, ...]]:
        """By target language, the concepts of the question with their terms there."""
        return self.understand(question, language, targets).carried

    def understand(self, question: str, language: str, targets: Collection[str]) -> Understood:
        """The concepts of the question by target language, and the words that no concept covers."""
        matches, unknown = self._matcher(language).match(question)
        return Understood({target: self._into(target, matches) for target in targets}, unknown)

    def _into(self, target: str, matches: Sequence[Match]) -> tuple[Carried, ...]:
        found = ((match, self.concepts[match.concept]) for match in matches)
        return tuple(
            Carried(concept.id, match.said, concept.terms[target], match.weight)
            for match, concept in found
            if target in concept.terms
        )

    def _matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            base = self._words._matcher(language) if self._words else None
            known = len(self._words.concepts) if self._words else 0
            own = enumerate(self.concepts[known:], known)
            listed = [(at, concept.terms.get(language, ())) for at, concept in own]
            self._matchers[language] = Matcher(language, listed, base)
        return self._matchers[language]


@cache
def _loaded(folder: Path) -> Glossary:
    return Glossary(terms.read(folder))
