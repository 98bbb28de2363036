"""The rules of reminders once more, written from the rules alone: minutes on the event's own clocks, no rows, no plans, no
database. It shares no code with what it judges."""

from dataclasses import dataclass, field

DAY = 24 * 60
QUIET_BEGIN, QUIET_END = 22 * 60 + 35, 6 * 60 + 30
WALK = 20
"""Minutes between the two venues."""


@dataclass(frozen=True)
class Entry:
    """An item; `start` in minutes since the first day's midnight."""

    name: str
    kind: str
    start: int
    length: int
    venue: str
    audience: str
    cancelled: bool = False


@dataclass(frozen=True)
class Person:
    name: str
    group: str
    leads: dict[str, tuple[str, ...]]
    quiet: bool
    starred: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


@dataclass
class Oracle:
    """What each person is told of at each moment: (moment, person, item, start)."""

    people: list[Person]
    told: list[tuple[int, str, str, int]] = field(default_factory=list)
    _said: set[tuple[str, str, str, int]] = field(default_factory=set)
    _postponed: list[tuple[int, str, str, int]] = field(default_factory=list)

    def tick(self, now: int, entries: list[Entry]) -> None:
        """Say everything that is due by now."""
        current = {(one.name, one.start) for one in entries if not one.cancelled}
        for when, person, name, start in self._postponed:
            if when <= now < start and (name, start) in current:
                self.told.append((now, person, name, start))
        self._postponed = [one for one in self._postponed if one[0] > now]
        for person in self.people:
            for name, start in sorted({(e.name, e.start) for e, lead in self._news(person, now, entries)}):
                self._say(person, now, name, start)

    def _say(self, person: Person, now: int, name: str, start: int) -> None:
        end = _quiet_until(person, now)
        if end is None:
            self.told.append((now, person.name, name, start))
        elif end < start:
            self._postponed.append((end, person.name, name, start))

    def _news(self, person: Person, now: int, entries: list[Entry]) -> list[tuple[Entry, str]]:
        mine = [
            e for e in entries if not e.cancelled and (e.audience in ("all", person.group) or e.name in person.starred)
        ]
        found = []
        for entry in mine:
            for lead, due in _moments(person, entry, mine):
                key = (person.name, entry.name, lead, entry.start)
                if due <= now < entry.start and key not in self._said:
                    self._said.add(key)
                    found.append((entry, lead))
        return found


def _moments(person: Person, entry: Entry, mine: list[Entry]) -> list[tuple[str, int]]:
    """(lead, minute) of the entry's reminders for this person."""
    if entry.name in person.muted:
        return []
    plain = {lead: _before(entry.start, lead) for lead in person.leads[entry.kind]}
    plain = {lead: at for lead, at in plain.items() if at < entry.start}
    if plain and (leave := _leave(entry, mine)) is not None:
        last = max(plain, key=lambda lead: plain[lead])
        plain[last] = min(plain[last], leave - 10)
    moved = []
    for lead, at in plain.items():
        end = _quiet_until(person, at)
        if end is None:
            moved.append((lead, at))
            continue
        begin = end - QUIET_END - (DAY - QUIET_BEGIN)
        if not any(begin - 240 <= other < begin for other in plain.values()):
            moved.append((lead, begin - 5))
        elif end < entry.start:
            moved.append((lead, end))
    return moved


def _before(start: int, lead: str) -> int:
    if lead == "evening before":
        return (start // DAY - 1) * DAY + 20 * 60
    return start - (int(lead[:-1]) * 60 if lead.endswith("h") else int(lead[:-1]))


def _leave(entry: Entry, mine: list[Entry]) -> int | None:
    earlier = [e for e in mine if e.start < entry.start and e.start + e.length <= entry.start]
    if not earlier:
        return None
    last = sorted(earlier, key=lambda e: (e.start + e.length, e.start))[-1]
    if last.start // DAY != entry.start // DAY or last.kind == "transfer":
        return None  # there is no hotel in this event
    return entry.start - WALK if {last.venue, entry.venue} == {"quay", "hall"} else None


def _quiet_until(person: Person, at: int) -> int | None:
    """When the quiet hours around this minute end; None outside of them."""
    if not person.quiet:
        return None
    of_day = at % DAY
    if of_day >= QUIET_BEGIN:
        return at - of_day + DAY + QUIET_END
    return at - of_day + QUIET_END if of_day < QUIET_END else None
