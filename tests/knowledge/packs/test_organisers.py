"""Programmes as organisers in different countries send them, each read whole."""

import zipfile
from collections.abc import Sequence
from datetime import time
from pathlib import Path

import openpyxl
import pytest

from knowledge.event import Event, LocalizedText
from knowledge.packs import Pack, load

Row = tuple[str, str, str, str, tuple[str, ...]]
"""Title, start and end on the event's clocks ("" when there is none), room and speakers."""


def rows_of(pack: Pack) -> list[Row]:
    event = pack.event
    return [
        (
            item.title.best(event.language),
            f"{event.local(item.start):%Y-%m-%d %H:%M}",
            f"{event.local(item.end):%H:%M}" if item.end != item.start else "",
            item.room.best(event.language),
            item.speakers,
        )
        for item in event.items
    ]


def said_wrong(pack: Pack) -> set[str]:
    """What was reported, but for the zone that no table names."""
    return {problem.code for problem in pack.problems} - {"no_zone"}


def text(folder: Path, content: str, encoding: str = "utf-8", name: str = "plan.csv") -> Pack:
    (folder / name).write_bytes(content.encode(encoding))
    return load(folder / name)


Sheets = dict[str, Sequence[Sequence[object]]]


def workbook(folder: Path, sheets: Sheets, merged: Sequence[tuple[str, str]] = ()) -> Pack:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for where, area in merged:
            if where == name:
                sheet.merge_cells(area)
    book.save(folder / "plan.xlsx")
    return load(folder / "plan.xlsx")


