"""Tables as people make them: headings, dates, times and languages in every sensible form."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from knowledge.errors import PackError
from knowledge.event import Item
from knowledge.packs import Pack, load


def table(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "plan.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def local(item: Item, pack: Pack) -> tuple[str, str, str]:
    start, end = pack.event.local(item.start), pack.event.local(item.end)
    return item.title.best(), f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}"


HEADINGS = {
    "en": "Session Title,Date,Time Start,Time End,Room/Location",
    "zh": "标题,日期,开始时间,结束时间,会议室",
    "fr": "Titre,Jour,Début,Fin,Salle",
    "fi": "Otsikko,Päivämäärä,Alkaa,Päättyy,Sali",
    "de": "Titel,Datum,Beginn,Ende,Raum",
    "el": "Τίτλος,Ημερομηνία,Έναρξη,Λήξη,Αίθουσα",
    "ko": "제목,날짜,시작 시간,종료 시간,회의실",
    "th": "หัวข้อ,วันที่,เวลาเริ่ม,เวลาสิ้นสุด,ห้อง",
    "tr": "Başlık,Tarih,Başlangıç,Bitiş,Salon",
}


@pytest.mark.parametrize("language", HEADINGS)
def test_columns_are_known_by_their_names_in_every_language(tmp_path: Path, language: str) -> None:
    pack = load(table(tmp_path, HEADINGS[language] + "\nOpening,2026-01-06,09:00,10:30,Hall A\n"))
    assert [local(item, pack) for item in pack.event.items] == [("Opening", "2026-01-06 09:00", "2026-01-06 10:30")]
    assert pack.event.items[0].room.best() == "Hall A"
    assert pack.event.items[0].venue == ""


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("01/06/2026", "01/13/2026", [date(2026, 1, 6), date(2026, 1, 13)]),
        ("06/01/2026", "13/01/2026", [date(2026, 1, 6), date(2026, 1, 13)]),
        ("09-10-2015", "09-11-2015", [date(2015, 9, 10), date(2015, 9, 11)]),
        ("10/09/2015", "11/09/2015", [date(2015, 9, 10), date(2015, 9, 11)]),
        ("6.1.2026", "7.1.26", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("2026/01/06", "20260107", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("2026.1.6", "2026/1/7", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("2026. 1. 6.", "2026-1-7 (수)", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("6 January 2026", "Wed, Jan 7th 2026", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("2026年1月6日", "2026年1月7日 星期三", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("6 ม.ค. 2569", "วันพุธที่ 7 มกราคม 2569", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("6. tammikuuta 2026", "7 Ιανουαρίου 2026", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("6 Ocak 2026", "7 janvier 2026", [date(2026, 1, 6), date(2026, 1, 7)]),
        ("2026년 1월 6일", "7. Jänner 2026", [date(2026, 1, 6)]),
    ],
)
def test_dates_are_read_by_the_evidence_of_the_column(
    tmp_path: Path, first: str, second: str, days: list[date]
) -> None:
    pack = load(table(tmp_path, f'title\tdate\tstart\nA\t{first}\t9:00\nB\t"{second}"\t9:00\n', name="plan.tsv"))
    assert [item.start.date() for item in pack.event.items][: len(days)] == days


def test_dates_that_could_be_read_both_ways_are_reported(tmp_path: Path) -> None:
    pack = load(table(tmp_path, "title,date,start\nA,06/07/2026,9:00\n"))
    assert [problem.code for problem in pack.problems] == ["ambiguous_dates", "no_zone"]


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("09:00–10:30", ("09:00", "10:30")),
        ("9.30 - 11", ("09:30", "11:00")),
        ("9h30 à 11h", ("09:30", "11:00")),
        ("9–10:30 am", ("09:00", "10:30")),
        ("11:30-1 pm", ("11:30", "13:00")),
        ("2 p.m. to 3:15 p.m.", ("14:00", "15:15")),
        ("14.00-15.30 Uhr", ("14:00", "15:30")),
        ("klo 9.30–11.00", ("09:30", "11:00")),
        ("上午9点30分到下午2点半", ("09:30", "14:30")),
        ("오전 9시 30분 ~ 오후 2시", ("09:30", "14:00")),
        ("09.30–11.00 น.", ("09:30", "11:00")),
        ("9:00 π.μ. – 2:00 μ.μ.", ("09:00", "14:00")),
        ("0900-1030", ("09:00", "10:30")),
    ],
)
def test_spans_in_one_cell_are_read_on_twelve_and_twenty_four_hour_clocks(
    tmp_path: Path, cell: str, span: tuple[str, str]
) -> None:
    pack = load(table(tmp_path, f'title;date;time\nA;2026-01-06;"{cell}"\n'))
    item = pack.event.items[0]
    assert (f"{item.start:%H:%M}", f"{item.end:%H:%M}") == span


@pytest.mark.parametrize("length", ["90", "1:30", "1h30", "90 min", "1.5 h", "90分钟", "PT1H30M"])
def test_a_length_gives_the_end(tmp_path: Path, length: str) -> None:
    pack = load(table(tmp_path, f"title,start,duration\nA,2026-01-06 23:00,{length}\n"))
    assert pack.event.items[0].end == datetime(2026, 1, 7, 0, 30, tzinfo=UTC)


def test_an_end_before_the_start_is_after_midnight(tmp_path: Path) -> None:
    pack = load(table(tmp_path, "title,date,start,end\nParty,2026-01-06,22:00,01:00\nSlip,2026-01-06,14:00,13:00\n"))
    party = next(item for item in pack.event.items if item.id == "party")
    assert party.end == datetime(2026, 1, 7, 1, 0, tzinfo=UTC)
    assert [problem.where for problem in pack.problems if problem.code == "very_long"] == ["plan.csv, row 3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    text = "标题,日期,开始时间,说明\n开幕式,2026年1月6日,9点,欢迎各国市长来到哈尔滨参加全球市长对话会议\n"
    assert load(table(tmp_path, text, encoding=encoding)).event.items[0].title.best() == "开幕式"


def test_western_code_pages_are_told_apart(tmp_path: Path) -> None:
    text = (
        "Titel;Datum;Beginn;Beschreibung\nBegrüßung;6.1.2026;9 Uhr;Die Bürgermeisterinnen treffen sich zum Frühstück\n"
    )
    pack = load(table(tmp_path, text, encoding="cp1252"))
    assert pack.event.items[0].title.best() == "Begrüßung"
    assert "encoding_guessed" in {problem.code for problem in pack.problems}


def test_titles_above_blank_columns_day_rows_and_repeated_headings_do_no_harm(tmp_path: Path) -> None:
    text = (
        "Programme of the conference,,,\n,,,\n,Time,What,Where\n"
        ",Tuesday 6 January 2026,,\n,9:00-10:00,Opening,Hall A\n,Time,What,Where\n"
        ",Wednesday 7 January 2026,,\n,9:00-10:00,Closing,Hall A\n"
    )
    pack = load(table(tmp_path, text))
    assert [local(item, pack) for item in pack.event.items] == [
        ("Opening", "2026-01-06 09:00", "2026-01-06 10:00"),
        ("Closing", "2026-01-07 09:00", "2026-01-07 10:00"),
    ]


def test_a_spoiled_heading_of_the_titles_is_guessed_and_reported(tmp_path: Path) -> None:
    pack = load(table(tmp_path, "Do not change!,Date,Time Start\nOpening,09-18-2015,08:00\nLunch,09-18-2015,12:00\n"))
    assert [item.title.best() for item in pack.event.items] == ["Opening", "Lunch"]
    assert "column_guessed" in {problem.code for problem in pack.problems}


def test_texts_in_several_languages_are_kept_apart(tmp_path: Path) -> None:
    text = "title,title.zh,Title (German),start\nOpening,开幕式,Eröffnung,2026-01-06 09:00\n"
    assert load(table(tmp_path, text)).event.items[0].title.root == {"en": "Opening", "zh": "开幕式", "de": "Eröffnung"}


def test_what_is_not_understood_is_reported_with_its_row(tmp_path: Path) -> None:
    text = "title,start,kind,Budget\nA,soon,talk,1\nB,2026-01-06 09:00,Frobnication,2\n,2026-01-06 10:00,talk,3\n"
    pack = load(table(tmp_path, text))
    assert [item.title.best() for item in pack.event.items] == ["B", ""]
    assert {(problem.code, problem.where) for problem in pack.problems} >= {
        ("unknown_column", "plan.csv"),
        ("bad_time", "plan.csv, row 2"),
        ("unknown_kind", "plan.csv, row 3"),
        ("no_title", "plan.csv, row 4"),
    }


def test_days_without_dates_need_a_first_day(tmp_path: Path) -> None:
    path = table(tmp_path, "day,start,title\nDay 1,9:00,A\nDay 2,9:00,B\nThursday,9:00,C\n")
    with pytest.raises(PackError, match="first day"):
        load(path)
    pack = load(path, first_day=date(2026, 1, 6))
    assert [item.start.day for item in pack.event.items] == [6, 7, 8]


def test_repeated_titles_get_ids_that_stay_when_another_entry_moves(tmp_path: Path) -> None:
    rows = [
        "Lunch,2026-01-06 12:00,A",
        "Lunch,2026-01-07 12:00,A",
        "Lunch,2026-01-07 12:00,B",
        "Talk,2026-01-06 09:00,A",
    ]
    before = load(table(tmp_path, "\n".join(["title,start,room", *rows])))
    rows[3] = "Talk,2026-01-06 10:00,A"
    after = load(table(tmp_path, "\n".join(["title,start,room", *reversed(rows)])))
    ids = {item.id for item in before.event.items}
    assert len(ids) == 4
    assert ids == {item.id for item in after.event.items}


def test_a_workbook_has_a_day_a_sheet_merged_cells_and_real_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for day in (6, 7):
        sheet = book.create_sheet(f"{day} Jan 2026")
        sheet.append(["Programme", None, None, "Speakers", None])
        sheet.append(["Start", "Session", "Room", "1", "2"])
        sheet.append([datetime(2026, 1, day, 9, 30).time(), f"Talk {day}", "Hall A", "Ada", "Grace"])
        sheet.append([0.5, f"Lunch {day}", None, None, None])
        sheet.merge_cells("C3:C4")
        sheet.merge_cells("D1:E1")
    book.save(tmp_path / "plan.xlsx")
    pack = load(tmp_path / "plan.xlsx")
    assert [(local(item, pack)[:2], item.room.best(), item.speakers) for item in pack.event.items] == [
        (("Talk 6", "2026-01-06 09:30"), "Hall A", ("Ada", "Grace")),
        (("Lunch 6", "2026-01-06 12:00"), "Hall A", ()),
        (("Talk 7", "2026-01-07 09:30"), "Hall A", ("Ada", "Grace")),
        (("Lunch 7", "2026-01-07 12:00"), "Hall A", ()),
    ]
