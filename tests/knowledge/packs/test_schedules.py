"""iCalendar, schedule.json and schedule.xml as real tools write them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import PackError
from knowledge.event import ItemKind
from knowledge.packs import load


def calendar(folder: Path, *events: str, head: str = "") -> Path:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    path = folder / "plan.ics"
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{body}END:VCALENDAR\r\n", newline="")
    return path


def test_calendar_times_float_in_the_calendars_zone_or_name_their_own(tmp_path: Path) -> None:
    path = calendar(
        tmp_path,
        "UID:a\r\nSUMMARY:Floating\r\nDTSTART:20260106T090000\r\nDURATION:PT45M\r\nLOCATION:Hall A",
        "UID:b\r\nSUMMARY:Zoned\r\nDTSTART;TZID=Europe/Berlin:20260106T090000\r\nSTATUS:CANCELLED",
        "UID:c\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:20260107",
        head="X-WR-TIMEZONE:Asia/Shanghai\r\nX-WR-CALNAME:Mayors\r\n",
    )
    pack = load(path)
    floating, zoned, day = (pack.event.items_by_id[uid] for uid in "abc")
    assert pack.event.name.best() == "Mayors"
    assert floating.start == datetime(2026, 1, 6, 1, 0, tzinfo=UTC)
    assert floating.length.total_seconds() == 45 * 60
    assert floating.room.best() == "Hall A"
    assert zoned.start == datetime(2026, 1, 6, 8, 0, tzinfo=UTC)
    assert zoned.cancelled
    assert (pack.event.local(day.start).isoformat(), day.length.days) == ("2026-01-07T00:00:00+08:00", 1)
    assert [problem.code for problem in pack.problems] == ["all_day"]


def test_shared_and_missing_uids_are_replaced_by_stable_ids(tmp_path: Path) -> None:
    events = [f"UID:same\r\nSUMMARY:Talk {n}\r\nDTSTART:2026010{n}T090000Z" for n in (6, 7)]
    path = calendar(tmp_path, *events, "SUMMARY:Talk 8\r\nDTSTART:20260108T090000Z")
    assert [item.id for item in load(path).event.items] == ["talk-6", "talk-7", "talk-8"]


def test_what_a_calendar_says_oddly_is_read_or_reported(tmp_path: Path) -> None:
    events = [
        "UID:a\nDTSTART;TZID=W. Europe Standard Time:20260106T090000\nDURATION:PT1H30M\nSUMMARY:Opening"
        "\nDESCRIPTION:<p>Hello <b>you</b></p>",
        "UID:b\nDTSTART;TZID=Somewhere/Odd:20260106T110000\nSUMMARY:Odd zone",
        "UID:c\nDTSTART:2026-01-06T10:00\nSUMMARY:Bad start",
        "UID:d\nDTSTART:20260106T130000Z\nDTEND:20260106T140000Z\nSUMMARY:Called\n  off\nSTATUS:CANCELLED",
    ]
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    path = tmp_path / "plan.ics"
    path.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Europe/Berlin\n"
        f"BEGIN:VTODO\nUID:t\nSUMMARY:chairs\nEND:VTODO\n{body}END:VCALENDAR\n"
    )
    pack = load(path)
    assert [
        (item.id, item.title.best(), f"{pack.event.local(item.start):%H:%M}", item.length.seconds // 60, item.cancelled)
        for item in pack.event.items
    ] == [
        ("a", "Opening", "09:00", 90, False),
        ("b", "Odd zone", "11:00", 0, False),
        ("d", "Called off", "14:00", 60, True),
    ]
    assert pack.event.items[0].summary.best() == "Hello you"
    assert {problem.code for problem in pack.problems} == {"unknown_zone", "no_start", "not_taken"}


def test_recurrences_are_spelled_out_with_exceptions(tmp_path: Path) -> None:
    path = calendar(
        tmp_path,
        "UID:r\r\nSUMMARY:Breakfast\r\nDTSTART:20260106T070000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE:20260107T070000Z",
        "UID:r\r\nRECURRENCE-ID:20260108T070000Z\r\nSUMMARY:Late breakfast\r\nDTSTART:20260108T080000Z",
    )
    items = load(path).event.items
    assert [(item.title.best(), item.start.day, item.start.hour) for item in items] == [
        ("Breakfast", 6, 7),
        ("Late breakfast", 8, 8),
    ]
    assert len({item.id for item in items}) == 2


def talk(**fields: Any) -> dict[str, Any]:
    plain = {"id": 1, "guid": "g1", "title": "Opening", "date": "2026-01-06T09:00:00+08:00", "start": "09:00",
             "duration": "01:30", "room": "Hall A", "persons": [{"id": 3, "public_name": "Ada"}], "type": "Talk",
             "language": "de", "track": "Cities", "abstract": "Short.", "description": ""}  # fmt: skip
    return {**plain, **fields}


def public(*talks: dict[str, Any], **conference: Any) -> dict[str, Any]:
    day = {"index": 1, "date": "2026-01-06", "day_start": "2026-01-06T06:00:00+08:00", "rooms": {"Hall A": list(talks)}}
    plain = {"title": "Mayors", "time_zone_name": "Asia/Shanghai", "days": [day]}
    return {"conference": {**plain, **conference}}


def written(folder: Path, content: object) -> Path:
    path = folder / "schedule.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_public_schedule_is_read_whole(tmp_path: Path, wrapped: bool) -> None:
    content = public(talk())
    pack = load(written(tmp_path, {"schedule": content} if wrapped else content))
    item = pack.event.items_by_id["g1"]
    assert (pack.event.timezone, pack.event.languages) == ("Asia/Shanghai", ("de",))
    assert (item.title.root, item.summary.root, item.room.best()) == ({"de": "Opening"}, {"de": "Short."}, "Hall A")
    assert (item.start, item.end) == (datetime(2026, 1, 6, 1, tzinfo=UTC), datetime(2026, 1, 6, 2, 30, tzinfo=UTC))
    assert (item.speakers, item.track, item.kind) == (("Ada",), "Cities", ItemKind.SESSION)


def test_hours_before_the_day_starts_are_after_midnight(tmp_path: Path) -> None:
    pack = load(written(tmp_path, {"schedule": public(talk(date=None, start="01:30"))}))
    assert pack.event.local(pack.event.items[0].start).isoformat() == "2026-01-07T01:30:00+08:00"


def test_the_hub_layout_lists_events_apart_from_days(tmp_path: Path) -> None:
    event = {"title": "Opening", "guid": "g", "start": "2026-01-06T09:00:00+08:00", "end": "2026-01-06T10:00:00+08:00",
             "room": {"name": "Hall A"}, "track": {"slug": "cities"}, "participants": [{"name": "Ada"}]}  # fmt: skip
    content = {"schedule": {"conference": {"title": "Hub", "days": []}, "events": [event]}}
    item = load(written(tmp_path, content)).event.items[0]
    assert (item.room.best(), item.track, item.speakers, item.length.seconds) == ("Hall A", "cities", ("Ada",), 3600)


def test_a_plain_list_of_sessions_is_read_like_a_table(tmp_path: Path) -> None:
    sessions = [{"name": "Opening", "start": "2026-01-06T09:00", "speakers": [{"name": "Ada"}, {"name": "Grace"}]}]
    item = load(written(tmp_path, {"sessions": sessions})).event.items[0]
    assert (item.title.best(), item.speakers) == ("Opening", ("Ada", "Grace"))


@pytest.mark.parametrize(
    "content",
    [
        public(talk(id="2814")),
        public(talk(duration="an hour")),
        public(talk(date="yesterday")),
        public({"id": 1, "date": "2026-01-06T09:00:00+08:00"}),
        public(talk(), days=[{"date": "soon", "rooms": {}}]),
        {"rooms": []},
        [],
    ],
)
def test_what_breaks_the_public_rules_is_refused_in_one_line(tmp_path: Path, content: object) -> None:
    with pytest.raises(PackError) as refused:
        load(written(tmp_path, content))
    assert "schedule.json" in str(refused.value)
    assert "\n" not in str(refused.value)


XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule><conference><title>Mayors</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
<day index="1" date="2026-01-06" start="2026-01-06T06:00:00+01:00"><room name="Hall A"><event id="7" guid="g7">
<date>{date}</date><start>00:30</start><duration>00:45</duration><room>Hall A</room><title>Night &amp; day</title>
<type>lecture</type><language>en</language><persons><person id="1">Ada</person></persons></event></room></day></schedule>"""


