"""The names a text mentions: those the event knows in any language, and capitalised ones it does not."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from knowledge.event import Event, LocalizedText

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_START = re.compile(r"(?:^|[.!?:;…•\n\"“«„(–—-]\s*)$")
_SHORTEST = 4
_STEM = 4

_CAPITALISING = frozenset({"de"})
"""Languages that capitalise every noun: there only a run of two capitalised words counts as a name."""


class Names:
    """Every name the event has, each with all its forms."""

    def __init__(self, event: Event) -> None:
        texts: list[Sequence[str]] = [tuple(text.all()) for text in _localized(event)]
        texts += [(name,) for name in _people(event)]
        texts += [venue.aliases for venue in event.venues]
        self._groups = [frozenset(map(_fold, group)) for group in texts if group]

    def supported(self, sources: str) -> list[str]:
        """All forms of the names of which one form stands in the sources, folded."""
        sources = _fold(sources)
        return [form for group in self._groups if any(form in sources for form in group) for form in group]

    def unsupported(self, text: str, sources: str) -> Iterator[str]:
        """Known names in the text none of whose forms stands in the sources."""
        allowed, text = self.supported(sources), _fold(text)
        for group in self._groups:
            for form in group:
                long_enough = len(form) >= _SHORTEST or not form.isascii()
                if long_enough and _stands(form, text) and not any(form in other for other in allowed):
                    yield form


def capitalised(text: str, language: str) -> Iterator[str]:
    """Words in the middle of a sentence that begin with a capital letter; German nouns only in runs of two."""
    words = [word for word in _WORD.finditer(text) if not _START.search(text[: word.start()])]
    for before, word, after in zip([None, *words], words, [*words[1:], None], strict=False):
        if word.group()[0].isupper() and (
            language not in _CAPITALISING or _side_by_side(before, word) or _side_by_side(word, after)
        ):
            yield word.group()


def _side_by_side(one: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Whether two capitalised words follow each other."""
    if one is None or other is None:
        return False
    return one.group()[0].isupper() and other.group()[0].isupper() and other.start() - one.end() == 1


def stem(word: str) -> str:
    """The beginning of a word, which survives inflection."""
    folded = _fold(word)
    return folded[: max(_STEM, len(folded) - 4)]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _stands(form: str, text: str) -> bool:
    if not form.isascii():
        return form in text
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None


def _localized(event: Event) -> Iterator[LocalizedText]:
    for venue in event.venues:
        yield venue.name
    for item in event.items:
        yield item.title
        yield item.room
    for delegation in event.delegations:
        yield delegation.name


def _people(event: Event) -> Iterator[str]:
    for item in event.items:
        yield from item.speakers
    for delegation in event.delegations:
        yield delegation.liaison
    for contact in event.contacts:
        yield contact.name
