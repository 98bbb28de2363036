"""The rows of the glossary: concepts with their terms in each language."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from knowledge.errors import IndexUnavailable
from knowledge.event import Event, LocalizedText

FOLDER = Path(__file__).parent


class Terms(Mapping[str, tuple[str, ...]]):
    """The ways to say something by language, the most usual first. They are kept as the file has them, parted by "|", since
    few of the tens of thousands are ever looked at."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = {language: cell for language, cell in cells.items() if cell}

    def __getitem__(self, language: str) -> tuple[str, ...]:
        return _alternatives(self._cells[language])

    def __contains__(self, language: object) -> bool:
        return language in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


@lru_cache(maxsize=4_000)
def _alternatives(cell: str) -> tuple[str, ...]:
    return tuple(term.strip() for term in cell.split("|") if term.strip())


class Concept(NamedTuple):
    """One meaning: `terms` holds, by language, the ways to say it, the most usual first."""

    id: str
    terms: Mapping[str, tuple[str, ...]]


def read(folder: Path = FOLDER) -> tuple[Concept, ...]:
    """The concepts of every CSV file in the folder; raises IndexUnavailable when one cannot be read."""
    return tuple(concept for file in sorted(folder.glob("*.csv")) for concept in _rows(file))


def _rows(file: Path) -> Iterator[Concept]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                name = row.pop("concept")
                yield Concept(name, Terms(row))
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, AttributeError) as error:
        raise IndexUnavailable(f"The glossary {file.name} cannot be read ({error}); restore the file.") from error


def of_event(event: Event) -> tuple[Concept, ...]:
    """The event's own names as concepts: its venues, items, delegations, city and country, where two languages or more
    name them."""
    named: list[tuple[str, Iterable[LocalizedText]]] = [("event", (event.name,)), ("city", (event.city,))]
    named += [("country", (event.country,))]
    named += [(f"venue.{venue.id}", (venue.name,)) for venue in event.venues]
    named += [(f"item.{item.id}", (item.title,)) for item in event.items]
    named += [(f"delegation.{one.id}", (one.name,)) for one in event.delegations]
    named += [(f"delegation.{one.id}.city", (one.city,)) for one in event.delegations]
    concepts = (Concept(f"event.{name}", _by_language(texts)) for name, texts in named)
    return tuple(concept for concept in concepts if len(concept.terms) > 1)


def _by_language(texts: Iterable[LocalizedText]) -> dict[str, tuple[str, ...]]:
    return {language: (text,) for localized in texts for language, text in localized.root.items() if text.strip()}
