"""From a text to the moments it names."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from knowledge.localize import spoken
from knowledge.questions.model import Grain, TimeExpression
from knowledge.questions.when.atoms import Atom
from knowledge.questions.when.days import Here
from knowledge.questions.when.fold import Folded, fold
from knowledge.questions.when.grammar import grammars
from knowledge.questions.when.joining import phrases
from knowledge.questions.when.lexicon import lexicon
from knowledge.questions.when.moments import moment
from knowledge.questions.when.phrases import joints
from knowledge.questions.when.rules import folded

LATIN = re.compile("[a-z]")
NUMBER = re.compile(r"\d+")


def find_times(text: str, language: str, now: datetime, days: tuple[date, ...] = ()) -> tuple[TimeExpression, ...]:
    """The time expressions in the text, left to right, as the language says them; digits and English in any language.

    `now` is aware, in the event's zone; so are the results. `days` are the event's days in order. Never raises for a text.
    """
    said = fold(text)
    own = spoken(language)
    here = Here(now.date(), days)
    found: list[TimeExpression] = []
    for phrase in phrases(said.text, _atoms(said.text, own), joints(own)):
        begin, stop = said.at[phrase.begin], said.at[phrase.stop - 1] + 1
        if expression := moment(phrase, here, now, begin, stop):
            whole = _with_listed(said, phrase.begin, expression, own)
            found = [one for one in found if one.stop <= whole.begin]
            found.append(whole)
    return tuple(found)


def _with_listed(said: Folded, at: int, last: TimeExpression, language: str) -> TimeExpression:
    """The day with those that a list of numbers before it names: "6, 7 and 8 January" are three days."""
    if last.grain is not Grain.DAY or not last.day_given or not last.valid:
        return last
    listed = _listing(language).search(said.text, 0, at)
    numbers = list(map(int, NUMBER.findall(listed.group()))) if listed else []
    first = last.start - timedelta(days=len(numbers))
    if not numbers or numbers != [(first + timedelta(days=n)).day for n in range(len(numbers))]:
        return last
    assert listed is not None
    return last.model_copy(update={"start": first, "grain": Grain.DAYS, "begin": said.at[listed.start()]})


@cache
def _listing(language: str) -> re.Pattern[str]:
    """Numbers of days and what stands between them, up to where the search ends."""
    both = "|".join(folded(lexicon(code).both) for code in dict.fromkeys((language, "en")))
    number = r"(?<![\d.:])\d{1,2}\.?(?:st|nd|rd|th|er)? ?"
    return re.compile(rf"(?:{number}[,/] ?)*{number}(?:,? ?(?:{both}|&)) ?$|(?:{number}[,/] ?){{2,}}$")


def _atoms(text: str, language: str) -> list[Atom]:
    """The atoms, in order and not overlapping: the longest first, the own language's before English ones."""
    candidates = [(atom, rank) for rank, atom in _candidates(text, language)]
    candidates.sort(key=lambda entry: (entry[0].weak, entry[0].begin - entry[0].stop, entry[1]))
    taken: list[Atom] = []
    for atom, _ in candidates:
        if not any(atom.overlaps(other) for other in taken):
            taken.append(atom)
    return sorted(taken, key=lambda atom: atom.begin)


def _candidates(text: str, language: str) -> Iterator[tuple[int, Atom]]:
    """Atoms with the rank of the grammar that found them."""
    readers = grammars(language)
    for rank, one in enumerate(readers):
        if rank and not LATIN.search(text):
            break
        for atom in one.atoms(text):
            if not any(reader.names(text, atom) for reader in readers):
                yield rank, atom
