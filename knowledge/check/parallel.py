"""Rules about texts that stand in several languages: none missing, and all of them saying the same. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from knowledge.check.finding import look
from knowledge.documents.model import Document
from knowledge.event import Event, LocalizedText
from knowledge.packs.model import Pack, Problem

_NUMBER = re.compile(r"\d+(?:[.:,]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")
_SEPARATOR = re.compile(r"[.,]")
_MONTH = re.compile(r"\d{1,2}\s*[月월]")
"""Chinese and Korean write months as numbers where the others have names."""

_ALWAYS = re.compile(
    r"(?<!\d)24\s*/\s*7(?!\d)|(?<!\d)24[\s-]*"
    r"(?:h(?:\s*/\s*24)?\b|hours?\b|heures(?:\s+sur\s+24)?\b|std\b|stunden\b|stündig|tun[tn]|ωρ|ώρ|saat\b"
    r"|시간|小时|小時|ชั่วโมง|ชม)",
    re.IGNORECASE,
)
"""A day as a figure: "open 24 hours" is "around the clock" in another language."""

_MOST_NAMED = 6


def missing_translations(pack: Pack) -> Iterator[Problem]:
    """Localized texts and documents that lack some of the event's languages."""
    event = pack.event
    for where, text in _texts(pack):
        lacking = [language for language in event.languages if not text.get(language)]
        if text and lacking:
            yield look("no_translation", where, languages=", ".join(lacking))
    for key, versions in _versions(pack).items():
        lacking = [language for language in event.languages if language not in versions]
        if lacking:
            source = next(iter(versions.values())).source
            yield look("no_document_version", source, document=key, languages=", ".join(lacking))


def _texts(pack: Pack) -> Iterator[tuple[str, LocalizedText]]:
    event = pack.event
    yield "event.toml, name", event.name
    for item in event.items:
        for name in ("title", "summary", "meeting_point", "dress", "bring", "transport"):
            yield f"{pack.place('item', item.id)}, {name}", getattr(item, name)
    for venue in event.venues:
        for name in ("name", "entrance", "accessibility"):
            yield f"{pack.place('venue', venue.id)}, {name}", getattr(venue, name)


def differing_facts(pack: Pack) -> Iterator[Problem]:
    """Language versions of a document in which times, numbers or rooms differ from the first version's."""
    for versions in _versions(pack).values():
        first, *others = sorted(versions.values(), key=lambda one: _rank(one, pack.event))
        expected = _numbers(first)
        for other in others:
            found = _numbers(other)
            lost, extra = expected - found, found - expected
            if lost or extra:
                yield look("facts_differ", other.source, first=first.source, lost=_named(lost), extra=_named(extra))


def _rank(document: Document, event: Event) -> int:
    known = list(event.languages)
    return known.index(document.language) if document.language in known else len(known)


def _versions(pack: Pack) -> dict[str, dict[str, Document]]:
    found: dict[str, dict[str, Document]] = defaultdict(dict)
    for document in pack.documents:
        found[document.key][document.language] = document
    return found


def _numbers(document: Document) -> Counter[str]:
    """The numbers a document states, with separators made alike; each counted once, since languages differ in how often
    they repeat one."""
    text = "\n".join(section.text for section in document.sections)
    text = _ALWAYS.sub("", _MONTH.sub("", text))
    return Counter({_SEPARATOR.sub(":", number) for number in _NUMBER.findall(_THOUSANDS.sub("", text))})


def _named(numbers: Counter[str]) -> str:
    named = sorted(numbers)
    return ", ".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "") or "–"