@pytest.mark.parametrize("stated", ["2026-01-07T00:30:00+01:00", ""])
def test_schedule_xml_knows_days_that_end_after_midnight(tmp_path: Path, stated: str) -> None:
    (tmp_path / "schedule.xml").write_text(XML.format(date=stated), encoding="utf-8")
    item = load(tmp_path / "schedule.xml").event.items_by_id["g7"]
    assert item.start == datetime(2026, 1, 6, 23, 30, tzinfo=UTC)
    assert (item.title.best(), item.speakers, item.room.best()) == ("Night & day", ("Ada",), "Hall A")


TALK = {"guid": "g", "title": "A", "date": "2026-01-06T09:00:00+01:00", "duration": "01:00", "persons": ["Ann"]}
SLOT = {"room": {"en": "R"}, "start": "2026-01-06T08:00:00Z", "end": "2026-01-06T09:00:00Z"}


@pytest.mark.parametrize(
    "content",
    [
        {"schedule": {"conference": {"title": "C", "days": [{"date": "2026-01-06", "rooms": {"R": [TALK]}}]}}},
        {"conference": {"title": "C", "days": [{"date": "2026-01-06", "rooms": [{"name": "R", "events": [TALK]}]}]}},
        {"conference": {"title": "C", "days": [{"date": "2026-01-06", "events": [{**TALK, "room": "R"}]}]}},
        {"count": 1, "results": [{"code": "g", "title": "A", "speakers": [{"name": "Ann"}], "slot": SLOT}]},
        {"sessions": [{"id": "g", "title": "A", "startsAt": SLOT["start"], "endsAt": SLOT["end"], "room": "R",
                       "speakers": [{"name": "Ann"}]}]},
    ],
    ids=["rooms by name", "rooms listed", "events of a day", "slots", "camel case"],
)  # fmt: skip
def test_one_programme_in_the_layouts_of_several_tools(tmp_path: Path, content: object) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(content))
    pack = load(tmp_path / "plan.json")
    assert [
        (item.id, item.title.best(), f"{item.start:%H:%M}", f"{item.end:%H:%M}", item.room.best(), item.speakers)
        for item in pack.event.items
    ] == [("g", "A", "08:00", "09:00", "R", ("Ann",))]
