"""A text as a question about one event: its kind, the times it names, what it mentions, and the words left over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.event import Event, ItemKind
from knowledge.glossary import Glossary
from knowledge.questions.cues import Span, cues
from knowledge.questions.intent import Aspect, Intent, Signs, intent
from knowledge.questions.mention import Mentioned, Mentions
from knowledge.questions.model import QuestionKind, TimeExpression
from knowledge.questions.names import Piece
from knowledge.questions.when import find_times
from knowledge.questions.words import features, fold, is_dense, words

KIND_CUES = {f"kind.{kind.value}": kind for kind in ItemKind}


@dataclass(frozen=True)
class Question:
    """A question as understood. `left` are its content words that neither a cue, a time nor a mention explains;
    `content` are all its content words but cues and times, names included."""

    text: str
    language: str
    intent: Intent
    mentions: Mentions
    cues: Mapping[str, Sequence[Span]]
    times: tuple[TimeExpression, ...] = ()
    kinds: tuple[ItemKind, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def kind(self) -> QuestionKind:
        return self.intent.kind

    @property
    def aspect(self) -> Aspect:
        return self.intent.aspect

    def has(self, *names: str) -> bool:
        """Whether any of these cues is in the text."""
        return any(name in self.cues for name in names)


class Reader:
    """Reads questions about one event."""

    def __init__(self, event: Event, glossary: Glossary | None = None) -> None:
        self._event, self._glossary = event, glossary
        self._mentioned = Mentioned(event)
        self._days = event.days()
        self._targets = frozenset(event.languages)

    def read(self, text: str, language: str, now: datetime) -> Question:
        """The cleaned text, asked in `language` at `now`, understood; never raises for a text."""
        folded = fold(text)
        found = _cues(folded, language)
        kinds = {kind for name, kind in KIND_CUES.items() if name in found}
        mentions = self._mentioned.find(folded, frozenset(kinds), self._carried(text, folded, language))
        times = find_times(text, language, self._event.local(now), self._days)
        times = tuple(t for t in times if not _inside((t.begin, t.stop), mentions.titles))
        mentions = mentions.without([(t.begin, t.stop) for t in times])
        found = _outside(found, mentions.titles, times)
        signs = _signs(found, mentions, bool(kinds), bool(times))
        left = _left(folded, language, found, mentions, times)
        return Question(text, language, intent(signs), mentions, found, times, tuple(sorted(kinds)), left)

    def _carried(self, text: str, folded: str, language: str) -> list[Piece]:
        """The question's words in the event's languages, when it is not asked in one of them."""
        if self._glossary is None or language in self._targets:
            return []
        carried = self._glossary.carry(text, language, self._targets)
        return [
            piece for listed in carried.values() for one in listed for piece in _pieces(one.said, one.terms, folded)
        ]


def _pieces(said: str, terms: Sequence[str], folded: str) -> Iterable[Piece]:
    begin = folded.find(fold(said))
    if begin >= 0:
        for term in terms:
            yield from (Piece(feature, begin, begin + len(said)) for feature in features(fold(term)))


def _cues(folded: str, language: str) -> dict[str, Sequence[Span]]:
    """The language's own cues; the English ones where it finds none of its own, as people mix."""
    found: dict[str, Sequence[Span]] = dict(cues(language).find(folded))
    telling = [name for name in found if name not in {"filler", "light", "mine", "follow", "which", "exists"}]
    if language != "en" and not telling:
        found |= {name: spans for name, spans in cues("en").find(folded).items() if name not in found}
    return found


def _inside(span: Span, regions: Sequence[Span]) -> bool:
    return any(begin <= span[0] and span[1] <= stop for begin, stop in regions)


def _outside(
    found: Mapping[str, Sequence[Span]], titles: Sequence[Span], times: Sequence[TimeExpression]
) -> dict[str, Sequence[Span]]:
    """The cues that are not part of a title, nor of a time ("after lunch" as a time of day)."""
    taken = [*titles, *((t.begin, t.stop) for t in times)]
    kept = {
        name: [span for span in spans if not _inside(span, titles if name.startswith("kind.") else taken)]
        for name, spans in found.items()
    }
    return {name: spans for name, spans in kept.items() if spans}


def _signs(found: Mapping[str, Sequence[Span]], mentions: Mentions, kinds: bool, timed: bool) -> Signs:
    return Signs(
        found,
        item=bool(mentions.of("item")),
        venue=bool(mentions.of("venue")),
        person=bool(mentions.of("person")),
        room=bool(mentions.of("room")),
        kinds=kinds,
        timed=timed,
        event=bool(mentions.of("event")) or "event" in found,
    )


def _left(
    folded: str, language: str, found: Mapping[str, Sequence[Span]], mentions: Mentions, times: Sequence[TimeExpression]
) -> tuple[str, ...]:
    """The content words that nothing explains; of a dense script, runs of two characters or more."""
    explained = [False] * len(folded)
    for begin, stop in (
        *(span for name, spans in found.items() for span in spans if name not in {"exists", "price", "why"}),
        *mentions.said(),
        *((t.begin, t.stop) for t in times),
    ):
        explained[begin:stop] = [True] * (stop - begin)
    return tuple(dict.fromkeys(_unexplained(folded, language, explained)))


def _unexplained(folded: str, language: str, explained: Sequence[bool]) -> Iterable[str]:
    own, english = cues(language), cues("en")
    for word in words(folded):
        open_at = [i for i in range(word.begin, word.stop) if not explained[i]]
        if is_dense(word.text):
            text = "".join(folded[i] for i in open_at)
            if len(text) >= 2 and not own.is_light(text):
                yield text
        elif len(open_at) == len(word.text) >= 2 and not (own.is_light(word.text) or english.is_light(word.text)):
            yield word.text
