"""Evidence of different kinds and languages fused into one list of hits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from knowledge.event import Value
from knowledge.index.lexical import Floats
from knowledge.index.passage import Passage
from knowledge.index.ranking import Ranker

VECTOR_SHARE = 0.06
"""What the cosine counts beside a question's own words, chosen by measurement."""

FOREIGN_SHARES = (0.35, 0.5, 0.15)
"""What the question's own words (names pass as they are), carried words and the cosine count in another language."""


SUPPORT = 0.2
"""What it counts that the other languages' versions of a passage are found too, beside the passage's own score."""

SUPPORTERS = 40
"""Passages of another language that may support theirs."""


class Hit(Value):
    """A passage found. `score` orders hits; `lexical`, `carried` and `vector`, each in about 0..1, say what it is made
    of. Where the passage stands in for another language's version, they are that version's."""

    passage: Passage
    score: float
    lexical: float = 0.0
    carried: float = 0.0
    vector: float = 0.0


class Evidence(NamedTuple):
    """How well each of a ranker's passages answers, by its rows."""

    ranker: Ranker
    lexical: Floats
    carried: Floats
    vector: Floats

    def scores(self, language: str) -> Floats:
        """The kinds weighed against each other."""
        if self.ranker.language == language:
            return (1 - VECTOR_SHARE) * self.lexical + VECTOR_SHARE * self.vector
        words, carried, cosine = FOREIGN_SHARES
        total: Floats = words * self.lexical + carried * self.carried + cosine * self.vector
        return total


def fused(evidence: Sequence[Evidence], language: str, k: int) -> tuple[Hit, ...]:
    """The k best passages of all languages; the versions of one part count once, in the asker's language if it has
    one."""
    own = next((one.ranker for one in evidence if one.ranker.language == language), None)
    hits = sorted((hit for one in evidence for hit in _best(one, language, 2 * k + 20)), key=_order)
    found: dict[str, Hit] = {}
    for hit in hits:
        passage = own.version_of(hit.passage) if own else None
        shown = passage or hit.passage
        found.setdefault(_part(shown), hit.model_copy(update={"passage": shown}) if passage else hit)
    kept = list(_without_versions(found.values(), language))
    return tuple(_supported(kept, evidence, language) if own and len(evidence) > 1 else kept)[:k]


def _supported(hits: Sequence[Hit], evidence: Sequence[Evidence], language: str) -> list[Hit]:
    """The hits in the order they have when the versions in other languages speak for them too."""
    others = [one for one in evidence if one.ranker.language != language]
    support: dict[tuple[str, int, int], float] = defaultdict(float)
    for one in others:
        scores = one.scores(language)
        top = max(float(scores.max(initial=0.0)), 1e-9)
        for row in np.argsort(-scores)[:SUPPORTERS]:
            support[_version(one.ranker.passages[row])] += float(scores[row]) / top / len(others)
    found = [hit.model_copy(update={"score": hit.score + SUPPORT * support[_version(hit.passage)]}) for hit in hits]
    return sorted(found, key=_order)


def _version(passage: Passage) -> tuple[str, int, int]:
    """What the versions of a passage in all languages share."""
    return passage.key, passage.section, passage.place


def _best(evidence: Evidence, language: str, count: int) -> Iterable[Hit]:
    scores = evidence.scores(language)
    top = np.argpartition(-scores, count)[:count] if len(scores) > count else np.arange(len(scores))
    for row in top[scores[top] > 0]:
        # Hundreds of hits a question, made of what is already checked.
        yield Hit.model_construct(
            passage=evidence.ranker.passages[row],
            score=float(scores[row]),
            lexical=float(evidence.lexical[row]),
            carried=float(evidence.carried[row]),
            vector=float(evidence.vector[row]),
        )


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.passage.id


def _part(passage: Passage) -> str:
    return f"{passage.id}/{passage.language}"


def _without_versions(hits: Iterable[Hit], language: str) -> Iterable[Hit]:
    """Of a part that the asker's language lacks, only the language that answers best."""
    seen: set[tuple[str, int, int]] = set()
    for hit in hits:
        part = (hit.passage.key, hit.passage.section, hit.passage.position)
        if hit.passage.language == language or part not in seen:
            yield hit
        seen.add(part)
