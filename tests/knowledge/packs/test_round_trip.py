"""What is written reads back the same."""

import csv
import json
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from knowledge.errors import PackError
from knowledge.event import Event, Item, LocalizedText
from knowledge.packs import Pack, load, save
from tests.knowledge.packs.strategies import packs

thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def through(pack: Pack, name: str, *, people: bool = False) -> Pack:
    with tempfile.TemporaryDirectory() as folder:
        save(pack, Path(folder) / name, people=people)
        return load(Path(folder) / name).model_copy(update={"places": {}})


@thorough
@given(packs)
def test_a_pack_folder_keeps_everything(pack: Pack) -> None:
    assert through(pack, "pack") == pack


@thorough
@given(packs)
def test_schedule_json_keeps_everything(pack: Pack) -> None:
    assert through(pack, "schedule.json", people=True) == pack


@thorough
@given(packs)
def test_schedule_json_names_no_delegate_unless_asked_to(pack: Pack) -> None:
    assert through(pack, "schedule.json") == pack.model_copy(update={"people": ()})


@thorough
@given(packs.filter(lambda pack: pack.event.items))
def test_a_csv_keeps_the_programme(pack: Pack) -> None:
    found = through(pack, "plan.csv")
    assert (found.event.items, found.event.timezone, found.problems) == (pack.event.items, pack.event.timezone, ())


@settings(max_examples=8, deadline=None)
@given(packs.filter(lambda pack: pack.event.items))
def test_a_workbook_keeps_the_programme(pack: Pack) -> None:
    assert through(pack, "plan.xlsx").event.items == pack.event.items


@settings(max_examples=30, deadline=None)
@given(packs.filter(lambda pack: pack.event.items))
def test_calendar_and_xml_keep_ids_times_and_states(pack: Pack) -> None:
    kept = [(item.id, item.start, item.end, item.status) for item in pack.event.items]
    for name in ("plan.ics", "plan.xml"):
        found = through(pack, name).event.items
        assert sorted((item.id, item.start, item.end, item.status) for item in found) == sorted(kept)


@pytest.fixture
def event() -> Event:
    talk = {
        "id": "a",
        "title": {"en": "=HYPERLINK(1)", "de": "Eröffnung"},
        "room": {"en": "Hall A"},
        "speakers": ("@ada",),
    }
    times = {"start": "2026-01-06T01:00:00Z", "end": "2026-01-06T02:30:00Z"}
    return Event(id="mayors", name={"en": "Mayors"}, timezone="Asia/Shanghai", items=(Item(**talk, **times),))  # type: ignore[arg-type]


def test_tables_begin_with_the_public_columns_and_run_no_formula(tmp_path: Path, event: Event) -> None:
    save(Pack(event=event), tmp_path / "plan.csv")
    save(Pack(event=event), tmp_path / "plan.xlsx")
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:8] == ["id", "kind", "title", "start", "end", "venue", "room", "speakers"]
    assert rows[1][2:5] == ["'=HYPERLINK(1)", "2026-01-06T09:00:00+08:00", "2026-01-06T10:30:00+08:00"]
    assert rows[1][7] == "'@ada"
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx").worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["C2"].value == "'=HYPERLINK(1)"


def test_schedule_json_has_what_the_public_schema_requires(tmp_path: Path, event: Event) -> None:
    save(Pack(event=event), tmp_path / "schedule.json")
    schedule: dict[str, Any] = json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8"))["schedule"]
    conference = schedule["conference"]
    required = {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"}
    assert required <= set(conference)
    talk = conference["days"][0]["rooms"]["Hall A"][0]
    assert {"abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start",
            "subtitle", "title", "track", "type", "url"} <= set(talk)  # fmt: skip
    assert (talk["date"], talk["start"], talk["duration"]) == ("2026-01-06T09:00:00+08:00", "09:00", "01:30")


def test_an_edit_of_the_public_part_counts_and_the_rest_stays(tmp_path: Path, event: Event) -> None:
    path = tmp_path / "schedule.json"
    save(Pack(event=event), path)
    path.write_text(path.read_text(encoding="utf-8").replace('"room": "Hall A"', '"room": "Hall B"'), encoding="utf-8")
    item = load(path).event.items_by_id["a"]
    assert (item.room.best(), item.title) == ("Hall B", LocalizedText({"en": "=HYPERLINK(1)", "de": "Eröffnung"}))


def test_a_folder_that_is_no_pack_is_not_replaced(tmp_path: Path, event: Event) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.md").write_text("mine")
    with pytest.raises(PackError, match="no event pack"):
        save(Pack(event=event), tmp_path / "thesis")
    assert (tmp_path / "thesis" / "chapter.md").read_text() == "mine"


def test_a_pack_is_replaced_whole_and_keeps_its_readme(tmp_path: Path, event: Event) -> None:
    save(Pack(event=event), tmp_path / "pack")
    (tmp_path / "pack" / "README.md").write_text("mine")
    save(Pack(event=event.with_items(())), tmp_path / "pack")
    assert load(tmp_path / "pack").event.items == ()
    assert (tmp_path / "pack" / "README.md").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]
