"""A stretch of the programme as lines, as short as they must be for all of it to fit one message."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from knowledge.answers.voice import LONGEST_TITLE, Voice, by_day, short, texts
from knowledge.event import Item

ROOM = 620
"""Characters of a timetable; the rest of the message is for what stands above it."""
TITLES = (LONGEST_TITLE, 60, 44, 32, 26, 20)
"""How far titles are shortened, step by step, before entries are left out."""
RECOGNISABLE = 60
"""Titles no longer than this tell entries apart where not all of them fit."""


Line = tuple[str, Item | None]
"""A line and the item it shows; None for a day's heading."""
Writer = Callable[[Item], str]


class Timetable(NamedTuple):
    text: str
    shown: tuple[Item, ...]


def timetable(voice: Voice, items: Sequence[Item], *, dated: bool | None = None, room: int = ROOM) -> Timetable:
    """All the items within `room` characters: in full, else without places, else with titles cut; when even that is too
    long, the first of them and how many more there are. Several days, or one when `dated`, stand above their entries."""
    dated = len(by_day(voice.event, items)) > 1 if dated is None else dated
    writers: list[Writer] = [voice.entry, *(partial(_brief, voice, most=most) for most in TITLES)]
    for write in writers:
        lines = list(_lines(voice, items, write, dated))
        if sum(len(text) + 1 for text, _ in lines) <= room + 1:
            return _joined(lines)
    lines = list(_lines(voice, items, partial(_brief, voice, most=RECOGNISABLE), dated))
    return _cut(voice, lines, room - 30)


def _brief(voice: Voice, item: Item, *, most: int) -> str:
    said = f"{voice.clock(item.start)} {short(voice.title(item), most)}"
    return f"{said} – {voice.say('cancelled')}" if item.cancelled else said


def _lines(voice: Voice, items: Sequence[Item], write: Writer, dated: bool) -> Iterable[Line]:
    for day, group in by_day(voice.event, items):
        if dated:
            yield f"{voice.short(day)}:", None
        yield from ((f"• {write(item)}", item) for item in group)


def _joined(lines: Sequence[Line]) -> Timetable:
    return Timetable("\n".join(text for text, _ in lines), tuple(item for _, item in lines if item))


def _cut(voice: Voice, lines: Sequence[Line], room: int) -> Timetable:
    kept: list[Line] = []
    size = 0
    for text, item in lines:
        size += len(text) + 1
        if size > room:
            break
        kept.append((text, item))
    while kept and kept[-1][1] is None:
        kept.pop()
    shown = _joined(kept)
    rest = sum(item is not None for _, item in lines) - len(shown.shown)
    more = texts().plural(voice.language, "and {count} more", "and {count} more", rest)
    return Timetable(f"{shown.text}\n{more}", shown.shown)
