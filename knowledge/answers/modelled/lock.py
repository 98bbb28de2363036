"""The fact lock: a generated text passes only when every fact in it stands in its sources."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.answers.modelled.names import Names, capitalised, stem
from knowledge.answers.modelled.tokens import Facts, facts
from knowledge.event import Event

_MARKUP = re.compile(r"<[a-z/!][^>]*>|\]\(|!\[|```", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A passage a text may rest on. `id` is what the model cites it by."""

    id: str
    text: str
    language: str


class FactLock:
    """Checks texts about one event."""

    def __init__(self, event: Event) -> None:
        self._event, self._names = event, Names(event)

    def unsupported(
        self, text: str, language: str, sources: Sequence[Source], now: datetime, question: str = ""
    ) -> tuple[str, ...]:
        """What the text states and no source does: times, dates, numbers, links, phones and names, and any markup. Names
        may also come from the question, which proves nothing else. Empty when the text may be sent."""
        now, days = self._event.local(now), self._event.days()
        stated = facts(text, language, now, days)
        known = Facts()
        for source in sources:
            known |= facts(source.text, source.language, now, days)
        told = "\n".join(source.text for source in sources)
        names = "\n".join((told, question, *self._names.supported(told)))
        strange = [
            *_differing(stated, known),
            *self._names.unsupported(stated.rest, told),
            *(found.group() for found in _MARKUP.finditer(text)),
            *_unknown(stated.rest, language, names),
        ]
        return tuple(dict.fromkeys(strange))


def _differing(stated: Facts, known: Facts) -> Iterator[str]:
    yield from (f"{hour:02d}:{minute:02d}" for hour, minute in sorted(stated.clocks - known.clocks))
    yield from (day.isoformat() for day in sorted(stated.days - known.days))
    clocks = {str(part) for clock in known.clocks for part in clock}
    days = {str(part) for day in known.days for part in (day.day, day.month, day.year)}
    yield from sorted(stated.numbers - known.numbers - clocks - days)
    yield from sorted(stated.addresses - known.addresses)
    yield from sorted(phone for phone in stated.phones if not any(phone in other for other in known.phones))


def _unknown(text: str, language: str, told: str) -> Iterator[str]:
    known = {stem(word) for word in re.findall(r"[^\W\d_][\w'’-]*", told)}
    yield from (word for word in capitalised(text, language) if stem(word) not in known)
