"""A night in which the event's own clocks change, from rows to people."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.people.model import Preferences
from bot.storage.engine import Database
from knowledge.event import Event, Item, ItemKind
from tests.bot.reminders.test_reminders import PLAIN, ana, desk
from tests.events import festival, text

LEADS = Preferences(leads={ItemKind.SESSION: ("1d", "2h")}, quiet=False)


def _event(day: date, hours: list[int]) -> Event:
    """Sessions at these hours, in UTC, of the day on which Lisbon changes its clocks at 01:00 UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    items = [
        Item(
            id=f"at{hour}",
            title=text(f"At {hour}"),
            start=midnight + timedelta(hours=hour),
            end=midnight + timedelta(hours=hour + 1),
        )
        for hour in hours
    ]
    dates = {"start": day - timedelta(days=2), "end": day + timedelta(days=2)}
    return festival(*items).model_copy(update={"digests": PLAIN, **dates})


@pytest.mark.parametrize(
    ("day", "expected"),
    [  # a day before is by the calendar, two hours by the watch
        (  # 01:00 comes twice: the second reminder of At 3 is due at the second
            date(2031, 10, 26),
            ["25 01:00 At 0", "25 03:00 At 3", "25 09:00 At 9", "25 23:00 At 0", "26 01:00 At 3", "26 07:00 At 9"],
        ),
        (  # 01:00 is 02:00
            date(2031, 3, 30),
            ["29 00:00 At 0", "29 04:00 At 3", "29 10:00 At 9", "29 22:00 At 0", "30 02:00 At 3", "30 08:00 At 9"],
        ),
    ],
)
async def test_each_reminder_comes_once_at_its_moment(
    day: date, expected: list[str], database: Database, clock: ManualClock
) -> None:
    event = _event(day, [0, 3, 9])
    clock.turn(event.items[0].start - timedelta(days=2) - clock.now())
    made = await desk(database, clock, event, [ana(preferences=LEADS)])
    seen: list[str] = []
    while clock.now() < event.items[-1].end:
        clock.turn(timedelta(minutes=15))
        made.start_over()
        await made.reminders.rebuild()
        seen += [f"{event.local(clock.now()):%d %H:%M} {one.text.splitlines()[0]}" for one in await made.work()]
    assert seen == expected
