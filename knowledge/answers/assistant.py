"""The assistant of one event: a message in, an answer out."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Self

from knowledge.answers import programme
from knowledge.answers.approved import Approved
from knowledge.answers.confidence import confidence, default_line
from knowledge.answers.context import Context
from knowledge.answers.follow import picked, resumed
from knowledge.answers.handover import handover
from knowledge.answers.model import Answer, AnswerKind, Asker, Focus
from knowledge.answers.modelled import Phraser, Source
from knowledge.answers.modelled.rendering import modelled_answer
from knowledge.answers.passages import Quote, best_quotes
from knowledge.answers.prepared import Passage
from knowledge.answers.quoting import contradicted, contradiction, quoted_answer
from knowledge.answers.recall import Recall, Retriever
from knowledge.answers.several import MOST, questions
from knowledge.answers.smalltalk import abusive, smalltalk
from knowledge.answers.smalltalk import meant as smalltalk_meant
from knowledge.answers.trust import trust
from knowledge.answers.voice import Voice, fit
from knowledge.event import PERSON_PREFIX, Event
from knowledge.glossary import Glossary
from knowledge.localize import LANGUAGES, spoken
from knowledge.meaning import Meanings
from knowledge.packs.model import ApprovedAnswer
from knowledge.questions.cues import cues
from knowledge.questions.language import detect
from knowledge.questions.understand import Question, Reader
from knowledge.questions.words import clean, fold

NO_FOCUS = Focus()

MOST_SOURCES = 6
"""Passages a language model is given."""

WORTH_A_CALL = 0.5
"""The share of the line from which a language model is asked: it sometimes sees an answer where no sentence stands out."""


CERTAIN = 0.9
"""From so sure on an answer from the programme is given without a look at the documents."""
PROGRAMME_FIRST = 0.12
"""So much surer pages must be than the programme, which is exact and follows every change, to answer instead."""
PROGRAMME_ALONE = 0.4
"""From so likely a question about the programme on, documents are not asked for what the programme leaves out."""
TRUSTED = 0.65
"""From so sure on an answer from the programme is given."""
TALK = 0.8
"""From so likely on, a message that names nothing is small talk, or asks for a person."""

REMEMBERED = 500
"""Answers kept ready for the next who ask the same: after an announcement, many do at once."""

_Asked = tuple[str, str, str, tuple[str, ...], str | bool, datetime, Focus | None]


class Assistant:
    """Answers questions about one event. Values only: `with_event` and `with_approved` give another assistant."""

    def __init__(
        self,
        event: Event,
        retriever: Retriever | Recall,
        approved: Sequence[ApprovedAnswer] = (),
        *,
        line: float | None = None,
        glossary: Glossary | None = None,
        zoned: bool = False,
        phraser: Phraser | None = None,
        meanings: Meanings | None = None,
        certain: float = CERTAIN,
    ) -> None:
        self._event, self._approved_answers = event, tuple(approved)
        self._recall = retriever if isinstance(retriever, Recall) else Recall(retriever)
        self._given_line, self._certain = line, certain
        self._line, self._trusted = (default_line(), TRUSTED) if line is None else (line, line)
        self._plain_glossary, self._zoned = glossary or Glossary.load(), zoned
        self._approved = Approved(self._approved_answers)
        self._phraser = phraser
        self._meanings = meanings or Meanings.load(self._plain_glossary)
        self._given: dict[_Asked, Answer] = {}

    def with_event(self, event: Event) -> Self:
        """The same assistant with another programme."""
        return self._changed(event, self._approved_answers)

    def with_approved(self, approved: Sequence[ApprovedAnswer]) -> Self:
        """The same assistant with these approved answers instead of its own."""
        return self._changed(self._event, approved)

    def ask(self, text: str, asker: Asker, now: datetime, focus: Focus | None = None) -> Answer:
        """The answer to a message at `now` (aware), after what `focus` says was last talked about; never raises."""
        if self._phraser is not None:  # what a model says depends on who has asked how much
            return self._answer(text, asker, now, focus)
        key = self._asked(text, asker, now, focus)
        answer = self._given.get(key)
        if answer is None:
            if len(self._given) >= REMEMBERED:
                self._given.clear()
            answer = self._given[key] = self._answer(text, asker, now, focus)
        return answer

    def _answer(self, text: str, asker: Asker, now: datetime, focus: Focus | None) -> Answer:
        asked = [part for part in (clean(part) for part in questions(text[:6000])) if part]
        if len(asked) > 1:
            asked = self._whole(asked, asker)
        if len(asked) < 2:
            return self._one(clean(text), asker, now, focus or NO_FOCUS)
        return self._several(asked, asker, now, focus or NO_FOCUS)

    def _asked(self, text: str, asker: Asker, now: datetime, focus: Focus | None) -> _Asked:
        """All that an answer depends on: who asks only where the programme names them, and the minute, since programmes are
        kept in minutes."""
        who = asker.person if asker.person in self._guests else bool(asker.person)
        minute = now.replace(second=0, microsecond=0)
        return text, asker.language, asker.delegation, asker.starred, who, minute, focus

    def prepare(self, passage: Passage) -> None:
        """Make a passage of the retriever ready for questions."""
        self._recall.prepare(passage, self._glossary, self._meanings)

    def read(self, text: str, language: str, now: datetime) -> Question:
        """A cleaned text as it is understood."""
        return self._reader.read(text, language, now)

    def _changed(self, event: Event, approved: Sequence[ApprovedAnswer]) -> Self:
        return type(self)(
            event,
            self._recall,
            approved,
            line=self._given_line,
            glossary=self._plain_glossary,
            zoned=self._zoned,
            phraser=self._phraser,
            meanings=self._meanings,
            certain=self._certain,
        )

    @cached_property
    def _guests(self) -> frozenset[str]:
        """The people whom items of the programme name."""
        named = (one for item in self._event.items for one in item.audience if one.startswith(PERSON_PREFIX))
        return frozenset(one.removeprefix(PERSON_PREFIX) for one in named)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._event, self._glossary, self._meanings)

    @cached_property
    def _glossary(self) -> Glossary:
        return self._plain_glossary.with_event(self._event)

    def _one(self, text: str, asker: Asker, now: datetime, focus: Focus) -> Answer:
        text = picked(text, asker, focus) or text
        language = self._language(text, asker)
        voice = Voice(self._event, language, self._zoned)
        folded = fold(text)
        if talk := smalltalk(folded, cues(language), voice, now):
            return talk
        if approved := self._approved.find(text, voice):
            return approved
        question = resumed(self._reader.read(text, language, now), focus)
        context = Context(self._event, question, asker, now, focus, voice)
        if talk := _talk(context):
            return talk
        if said := programme.impossible(context):
            return said
        said, sure = self._from_programme(context)
        if said and sure >= self._certain:
            return said
        if said is None and question.programme >= PROGRAMME_ALONE and programme.silent(context):
            return handover(context, (), 0.0)
        answer = self._from_documents(context)
        told = answer.confidence if answer.kind is not AnswerKind.HANDOVER else 0.0
        return said if said and sure >= max(told - PROGRAMME_FIRST, self._trusted) else answer

    def _from_programme(self, context: Context) -> tuple[Answer | None, float]:
        """What the programme answers, and how likely that is what was asked."""
        said = programme.answer(context)
        sure = trust(context, said) if said else 0.0
        return (said.model_copy(update={"confidence": round(sure, 3)}) if said else None), sure

    def _whole(self, parts: Sequence[str], asker: Asker) -> list[str]:
        """The parts that ask something, each with those before it that do not ("Who pays? A debate" is a title)."""
        whole = clean(" ".join(parts))
        if any(mark in whole[begin : stop - 1] for begin, stop in self._reader.titles(whole) for mark in "?？"):
            return [whole]
        found: list[str] = []
        waiting = ""
        language = self._language(whole, asker)
        for part in parts:
            waiting = f"{waiting} {part}".strip()
            if self._reader.asks(part, language):
                found.append(waiting)
                waiting = ""
        return [*found[:-1], f"{found[-1]} {waiting}".strip()] if found else [whole]

    def _language(self, text: str, asker: Asker) -> str:
        """The language the question is put in, whatever the language of the titles in it."""
        rest, at = [], 0
        for begin, stop in self._reader.titles(text):
            rest.append(text[at:begin])
            at = stop
        said = " ".join([*rest, text[at:]]).strip(" \"'“”„«»()?!.,;:")
        return spoken(detect(said, asker.language, LANGUAGES)) if said else self._own(asker)

    def _own(self, asker: Asker) -> str:
        return spoken(asker.language or self._event.language)

    def _from_documents(self, context: Context) -> Answer:
        question, voice = context.question, context.voice
        quotes = best_quotes(question, self._recall.hits(question, voice.language), self._glossary, self._meanings)
        best = quotes[0] if quotes else None
        sure = confidence(best.features) if best else 0.0
        if phrased := self._phrased(context, quotes, sure):
            return phrased
        if best and sure >= self._line:
            answer = quoted_answer(best, sure, question, voice)
            other = contradiction(best, quotes[1:], self._line)
            return contradicted(best, other, answer, voice) if other else answer
        if abusive(fold(question.text), cues(voice.language)):
            return smalltalk(fold(question.text), cues(voice.language), voice, context.now) or handover(
                context, quotes, 0.0
            )
        return handover(context, quotes, sure)

    def _phrased(self, context: Context, quotes: Sequence[Quote], sure: float) -> Answer | None:
        """The answer as the language model puts it, when one is configured and its answer stands in the passages."""
        if self._phraser is None or sure < self._line * WORTH_A_CALL:
            return None
        passages = {f"p{n}": one.passage for n, one in enumerate(quotes[:MOST_SOURCES], 1)}
        sources = [Source(name, "\n".join((*one.path, one.text)), one.language) for name, one in passages.items()]
        question, language = context.question.text, context.voice.language
        found = self._phraser.phrase(question, language, sources, self._event, context.now, context.asker.person)
        return modelled_answer(found, passages, context, max(sure, self._line)) if found else None

    def _several(self, asked: Sequence[str], asker: Asker, now: datetime, focus: Focus) -> Answer:
        """Up to three answers, numbered, as one."""
        answers: list[Answer] = []
        for text in asked[:MOST]:
            answers.append(self._one(text, asker, now, answers[-1].focus if answers else focus))
        voice = Voice(self._event, answers[0].language, self._zoned)
        rest = [voice.say("Please send the other questions one by one.")] if len(asked) > MOST else []
        room = (690 - sum(map(len, rest))) // len(answers)
        lines = [f"{n}. {fit(answer.text.splitlines(), room - 4)}" for n, answer in enumerate(answers, 1)]
        known = [answer for answer in answers if answer.kind is not AnswerKind.HANDOVER] or answers
        return answers[-1].model_copy(
            update={
                "text": fit([*lines, *rest]),
                "language": voice.language,
                "kind": known[0].kind,
                "citations": tuple(dict.fromkeys(c for answer in answers for c in answer.citations)),
                "facts": tuple(dict.fromkeys(f for answer in answers for f in answer.facts)),
                "actions": tuple({(a.kind, a.target): a for answer in answers for a in answer.actions}.values())[:6],
                "confidence": min(answer.confidence for answer in answers),
            }
        )


def _talk(context: Context) -> Answer | None:
    """The reply to a message that by example is small talk, or a hand-over when it asks for a person or for what is no
    assistant's business; None when it names something of the event."""
    question = context.question
    if question.meaning is None or question.times or set(question.mentions.ids) - {"event"}:
        return None
    label, share = question.meaning.best()
    if share < TALK:
        return None
    if label in ("human", "offtopic"):
        return handover(context, (), 0.0)
    return smalltalk_meant(label, context.voice, context.now)