def opendocument(folder: Path, sheets: Sheets) -> Pack:
    """The same in the format of free office programs, as small as it can be."""
    cells = "".join(
        f'<table:table table:name="{name}">'
        + "".join(
            "<table:table-row>"
            + "".join(
                f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
                if cell is not None
                else "<table:table-cell/>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    with zipfile.ZipFile(folder / "plan.ods", "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr("META-INF/manifest.xml", "<manifest/>")
        container.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>{cells}'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return load(folder / "plan.ods")


def test_a_german_association_puts_titles_above_and_days_between(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "Jahrestagung Städtebau;;;;\n;;;;\nUhrzeit;;Programmpunkt;Referent/in;Ort\n"
        "Dienstag, 6. Januar 2026;;;;\n"
        "9.00–10.30 Uhr;;Eröffnung;Dr. Jürgen Groß;Großer Saal\n"
        "10.30 – 11.00 Uhr;;Kaffeepause;;Foyer\n"
        "Mittwoch, 7. Januar 2026;;;;\n"
        "14 Uhr;;Stadtrundgang;Käthe Öhm, Max Weiß;Treffpunkt Süd\n",
        "cp1252",
    )
    assert rows_of(pack) == [
        ("Eröffnung", "2026-01-06 09:00", "10:30", "Großer Saal", ("Dr. Jürgen Groß",)),
        ("Kaffeepause", "2026-01-06 10:30", "11:00", "Foyer", ()),
        ("Stadtrundgang", "2026-01-07 14:00", "", "Treffpunkt Süd", ("Käthe Öhm", "Max Weiß")),
    ]
    assert said_wrong(pack) == {"encoding_guessed"}


def test_a_french_ministry_draws_rooms_as_columns_a_sheet_a_day(tmp_path: Path) -> None:
    heads = ["Horaire", "Salle Pasteur", "Salle Curie", "Amphithéâtre"]
    first = [
        ["Programme du mardi 6 janvier 2026"],
        [],
        heads,
        ["09h00 - 10h30", "Ouverture officielle"],
        ["10h30 – 11h", "Pause café", None, "Visite guidée\nIntervenant : Luc Né"],
        ["11h00 - 12h15", "Énergie", "Eau", None],
    ]
    second = [["Programme du mercredi 7 janvier 2026"], [], heads, ["9h - 10h", None, "Clôture", None]]
    pack = workbook(
        tmp_path, {"Jour 1": first, "Jour 2": second}, [("Jour 1", "B4:D4"), ("Jour 1", "B5:C5"), ("Jour 1", "A1:D1")]
    )
    assert rows_of(pack) == [
        ("Ouverture officielle", "2026-01-06 09:00", "10:30", "", ()),
        ("Pause café", "2026-01-06 10:30", "11:00", "Salle Pasteur, Salle Curie", ()),
        ("Visite guidée", "2026-01-06 10:30", "11:00", "Amphithéâtre", ("Luc Né",)),
        ("Eau", "2026-01-06 11:00", "12:15", "Salle Curie", ()),
        ("Énergie", "2026-01-06 11:00", "12:15", "Salle Pasteur", ()),
        ("Clôture", "2026-01-07 09:00", "10:00", "Salle Curie", ()),
    ]
    assert said_wrong(pack) == set()


def test_an_american_conference_spoils_the_first_heading(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "\ufeffPlease don't edit this row!,Start Date,Start Time,End Time,Room Location,Presenter(s)\r\n"
        '"Welcome, everyone",1/6/2026,9:00 AM,10:30 AM,Ballroom A,"Ann Lee, PhD; Bob Ray"\r\n'
        "Lunch,1/6/2026,12:00 PM,1:00 PM,,\r\n"
        "Night market,1/13/2026,10:30 PM,12:15 AM,Pier 4,\r\n",
    )
    assert rows_of(pack) == [
        ("Welcome, everyone", "2026-01-06 09:00", "10:30", "Ballroom A", ("Ann Lee, PhD", "Bob Ray")),
        ("Lunch", "2026-01-06 12:00", "13:00", "", ()),
        ("Night market", "2026-01-13 22:30", "00:15", "Pier 4", ()),
    ]
    assert said_wrong(pack) == {"column_guessed"}


def test_a_chinese_host_names_the_date_once_a_block(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "全球市长对话日程安排,,,,\n日期,时间,活动内容,地点,主持人\n"
        "1月6日(星期二) 2026年,上午9:00—10:30,开幕式,国际会议中心,王伟\n"
        ",上午10:45-12:00,主旨演讲,国际会议中心,李娜、张强\n"
        ",下午2:00—5:30,参观冰雪大世界,,\n"
        "2026年1月7日,9：00至10：00,闭幕式,第一会议室,\n",
        "gb18030",
    )
    assert rows_of(pack) == [
        ("开幕式", "2026-01-06 09:00", "10:30", "国际会议中心", ("王伟",)),
        ("主旨演讲", "2026-01-06 10:45", "12:00", "国际会议中心", ("李娜", "张强")),
        ("参观冰雪大世界", "2026-01-06 14:00", "17:30", "", ()),
        ("闭幕式", "2026-01-07 09:00", "10:00", "第一会议室", ()),
    ]
    assert said_wrong(pack) == {"encoding_guessed", "date_carried"}


def test_a_korean_city_writes_the_day_above_the_table(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "세계 도시 포럼,,,\n2026년 1월 6일(화),,,\n시간,내용,발표자,장소\n"
        "09:00~10:30,개회식,김민수 시장,대회의실\n오후 2시~오후 3시 30분,현장 방문,,시청 로비\n",
        "euc-kr",
    )
    assert rows_of(pack) == [
        ("개회식", "2026-01-06 09:00", "10:30", "대회의실", ("김민수 시장",)),
        ("현장 방문", "2026-01-06 14:00", "15:30", "시청 로비", ()),
    ]
    assert said_wrong(pack) == {"encoding_guessed"}


def test_a_thai_office_counts_buddhist_years_and_parts_by_tabs(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "กำหนดการประชุม\t\t\t\nเวลา\tกิจกรรม\tวิทยากร\tสถานที่\nวันอังคารที่ 6 มกราคม 2569\t\t\t\n"
        "09.00-10.30 น.\tพิธีเปิด\tนายสมชาย ใจดี\tห้องประชุมใหญ่\n13.00 – 16.00 น.\tศึกษาดูงาน\t\tโรงงานน้ำ\n",
        "cp874",
        "plan.tsv",
    )
    assert rows_of(pack) == [
        ("พิธีเปิด", "2026-01-06 09:00", "10:30", "ห้องประชุมใหญ่", ("นายสมชาย ใจดี",)),
        ("ศึกษาดูงาน", "2026-01-06 13:00", "16:00", "โรงงานน้ำ", ()),
    ]
    assert said_wrong(pack) == {"encoding_guessed"}


def test_a_turkish_municipality_gives_starts_and_lengths(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "Tarih;Saat;Süre;Etkinlik;Yer;Konuşmacı\n06.01.2026;09:30;90 dk;Açılış töreni;Büyük Salon;Ayşe Yılmaz\n"
        "06.01.2026;11.15;1 saat 30 dk;Şehir gezisi;İskele;\n07.01.2026;9.00;45;Kapanış;Büyük Salon;Çağrı Öz\n",
        "cp1254",
    )
    assert rows_of(pack) == [
        ("Açılış töreni", "2026-01-06 09:30", "11:00", "Büyük Salon", ("Ayşe Yılmaz",)),
        ("Şehir gezisi", "2026-01-06 11:15", "12:45", "İskele", ()),
        ("Kapanış", "2026-01-07 09:00", "09:45", "Büyük Salon", ("Çağrı Öz",)),
    ]
    assert said_wrong(pack) == {"encoding_guessed"}


def test_a_greek_region_uses_twelve_hours(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "Ώρα;Θέμα;Αίθουσα;Ομιλητής\nΤρίτη 6 Ιανουαρίου 2026;;;\n9:00 - 10:30;Έναρξη;Αίθουσα Α;Μαρία Παππά\n"
        "5:00 μ.μ. - 6:30 μ.μ.;Ξενάγηση;Λιμάνι;\n",
        "cp1253",
    )
    assert rows_of(pack) == [
        ("Έναρξη", "2026-01-06 09:00", "10:30", "Αίθουσα Α", ("Μαρία Παππά",)),
        ("Ξενάγηση", "2026-01-06 17:00", "18:30", "Λιμάνι", ()),
    ]
    assert said_wrong(pack) == {"encoding_guessed"}


def test_a_finnish_city_sends_opendocument_with_a_day_a_sheet(tmp_path: Path) -> None:
    heads = ["Klo", "Ohjelma", "Puhuja", "Sali"]
    pack = opendocument(
        tmp_path,
        {
            "ti 6.1.2026": [["Talvikaupungit"], heads, ["klo 9.00–10.30", "Avajaiset", "Aino Mäki", "Iso sali"]],
            "ke 7.1.2026": [["Talvikaupungit"], heads, ["klo 18", "Iltajuhla", None, "Kaupungintalo"]],
        },
    )
    assert rows_of(pack) == [
        ("Avajaiset", "2026-01-06 09:00", "10:30", "Iso sali", ("Aino Mäki",)),
        ("Iltajuhla", "2026-01-07 18:00", "", "Kaupungintalo", ()),
    ]
    assert said_wrong(pack) == set()


def test_days_across_the_top_and_rooms_under_them(tmp_path: Path) -> None:
    pack = workbook(
        tmp_path,
        {
            "Agenda": [
                ["Time", "Tuesday, 6 January 2026", None, "Wednesday, 7 January 2026", None],
                [None, "Room 1", "Room 2", "Room 1", "Room 2"],
                ["9:00-10:00", "Opening", None, "Water", "Energy"],
                ["10 am to 11:30 am", "Panel", "Workshop", "Closing", None],
            ]
        },
        [("Agenda", "B1:C1"), ("Agenda", "D1:E1"), ("Agenda", "B3:C3"), ("Agenda", "A1:A2")],
    )
    assert rows_of(pack) == [
        ("Opening", "2026-01-06 09:00", "10:00", "Room 1, Room 2", ()),
        ("Panel", "2026-01-06 10:00", "11:30", "Room 1", ()),
        ("Workshop", "2026-01-06 10:00", "11:30", "Room 2", ()),
        ("Energy", "2026-01-07 09:00", "10:00", "Room 2", ()),
        ("Water", "2026-01-07 09:00", "10:00", "Room 1", ()),
        ("Closing", "2026-01-07 10:00", "11:30", "Room 1", ()),
    ]


def test_a_grid_of_days_alone_has_no_rooms(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        "Time,6 Jan 2026,7 Jan 2026\n9:00,Opening,Visit to the port\n10:30,Panel,\nLunch break,,\n12:30,Lunch,Lunch\n",
    )
    assert rows_of(pack) == [
        ("Opening", "2026-01-06 09:00", "", "", ()),
        ("Panel", "2026-01-06 10:30", "", "", ()),
        ("Lunch", "2026-01-06 12:30", "", "", ()),
        ("Visit to the port", "2026-01-07 09:00", "", "", ()),
        ("Lunch", "2026-01-07 12:30", "", "", ()),
    ]
    assert "not_taken" in said_wrong(pack)


def test_cells_that_cover_several_slots_last_as_long(tmp_path: Path) -> None:
    pack = workbook(
        tmp_path,
        {
            "6 January 2026": [
                ["Time", "Hall A", "Hall B"],
                [time(9), "Keynote", "Setup"],
                [time(9, 30), None, "Demo"],
                [time(10), "Break", None],
                [time(10, 30), "End", None],
            ]
        },
        [("6 January 2026", "B2:B3"), ("6 January 2026", "B4:C4")],
    )
    assert rows_of(pack) == [
        ("Keynote", "2026-01-06 09:00", "10:00", "Hall A", ()),
        ("Setup", "2026-01-06 09:00", "", "Hall B", ()),
        ("Demo", "2026-01-06 09:30", "", "Hall B", ()),
        ("Break", "2026-01-06 10:00", "", "", ()),
        ("End", "2026-01-06 10:30", "", "Hall A", ()),
    ]


def test_tracks_across_the_top_are_no_rooms(tmp_path: Path) -> None:
    pack = text(tmp_path, "6 January 2026,,\nTime,Track 1,Track 2\n9:00-10:00,Water,Energy\n")
    assert [(*row[:4], item.track) for row, item in zip(rows_of(pack), pack.event.items, strict=True)] == [
        ("Energy", "2026-01-06 09:00", "10:00", "", "Track 2"),
        ("Water", "2026-01-06 09:00", "10:00", "", "Track 1"),
    ]


def test_times_across_the_top_and_rooms_down_the_side(tmp_path: Path) -> None:
    pack = text(
        tmp_path, "Tue 6 January 2026,,,\nRoom,9:00-10:00,10:00-11:00\nHall A,Opening,Panel\nHall B,,Workshop\n"
    )
    assert rows_of(pack) == [
        ("Opening", "2026-01-06 09:00", "10:00", "Hall A", ()),
        ("Panel", "2026-01-06 10:00", "11:00", "Hall A", ()),
        ("Workshop", "2026-01-06 10:00", "11:00", "Hall B", ()),
    ]


def test_serial_numbers_of_spreadsheets_are_dates_and_times(tmp_path: Path) -> None:
    pack = text(tmp_path, "Date,From,To,Title\n46028,0.375,0.4375,Opening\n46029.5,,,Lunch\n")
    assert rows_of(pack) == [
        ("Opening", "2026-01-06 09:00", "10:30", "", ()),
        ("Lunch", "2026-01-07 12:00", "", "", ()),
    ]


def test_several_lines_in_a_cell_stay_one_title(tmp_path: Path) -> None:
    pack = text(
        tmp_path,
        'Date,Time,Session,Speaker\n06.01.2026,"9:00 –\n10:00","Opening\nof the forum","Ann Lee\nBob Ray"\n',
    )
    assert rows_of(pack) == [
        ("Opening of the forum", "2026-01-06 09:00", "10:00", "", ("Ann Lee", "Bob Ray")),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "programme.md",
            "# Plan\n\n## Tuesday, 6 January 2026\n\n| Time | Session | Room |\n|---|---|---|\n| 9:00-10:00 | Opening | Hall A |\n",
        ),
        (
            "programme.html",
            "<h1>Plan</h1><h2>Tuesday, 6 January 2026</h2><table><tr><th>Time</th><th>Session</th><th>Room</th></tr>"
            "<tr><td>9:00-10:00</td><td>Opening</td><td>Hall A</td></tr></table>",
        ),
    ],
)
def test_a_programme_may_be_a_table_on_a_page(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    pack = load(tmp_path)
    assert rows_of(pack) == [("Opening", "2026-01-06 09:00", "10:00", "Hall A", ())]
    assert [document.source for document in pack.documents] == [name]


def test_a_schedule_within_an_event_takes_its_zone_and_language(tmp_path: Path) -> None:
    live = Event(id="e", name=LocalizedText.of("el", "Φόρουμ"), timezone="Europe/Athens", languages=("el", "en"))
    (tmp_path / "plan.csv").write_text("title,start\nΈναρξη,2026-01-06 09:00\n", encoding="utf-8")
    pack = load(tmp_path / "plan.csv", within=live)
    assert pack.event.items[0].title.root == {"el": "Έναρξη"}
    assert f"{pack.event.items[0].start:%H:%M}" == "07:00"
