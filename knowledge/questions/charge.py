"""Whom to call about a matter: the contact whose role is about it."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from knowledge.event import Event
from knowledge.localize import spoken
from knowledge.meaning import Meaning, Meanings
from knowledge.meaning.table import Floats

ALIKE, AHEAD = 0.5, 0.1
"""A role is about what is asked about when they are so much alike, and so much more than any other role is."""
LEAST = 0.3
"""The least that a question must be about anything, as a length of `Meaning.matters`."""


class Charge:
    """The contacts of an event by what their roles are about."""

    def __init__(self, event: Event, meanings: Meanings) -> None:
        self._event, self._meanings = event, meanings

    def of(self, meaning: Meaning) -> str | None:
        """The id of the one contact in charge of what a question means; None when there is none, or several might be."""
        asked = meaning.matters / max(float(np.linalg.norm(meaning.matters)), LEAST)
        ranked = sorted(((float(asked @ matters), key) for key, matters in self._roles), reverse=True)
        if len(ranked) < 2 or ranked[0][0] < ALIKE or ranked[0][0] - ranked[1][0] < AHEAD:
            return None
        return ranked[0][1]

    @cached_property
    def _roles(self) -> Sequence[tuple[str, Floats]]:
        """The contacts, each with what the names of its role are about, as `Meaning.matters`."""
        return [
            (one.id, np.mean([self._told(code, role) for code, role in one.role.root.items()], axis=0))
            for one in self._event.contacts
            if one.role
        ]

    def _told(self, code: str, role: str) -> Floats:
        return self._meanings.matters(role, spoken(code or self._event.language))
