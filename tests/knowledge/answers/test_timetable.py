"""A whole day fits one message: places are left out first, then the ends of titles, last of all entries."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers.timetable import ROOM, timetable
from knowledge.answers.voice import Voice
from knowledge.event import Event, Item, LocalizedText
from tests.knowledge.answers.festival import EVENT, NOW


def day(count: int, title: str = "Talk on tiles") -> tuple[Event, list[Item]]:
    text = LocalizedText.of("en", title)
    room = LocalizedText.of("en", "A hall with a rather long name")
    items = [
        Item(
            id=f"i{n}",
            title=text,
            room=room,
            start=NOW + timedelta(minutes=20 * n),
            end=NOW + timedelta(minutes=20 * n),
        )
        for n in range(count)
    ]
    return EVENT.with_items(items), items


def test_a_short_list_keeps_its_places() -> None:
    event, items = day(4)
    found = timetable(Voice(event, "en"), items)
    assert found.text.count("A hall with a rather long name") == 4


def test_a_day_of_twenty_one_items_is_shown_whole() -> None:
    event, items = day(21, "Sharing session: ice, snow and the economy of cold cities")
    found = timetable(Voice(event, "en"), items)
    assert found.shown == tuple(items)
    assert len(found.text) <= ROOM
    assert all(Voice(event, "en").clock(item.start) in found.text for item in items)


@given(st.integers(1, 90), st.integers(1, 120))
def test_what_does_not_fit_is_counted(count: int, length: int) -> None:
    event, items = day(count, "x" * length)
    found = timetable(Voice(event, "en"), items)
    assert len(found.text) <= ROOM
    assert len(found.shown) == count or found.text.endswith(f"and {count - len(found.shown)} more")
