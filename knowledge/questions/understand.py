"""A text as a question about one event: its kind, the times it names, what it mentions, and the words left over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.event import Event, ItemKind
from knowledge.glossary import Glossary
from knowledge.meaning import Meaning, Meanings
from knowledge.questions.charge import Charge
from knowledge.questions.cueing import (
    KIND_GROUPS,
    PART,
    SILENT,
    beside,
    cued,
    outside,
    spelled,
    unfounded,
    without_kinds_of_names,
)
from knowledge.questions.cues import cues
from knowledge.questions.deciding import decided
from knowledge.questions.hinted import Hinted, Meant, contacts_described, items_described, venues_described
from knowledge.questions.intent import Aspect, Intent, Signs, intent
from knowledge.questions.leftover import ABOUT_WORDS, left_over
from knowledge.questions.mention import Group, Mentioned, Mentions, merged, within
from knowledge.questions.model import QuestionKind, TimeExpression
from knowledge.questions.names import Piece
from knowledge.questions.overruling import Heard, overruled
from knowledge.questions.signs import masked, signs
from knowledge.questions.sorting import Sorting
from knowledge.questions.spotting import Span
from knowledge.questions.when import find_times
from knowledge.questions.words import features, fold, is_dense

KIND_CUES = {f"{group}.{kind.value}": kind for group in ("kind", "named") for kind in ItemKind}
"""Words for all items of a kind ("meal"), and for one sort of them ("breakfast")."""


SURE = 0.9
"""Words carried with less are guesses."""
COACH, COACH_BACK = 0.5, 0.3
"""From so likely on, a departure asked for is that of a ride, though none is named by its kind; and when people want back."""
OF_ITEMS = frozenset(set(QuestionKind) - {QuestionKind.WHAT_NEXT, QuestionKind.WHAT_NOW, QuestionKind.OTHER})
"""Kinds of question that may be about an item that is only hinted at."""
ASKED = 3
"""Words that ask something at least."""
HALF, SURER = 0.5, 0.6
"""Of an item so little of whose name is said, words left over may mean another of which so much is told."""
ASTRAY = 0.6
"""So much further does a question speak of the sort of another item when the one mentioned is hardly meant."""
HINTED_TOO: Mapping[Intent, str] = {
    Intent(QuestionKind.WHERE, Aspect.ADDRESS): "venue",
    Intent(QuestionKind.WHERE, Aspect.ACCESS): "venue",
    Intent(QuestionKind.ROUTE): "venue",
    Intent(QuestionKind.WHERE, Aspect.PHONE): "contact",
    Intent(QuestionKind.WHO, Aspect.CONTACT): "contact",
}
"""What else a question of that kind may only hint at."""
OF_CONTACTS = frozenset(intent for intent, kind in HINTED_TOO.items() if kind == "contact")
UNSPACED = frozenset({"zh", "th"})
NAMES = ("item", "venue", "room", "person")
"""Kinds of name that are masked where the wording is compared with examples."""
CONTACT = 0.8
"""So much of a contact's role is said when the contact is meant."""


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
    meaning: Meaning | None = None
    akin: Mapping[str, float] = field(default_factory=dict)
    """For every item but rides how far the question describes it, in 0..1; nothing when no examples were compared."""

    @property
    def kind(self) -> QuestionKind:
        return self.intent.kind

    @property
    def aspect(self) -> Aspect:
        return self.intent.aspect

    @property
    def programme(self) -> float:
        """How likely the programme is asked about, in 0..1; 1 when no examples were compared."""
        return self.meaning.programme if self.meaning else 1.0

    def has(self, *names: str) -> bool:
        """Whether any of these cues is in the text."""
        return any(name in self.cues for name in names)


