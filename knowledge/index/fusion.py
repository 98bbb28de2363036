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

    def scores(self, question: str, language: str) -> Floats:
        """The kinds weighed against each other."""
        if self.ranker.language == language:
            whole: Floats = (1 - VECTOR_SHARE) * self.lexical + VECTOR_SHARE * self.vector
            return self.ranker.pointed(question, whole)
        words, carried, cosine = FOREIGN_SHARES
        total: Floats = words * self.lexical + carried * self.carried + cosine * self.vector
        return total


class _Candidate(NamedTuple):
    """A row that answers well: what orders it, where it stands, and the passage that is shown for it."""

    order: tuple[float, str]
    evidence: Evidence
    row: int
    shown: Passage


def fused(
    evidence: Sequence[Evidence], question: str, language: str, k: int, second: Sequence[str] = ()
) -> tuple[Hit, ...]:
    """The k best passages of all languages; the versions of one part count once, in the asker's language if it has
    one, else in the first of `second` that has one: whoever cannot read Thai is shown English rather than Greek."""
    rankers = {one.ranker.language: one.ranker for one in evidence}
    own = rankers.get(language)
    read = [rankers[code] for code in dict.fromkeys((language, *second)) if code in rankers]
    scores = [one.scores(question, language) for one in evidence]
    looked_at = [2 * k + 20 if own in (None, one.ranker) else k + 8 for one in evidence]
    best = (one for each in zip(evidence, scores, looked_at, strict=True) for one in _best(*each[:2], read, each[2]))
    found: dict[tuple[str, str], _Candidate] = {}
    for candidate in sorted(best, key=_order):
        found.setdefault((candidate.shown.id, candidate.shown.language), candidate)
    kept = list(_without_versions(found.values(), language))
    if own and len(evidence) > 1:
        kept = _supported(kept, evidence, scores, language)
    return tuple(map(_hit, kept[:k]))


def _best(evidence: Evidence, scores: Floats, read: Sequence[Ranker], count: int) -> Iterable[_Candidate]:
    """The rows of one language that answer best, in no order, each shown in the first of `read` that has a version."""
    for row, score in _top(scores, count):
        passage = evidence.ranker.passages[row]
        versions = (ranker.version_of(passage) for ranker in read)
        yield _Candidate((-score, passage.id), evidence, row, next(filter(None, versions), passage))


def _top(scores: Floats, count: int) -> Iterable[tuple[int, float]]:
    """The `count` rows of the highest scores above 0, each with its score, in no order."""
    rows = np.argpartition(-scores, count)[:count] if len(scores) > count else np.arange(len(scores))
    rows = rows[scores[rows] > 0]
    return zip(rows.tolist(), scores[rows].tolist(), strict=True)


def _supported(
    found: Sequence[_Candidate], evidence: Sequence[Evidence], scores: Sequence[Floats], language: str
) -> list[_Candidate]:
    """The candidates in the order they have when the versions in other languages speak for them too."""
    others = [pair for pair in zip(evidence, scores, strict=True) if pair[0].ranker.language != language]
    support: dict[tuple[str, int, int], float] = defaultdict(float)
    for one, scored in others:
        top = max(float(scored.max(initial=0.0)), 1e-9)
        for row, score in _top(scored, SUPPORTERS):
            support[_version(one.ranker.passages[row])] += score / top / len(others)
    told = (one._replace(order=(one.order[0] - SUPPORT * support[_version(one.shown)], one.shown.id)) for one in found)
    return sorted(told, key=_order)


def _version(passage: Passage) -> tuple[str, int, int]:
    """What the versions of a passage in all languages share."""
    return passage.key, passage.section, passage.place


def _hit(candidate: _Candidate) -> Hit:
    evidence, row = candidate.evidence, candidate.row
    return Hit(
        passage=candidate.shown,
        score=-candidate.order[0],
        lexical=float(evidence.lexical[row]),
        carried=float(evidence.carried[row]),
        vector=float(evidence.vector[row]),
    )


def _order(candidate: _Candidate) -> tuple[float, str]:
    return candidate.order


def _without_versions(found: Iterable[_Candidate], language: str) -> Iterable[_Candidate]:
    """Of a part that the asker's language lacks, only the language that answers best."""
    seen: set[tuple[str, int, int]] = set()
    for one in found:
        part = (one.shown.key, one.shown.section, one.shown.position)
        if one.shown.language == language or part not in seen:
            yield one
        seen.add(part)
