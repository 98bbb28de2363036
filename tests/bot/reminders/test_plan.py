"""What each person is to be told, and when: rules alone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.model import Delegate, Preferences
from bot.people.quiet import around
from bot.reminders.leads import Lead, moment, parse
from bot.reminders.plan import TOGETHER, Due, plan
from knowledge.event import Digests, Event, Item, ItemKind, ItemStatus, Quiet
from tests.events import festival, item

NO_DIGESTS = Digests(evening=None, morning=None)


def event(*items: Item, **values: object) -> Event:
    return festival(*items).model_copy(update=values)


def person(delegation: str = "bergen", **preferences: object) -> Delegate:
    return Delegate(id="ana", name="Ana", delegation=delegation, preferences=Preferences.model_validate(preferences))


def local(found: Event, dues: tuple[Due, ...]) -> list[tuple[str, str, str]]:
    """(item, lead, event-local day and time) of a plan."""
    return [(due.item, due.lead, f"{found.local(due.due_at):%d %H:%M}") for due in dues]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("45m", Lead(before=timedelta(minutes=45))),
        ("2h", Lead(before=timedelta(hours=2))),
        ("1d", Lead(days=1)),
        ("Evening  before", Lead(evening=True)),
        ("soon", None),
        ("-5m", None),
        ("", None),
    ],
)
def test_lead_times_are_read(text: str, lead: Lead | None) -> None:
    assert parse(text) == lead


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("1d", "2031-03-29T12:00:00+00:00"),  # noon in Lisbon, still winter time
        ("24h", "2031-03-29T11:00:00+00:00"),
        ("evening before", "2031-03-29T20:00:00+00:00"),
        ("2h", "2031-03-30T09:00:00+00:00"),
    ],
)
def test_days_follow_the_calendar_when_the_clocks_change(lead: str, expected: str) -> None:
    parsed = parse(lead)
    assert parsed is not None
    noon = datetime(2031, 3, 30, 11, tzinfo=UTC)  # noon in Lisbon, summer time since this morning
    assert moment(festival(), noon, parsed).isoformat() == expected


def test_a_day_at_a_glance_and_what_concerns_the_person() -> None:
    found = festival()
    assert local(found, plan(found, person())) == [
        ("day:2031-05-02", "evening", "01 20:00"),
        ("opening", "evening before", "01 20:00"),
        ("day:2031-05-02", "morning", "02 07:30"),
        ("opening", "45m", "02 08:15"),
        ("rehearsal", "15m", "02 10:30"),  # 20 minutes on foot and 10 to get ready, rather than 15 minutes
        ("concert", "45m", "02 18:15"),
    ]
    assert {due.item for due in plan(found, person("ulm"))} == {"day:2031-05-02", "opening", "boat-tour", "concert"}


def test_a_person_s_own_choices_come_first() -> None:
    found = event(digests=NO_DIGESTS)
    chosen = person(
        leads={"ceremony": ["2h"], "performance": []}, starred=["boat-tour", "concert"], muted=["rehearsal"]
    )
    assert local(found, plan(found, chosen)) == [
        ("boat-tour", "evening before", "01 20:00"),
        ("opening", "2h", "02 07:00"),
        ("boat-tour", "45m", "02 13:15"),
        ("concert", "15m", "02 18:30"),  # 20 minutes from the boat tour, 10 to get ready
    ]
    assert plan(found, person(reminders=False)) == ()
    assert {due.item for due in plan(found, person(reminders=False, starred=["concert"]))} == {"concert"}


def test_cancelled_items_are_not_reminded_of() -> None:
    found = event(item("opening", 0, status=ItemStatus.CANCELLED), digests=NO_DIGESTS)
    assert plan(found, person()) == ()


@pytest.mark.parametrize(
    ("start", "lead", "expected"),
    [
        ("07:00", "1h", "01 22:25"),  # just before the quiet hours: the night before
        ("07:00", "30m", "02 06:30"),  # as they end
        ("23:00", "15m", "02 22:25"),
        ("06:15", "15m", "01 22:25"),
    ],
)
def test_quiet_hours_move_reminders_before_them(start: str, lead: str, expected: str) -> None:
    hours = datetime.combine(date(2031, 5, 2), time.fromisoformat(start)) - datetime(2031, 5, 2, 9)
    found = event(item("swim", hours / timedelta(hours=1)), digests=NO_DIGESTS)
    chosen = person(leads={"session": [lead]})
    assert local(found, plan(found, chosen)) == [("swim", lead, expected)]


def test_what_the_evening_says_anyway_is_not_said_at_bedtime() -> None:
    found = event(item("swim", -2, kind=ItemKind.VISIT), item("early", -3), digests=NO_DIGESTS)
    chosen = person(leads={"visit": ["evening before", "45m"], "session": ["15m"]})
    assert local(found, plan(found, chosen)) == [
        ("swim", "evening before", "01 20:00"),
        ("early", "15m", "01 22:25"),
        ("swim", "45m", "02 06:30"),
    ]
    assert [due[:2] for due in local(found, plan(event(item("early", -3)), chosen))] == [("day:2031-05-02", "evening")]


def test_quiet_hours_are_the_person_s_own() -> None:
    found = event(item("swim", -2), digests=NO_DIGESTS)
    chosen = {"leads": {"session": ["1h"]}}
    assert [due[2] for due in local(found, plan(found, person(**chosen, quiet=False)))] == ["02 06:00"]
    late_riser = person(**chosen, quiet_begin="21:00", quiet_end="06:45")
    assert [due[2] for due in local(found, plan(found, late_riser))] == ["01 20:55"]


def test_what_is_due_within_minutes_is_due_together() -> None:
    found = event(item("a", 5), item("b", 5.05), item("c", 5.1), digests=NO_DIGESTS)
    assert local(found, plan(found, person())) == [
        ("a", "15m", "02 13:45"),
        ("b", "15m", "02 13:45"),
        ("c", "15m", "02 13:51"),
    ]


def test_nobody_leaves_from_a_hotel_before_having_arrived() -> None:
    found = event(item("airport", 0, kind=ItemKind.TRANSFER, venue="hall"), digests=NO_DIGESTS)
    assert local(found, plan(found, person())) == [("airport", "45m", "02 08:15"), ("airport", "15m", "02 08:45")]


spans = st.sampled_from(
    [Quiet(), Quiet(begin=None, end=None), Quiet(begin=time(13), end=time(15)), Quiet(begin=time(0))]
)
leads = st.lists(st.sampled_from(["evening before", "1d", "2h", "45m", "15m", "0m"]), max_size=3).map(tuple)
items = st.lists(
    st.tuples(st.integers(-600, 4000), st.sampled_from(ItemKind), st.sampled_from(["quay", "hall", ""])), max_size=8
)


@settings(max_examples=150, deadline=None)
@given(entries=items, quiet=spans, chosen=st.dictionaries(st.sampled_from(ItemKind), leads), on=st.booleans())
def test_plans_keep_their_promises(
    entries: list[tuple[int, ItemKind, str]], quiet: Quiet, chosen: dict[ItemKind, tuple[str, ...]], on: bool
) -> None:
    found = event(*(item(f"i{n}", at / 60, kind=kind, venue=venue) for n, (at, kind, venue) in enumerate(entries)))
    if not entries:
        found = found.with_items(())
    found = found.model_copy(update={"quiet": quiet})
    someone = person(leads=chosen, quiet=on)
    dues = plan(found, someone)
    assert len({(due.item, due.lead) for due in dues}) == len(dues)
    assert [due.due_at for due in dues] == sorted(due.due_at for due in dues)
    moments = sorted({due.due_at for due in dues})
    assert all(after - before > TOGETHER for before, after in pairwise(moments))
    for due in dues:
        assert due.due_at < due.expires_at
        assert around(found, someone.preferences, due.due_at) is None
        if not due.digest:
            assert due.expires_at == found.items_by_id[due.item].start