class Reader:
    """Reads questions about one event."""

    def __init__(self, event: Event, glossary: Glossary | None = None, meanings: Meanings | None = None) -> None:
        self._event, self._glossary, self._meanings = event, glossary, meanings
        self._mentioned = Mentioned(event)
        self._hinted = Hinted(items_described(event), event.language, glossary) if glossary else None
        others = {"venue": venues_described, "contact": contacts_described}
        self._meant = {kind: Meant(told(event), event.language, glossary) for kind, told in others.items() if glossary}
        self._sorting = Sorting(event, meanings) if meanings else None
        self._charge = Charge(event, meanings) if meanings else None
        self._days = event.days()
        self._targets = frozenset(event.languages)

    def asks(self, text: str, language: str) -> bool:
        """Whether a cleaned text holds a cue of a question outside of titles."""
        folded = fold(text)
        found = outside(cued(folded, language), self._mentioned.find(folded).titles, ())
        quiet = SILENT | ABOUT_WORDS
        return any(not name.startswith(KIND_GROUPS) and name not in quiet for name in found)

    def titles(self, text: str) -> tuple[Span, ...]:
        """The spans of a cleaned text that say a name of the event in full: they tell nothing about its language."""
        return self._mentioned.find(fold(text)).titles

    def read(self, text: str, language: str, now: datetime) -> Question:
        """The cleaned text, asked in `language` at `now`, understood; never raises for a text."""
        folded = fold(text)
        found = spelled(cued(folded, language), text, language)
        kinds = {kind for name, kind in KIND_CUES.items() if name in found}
        times = find_times(text, language, self._event.local(now), self._days)
        mentions = self._mentions(text, folded, language, frozenset(kinds), found, times)
        times = tuple(t for t in times if not within((t.begin, t.stop), mentions.titles))
        onwards = beside(found.pop("onwards", ()), times)
        moving_on = "onward" in found and bool({"after", "next"} & found.keys() or onwards)
        found = outside(found, mentions.titles, times) | ({"onwards": onwards} if onwards else {})
        mentions = mentions.without(unfounded(folded, language, mentions, found, times))
        taken = _taken(found, times)
        mentions = mentions.only_first_within(taken)
        found = without_kinds_of_names(found, mentions)
        kinds = {kind for kind in kinds if f"kind.{kind.value}" in found}
        rule = intent(_signs(found, mentions, bool(kinds), bool(times)))
        meaning = self._meaning(text, language, found, mentions, times, rule)
        akin = self._sorting.affinities(meaning) if self._sorting and meaning else {}
        left = left_over(folded, language, found, mentions, times)
        read = decided(rule, meaning) if meaning else rule
        coach = meaning.by_label["when.coach"] if meaning else 0.0
        if coach >= COACH or (coach >= COACH_BACK and "back" in found and not kinds):
            kinds.add(ItemKind.TRANSFER)
        heard = Heard(found, mentions, kinds, bool(times), bool(left), moving_on and "onward" in found)
        read = overruled(read, rule, heard)
        called = heard.has("contact", "phone") and not heard.has("private") and not mentions.of("contact")
        may_call = called and (read.kind is QuestionKind.OTHER or read in OF_CONTACTS)
        if self._charge and meaning and may_call and (contact := self._charge.of(meaning)):
            read, left = Intent(QuestionKind.WHO, Aspect.CONTACT), ()
            mentions = mentions.with_hint("contact", (contact,), SURER)
        unsure = mentions.cover.get("item", 0.0) < HALF or _astray(mentions, akin)
        if read.kind in OF_ITEMS and unsure and not mentions.of("person"):
            telling = [*left, *self._dense_words(text, language, found)]
            # whether something is at the place named is what a yes-or-no question asks
            places = () if read.kind is QuestionKind.IS_IT else mentions.of("venue")
            mentions, left = self._with_hint(telling, language, mentions, kinds, left, akin, places)
        if other := HINTED_TOO.get(read):
            mentions, left = self._with_other_hint(other, folded, language, taken, mentions, left)
        return Question(text, language, read, mentions, found, times, tuple(sorted(kinds)), left, meaning, akin)

    def _with_hint(
        self,
        said: Sequence[str],
        language: str,
        mentions: Mentions,
        kinds: Collection[ItemKind],
        left: tuple[str, ...],
        akin: Mapping[str, float],
        places: Collection[str],
    ) -> tuple[Mentions, tuple[str, ...]]:
        """The mentions with the items that words left over hint at, and the words still left; where an item is named in part,
        only a hint that explains most of what is left counts more. Only items at these places count when any are given. An item
        of the sort that the question speaks of needs no word that is told of it."""
        if self._hinted is None:
            return mentions, left
        among = {item.id for item in self._event.items if item.venue in places} if places else None
        favoured = {item.id for item in self._event.items if item.kind in kinds}
        hint = self._hinted.find(said, language, among, favoured, akin)
        sure = _astray(mentions, akin) or (left and hint is not None and hint.cover >= SURER)
        if hint is None or (mentions.of("item") and not sure):
            return mentions, left
        return mentions.with_hint("item", hint.ids, hint.cover), tuple(word for word in left if word not in hint.said)

    def _with_other_hint(
        self,
        kind: str,
        folded: str,
        language: str,
        taken: Sequence[Span],
        mentions: Mentions,
        left: tuple[str, ...],
    ) -> tuple[Mentions, tuple[str, ...]]:
        """The mentions with the one place or contact whose name means what the text says, where none is named in good part;
        beside a place named with another, when the way from one to the other may be asked for."""
        named = mentions.of(kind) if mentions.cover.get(kind, 0.0) >= SURER else ()
        groups = mentions.groups.get(kind, ()) if named else ()
        if kind not in self._meant or (named and (kind != "venue" or len(groups) > 1)):
            return mentions, left
        said = [span for group in groups for span in group.spans]
        hint = self._meant[kind].find(folded, language, [*taken, *said], but=named)
        if hint is None:
            return mentions, left
        spans = tuple((at, at + len(said)) for said in hint.said if (at := folded.find(said)) >= 0)
        left = tuple(word for word in left if not any(word in said for said in hint.said))
        if not named:
            return mentions.with_hint(kind, hint.ids, hint.cover, spans), left
        return mentions.beside(kind, Group(hint.ids, hint.cover, spans)) if spans else mentions, left

    def _dense_words(self, text: str, language: str, found: Mapping[str, Sequence[Span]]) -> list[str]:
        """The words of a text that marks none, as far as the glossary knows them and no cue holds them."""
        if self._glossary is None or language not in UNSPACED:
            return []
        said = {fold(one.said) for one in self._glossary.words.named(text, language) if one.weight >= SURE}
        folded = fold(text)
        cue_words = {folded[a:b] for name, spans in found.items() if not name.startswith(KIND_GROUPS) for a, b in spans}
        return [word for word in said if len(word) > 1 and not any(word in cue for cue in cue_words)]

    def _meaning(
        self,
        text: str,
        language: str,
        found: Mapping[str, Sequence[Span]],
        mentions: Mentions,
        times: Sequence[TimeExpression],
        rule: Intent,
    ) -> Meaning | None:
        """What the text means by example, half with its names in it and half with masks for them."""
        if self._meanings is None:
            return None
        kinds = [span for name, spans in found.items() if name.startswith("kind.") for span in spans]
        names = [(span, kind) for kind in NAMES for span in mentions.spans.get(kind, ()) if not within(span, kinds)]
        hidden = [*names, *(((time.begin, time.stop), "time") for time in times)]
        told = signs(found, rule, {kind for _, kind in hidden})
        begin = _greeted(text, language)
        plain = self._meanings.of(text[begin:], language, told)
        return plain.blended(self._meanings.shares(masked(text, hidden)[begin:], language, told)) if hidden else plain

    def _mentions(
        self,
        text: str,
        folded: str,
        language: str,
        kinds: frozenset[ItemKind],
        found: Mapping[str, Sequence[Span]],
        times: Sequence[TimeExpression],
    ) -> Mentions:
        """What the text mentions in its own words; when it mentions nothing so, in the words carried over."""
        mentions = self._mentioned.find(folded, kinds)
        if self._glossary is None or language in self._targets or set(mentions.ids) - {"event"}:
            return mentions
        carried = self._glossary.carry(text, language, self._targets)
        sure = [one for listed in carried.values() for one in listed if one.weight >= SURE]
        extra = [piece for one in sure for piece in _pieces(one.said, one.terms, folded)]
        taken = _taken(found, times)
        extra = [piece for piece in extra if not within((piece.begin, piece.stop), taken)]
        return self._mentioned.find(folded, kinds, extra) if extra else mentions


