"""Places: one venue as a message, all of them as buttons, the nearest to where somebody stands. Pure."""

import math
from collections.abc import Sequence

from bot.channels.telegram.buttons import Button, Rows, in_rows, label, pack
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.texts import TEXTS
from bot.channels.telegram.view import action_rows
from knowledge.answers.facts import venue_actions
from knowledge.answers.voice import Voice
from knowledge.event import Event, Venue
from knowledge.localize import number

VENUE, VENUES = "v", "V"
PAGE = 8
_EARTH = 6_371.0
"""Mean radius in kilometres (IUGG)."""

_WALKING = 4.5
"""Kilometres an hour."""

_WALKABLE = 3.0
"""Kilometres that people walk."""


def kilometres(latitude: float, longitude: float, venue: Venue) -> float | None:
    """As the crow flies; None when the venue's place is not known."""
    if venue.latitude is None or venue.longitude is None:
        return None
    a, b = math.radians(latitude), math.radians(venue.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(venue.longitude - longitude) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))


def nearest(event: Event, latitude: float, longitude: float) -> tuple[Venue, float] | None:
    """The nearest venue and its distance in kilometres."""
    found = [(venue, far) for venue in event.venues if (far := kilometres(latitude, longitude, venue)) is not None]
    return min(found, key=lambda one: one[1], default=None)


def distance(far: float, language: str) -> str:
    """A distance as people say it, with the walk when it is one."""
    said = f"{max(10, round(far * 100) * 10)} m" if far < 1 else f"{number(round(far, 1), language)} km"
    if far > _WALKABLE:
        return said
    return TEXTS.text(
        language, "{distance}, {minutes} min on foot", distance=said, minutes=max(1, round(far / _WALKING * 60))
    )


def venue_text(venue: Venue, voice: Voice) -> str:
    """Name, address, entrance, accessibility, telephone."""
    lines = [f"📍 {bold(voice.own(venue.name))}", escape(voice.address(venue))]
    for said, message in ((venue.entrance, "Entrance: {text}"), (venue.accessibility, "Accessibility: {text}")):
        if text := voice.own(said):
            lines.append(escape(TEXTS.text(voice.language, message, text=text)))
    if venue.phone:
        lines.append(f"☎️ {escape(venue.phone)}")
    return "\n".join(filter(None, lines))


def venue_rows(venue: Venue, voice: Voice) -> Rows:
    """Map and driver card."""
    return action_rows(venue_actions(venue, voice), voice.language, lambda _: False)


def venues_rows(venues: Sequence[Venue], voice: Voice, page: int) -> Rows:
    """The venues of a page, and the way to the other pages."""
    last = max(0, (len(venues) - 1) // PAGE)
    page = max(0, min(page, last))
    shown = venues[page * PAGE : (page + 1) * PAGE]
    named = in_rows((Button(label(voice.own(venue.name)), pack(VENUE, venue.id)) for venue in shown), 1)
    turns = [Button(sign, pack(VENUES, str(to))) for sign, to in (("▲", page - 1), ("▼", page + 1)) if 0 <= to <= last]
    return named + in_rows(turns, 2)
