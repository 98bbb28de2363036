"""How far a question speaks of the sort of thing that each item of the programme is: "the picture with everyone" of a group
photo."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from knowledge.event import Event, Item, ItemKind
from knowledge.localize import spoken
from knowledge.meaning import Meaning, Meanings
from knowledge.meaning.model import Floats

MOST_TOLD = 200
"""Characters of what is told of an item that say what sort it is; further ones say what happens there."""


class Sorting:
    """Compares questions with the items of one event."""

    def __init__(self, event: Event, meanings: Meanings) -> None:
        self._event, self._meanings = event, meanings

    def affinities(self, meaning: Meaning) -> Mapping[str, float]:
        """For every item that is no ride how far the question speaks of things of its sort, in 0..1."""
        ids, sorts = self._items
        return dict(zip(ids, (sorts @ np.sqrt(meaning.sorts)).tolist(), strict=True))

    @cached_property
    def _items(self) -> tuple[tuple[str, ...], Floats]:
        """The items, and the square roots of how likely each is of each sort, as (items, sorts); an item is of some sort."""
        items = [item for item in self._event.items if item.kind is not ItemKind.TRANSFER]
        rows = [self._meanings.sorts_of(self._told(item)) for item in items]
        sorts = np.array(rows, np.float32).reshape(len(rows), len(self._meanings.sorts.labels) - 1)
        return tuple(item.id for item in items), np.sqrt(sorts / sorts.sum(axis=1, keepdims=True))

    def _told(self, item: Item) -> Mapping[str, str]:
        """What is told of an item, in the event's language and in English, else in the first that it is told in."""
        versions = list(item.title.root) or [""]  # a break without a title is of no sort known
        codes = [code for code in dict.fromkeys((self._event.language, "en", "")) if code in versions] or versions[:1]
        told = ((code, f"{item.title.root.get(code, '')}. {item.summary.root.get(code, '')}") for code in codes)
        return {spoken(code or self._event.language): text[:MOST_TOLD] for code, text in told}