def _astray(mentions: Mentions, akin: Mapping[str, float]) -> bool:
    """Whether little of a name is said, and the question speaks of things of another sort."""
    known = [akin[key] for key in mentions.of("item") if key in akin]
    return mentions.cover.get("item", 0.0) < SURER and bool(known) and max(akin.values()) - max(known) >= ASTRAY


def _greeted(text: str, language: str) -> int:
    """Where a text goes on that begins with a greeting; 0 when it says little else."""
    found = cues(language).patterns["hello"].match(fold(text))
    rest = text[found.end() :].lstrip(" ,.!，。！、") if found else ""
    return len(text) - len(rest) if len(rest.split()) >= ASKED or (rest and is_dense(rest)) else 0


def _taken(found: Mapping[str, Sequence[Span]], times: Sequence[TimeExpression]) -> Sequence[Span]:
    """Where words put the question or tell a time: a street address is no street, going "à pied" no pier."""
    told = {*ABOUT_WORDS, "event"}  # "from the hotel" names the hotel as well
    cued = [
        span for name, spans in found.items() if not name.startswith(KIND_GROUPS) for span in spans if name not in told
    ]
    return merged([*cued, *((time.begin, time.stop) for time in times)])


def _pieces(said: str, terms: Sequence[str], folded: str) -> Iterable[Piece]:
    begin = folded.find(fold(said))
    if begin >= 0:
        for term in terms:
            yield from (Piece(feature, begin, begin + len(said)) for feature in features(fold(term)))


def _signs(found: Mapping[str, Sequence[Span]], mentions: Mentions, kinds: bool, timed: bool) -> Signs:
    return Signs(
        found,
        item=bool(mentions.of("item")),
        sure=mentions.cover.get("item", 0.0) >= PART,
        venue=bool(mentions.of("venue")),
        person=bool(mentions.of("person")),
        room=bool(mentions.of("room")),
        kinds=kinds,
        timed=timed,
        event=bool(mentions.of("event")) or "event" in found,
        transfer="kind.transfer" in found,
        places=len(mentions.groups.get("venue", ())) > 1,
        contact=mentions.cover.get("contact", 0.0) >= CONTACT
        and mentions.weight["contact"] >= mentions.weight.get("item", 0.0),
    )
