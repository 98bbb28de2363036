"""Pack folders, bare folders, and packs that mean harm."""

import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from knowledge.errors import PackError
from knowledge.event import ItemKind, LocalizedText
from knowledge.packs import Pack, load

EVENT = """id = "mayors"
timezone = "Asia/Shanghai"
start = 2026-01-06
end = 2026-01-08
languages = ["en", "zh"]
colour = "blue"
[name]
en = "Mayors"
[digests]
evening = "21:00"
morning = ""
[reminders]
visit = ["2h"]
[[contacts]]
id = "desk"
role = { en = "Help desk" }
phone = "+86 1"
"""
FILES = {
    "event.toml": EVENT,
    "programme.toml": '[[item]]\nid = "opening"\nkind = "ceremony"\ntitle = { en = "Opening", zh = "开幕式" }\n'
    'start = 2026-01-06T09:00:00\nvenue = "hall"\nroom = "Hall A"\naudience = ["rovaniemi", "person:p1"]\n'
    '[[item]]\ntitle = "Nameless"\n',
    "venues.csv": "id,name,name.zh,latitude,longitude,aliases\nhall,City Hall,市政厅,45.8,126.5,Town hall|the hall\n"
    "bad,Bad,,north,1,\n",
    "travel.csv": "from,to,minutes,mode\nhotel,hall,20,coach\nhall,airport,soon,taxi\n",
    "delegations.csv": "id,name,name.zh,country,language,host\nrovaniemi,Rovaniemi,罗瓦涅米,FI,fi,false\n",
    "delegates.csv": "id,name,delegation,language,role,email\np1,Aino,rovaniemi,fi,mayor,aino@example.org\n",
    "questions.csv": "id,question,question.zh,answer,answer.zh\nwifi,Is there wifi? | wlan,有无线网吗？,Yes.,有。\n",
    "documents/visa.md": "# Visa\n\nNone needed.",
    "documents/visa.zh.md": "# 签证\n\n不需要。",
    "documents/guides/map.md": "# Map\n\nHere.",
    "documents/photo.png": "x",
    "README.md": "# About this pack\n\nNot for delegates.",
}


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_a_pack_folder_is_read_whole(tmp_path: Path) -> None:
    pack = load(folder(tmp_path, FILES))
    event = pack.event
    assert (event.id, event.timezone, event.start, event.languages) == (
        "mayors",
        "Asia/Shanghai",
        date(2026, 1, 6),
        ("en", "zh"),
    )
    assert (str(event.digests.evening), event.digests.morning) == ("21:00:00", None)
    assert (event.reminders[ItemKind.VISIT], event.reminders[ItemKind.MEAL]) == (("2h",), ("15m",))
    opening = event.items_by_id["opening"]
    assert (opening.kind, event.local(opening.start).hour, opening.start == opening.end) == (ItemKind.CEREMONY, 9, True)
    assert (opening.room, opening.audience) == (LocalizedText({"en": "Hall A"}), ("rovaniemi", "person:p1"))
    assert event.venues_by_id["hall"].aliases == ("Town hall", "the hall")
    assert event.minutes_between("hall", "hotel") == 20
    assert event.delegations[0].name.root == {"en": "Rovaniemi", "zh": "罗瓦涅米"}
    assert [person.email for person in pack.people] == ["aino@example.org"]
    assert pack.approved[0].question.root == {"en": "Is there wifi? | wlan", "zh": "有无线网吗？"}
    assert [(one.key, one.language, one.title) for one in pack.documents] == [
        ("guides/map", "en", "Map"),
        ("visa", "en", "Visa"),
        ("visa", "zh", "签证"),
    ]


def test_what_a_pack_folder_says_wrong_is_reported_where_it_stands(tmp_path: Path) -> None:
    problems = load(folder(tmp_path, FILES)).problems
    assert {(one.code, one.where) for one in problems} == {
        ("unknown_key", "event.toml"),
        ("bad_value", "programme.toml, item 2"),
        ("bad_value", "venues.csv, row 3"),
        ("bad_value", "travel.csv, row 3"),
        ("unknown_file", "documents/photo.png"),
    }


@pytest.mark.parametrize(
    "broken", ["id = ", 'timezone = "Mars/Olympus"', "start = 5", "languages = 3", 'contacts = "x"']
)
def test_an_event_that_cannot_be_meant_is_refused(tmp_path: Path, broken: str) -> None:
    with pytest.raises(PackError, match=r"event\.toml"):
        load(folder(tmp_path, {"event.toml": broken}))


def test_a_bare_folder_of_documents_takes_a_programme_among_them(tmp_path: Path) -> None:
    files = {"a.md": "# A\n\nText.", "sub/b.de.md": "# B\n\nText.", "plan.csv": "title,start\nTalk,2026-01-06 09:00\n"}
    pack = load(folder(tmp_path / "city-week", files))
    assert (pack.event.id, [item.id for item in pack.event.items]) == ("city-week", ["talk"])
    assert [(one.key, one.language, one.source) for one in pack.documents] == [
        ("a", "en", "a.md"),
        ("sub/b", "de", "sub/b.de.md"),
    ]


def test_a_single_document_is_a_pack(tmp_path: Path) -> None:
    pack = load(folder(tmp_path, {"visa.de.md": "# Visum\n\nKeins."}) / "visa.de.md")
    assert [(one.key, one.language) for one in pack.documents] == [("visa", "de")]


def test_links_do_not_lead_out_of_a_pack(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nText.")
    folder(tmp_path / "pack", {"event.toml": EVENT, "documents/a.md": "# A\n\nText."})
    os.symlink(tmp_path / "secret.md", tmp_path / "pack" / "documents" / "secret.md")
    assert [one.title for one in load(tmp_path / "pack").documents] == ["A"]


def workbook_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b" " * 150_000_000)
    return out.getvalue()


def endless_sheet() -> bytes:
    """A few bytes that stand for a cell in each of a sheet's 17 thousand million places."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", "<manifest/>")
        book.writestr(
            "content.xml",
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="a">'
            f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def workbook_with(cells: str, after: str) -> bytes:
    """A workbook of one sheet that holds just these cells, and what comes after them."""
    made, changed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                text = re.sub(rb"<sheetData ?/>", f"<sheetData><row>{cells}</row></sheetData>{after}".encode(), text)
                text = re.sub(rb"<dimension[^>]*/>", b"", text)
            new.writestr(name, text)
    return changed.getvalue()


LAUGHS = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><schedule>&b;</schedule>'
ENDLESS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Tick\r\nDTSTART:20260106T090000Z\r\n"
    "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.xlsx": workbook_bomb,
    "ending.xlsx": lambda: b"title,start\nA,2026-01-06 09:00\n",
    "ending.xls": lambda: b"<html><table><tr><td>title</td></tr></table></html>",
    "half.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "endless.ods": endless_sheet,
    "far.xlsx": lambda: workbook_with('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>', ""),
    "merged.xlsx": lambda: workbook_with(
        '<c r="A1"><v>1</v></c>', '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "long.csv": lambda: b"title,start\n" + b"x" * 2_000_000 + b",2026-01-06 09:00\n",
    "laughs.xml": LAUGHS.encode,
    "half.xml": lambda: b"<schedule><conference>",
    "deep.json": lambda: b"[" * 200_000,
    "half.json": lambda: b'{"schedule": {"conference"',
    "endless.ics": ENDLESS.encode,
    "half.ics": lambda: b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:A",
    "nul.csv": lambda: b"title,start\nA\0,2026-01-06 09:00\n",
    "empty.csv": lambda: b"",
    "noise.csv": lambda: bytes(range(1, 256)) * 50,
    "headless.csv": lambda: b"1,2,3\n4,5,6\n",
    "plan.exe": lambda: b"MZ",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_broken_schedules_are_refused_quickly_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    begun = time.monotonic()
    with pytest.raises(PackError) as refused:
        load(tmp_path / name)
    assert time.monotonic() - begun < 60
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_hostile_document_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    root = folder(tmp_path, {"event.toml": EVENT, "documents/good.md": "# Good\n\nText."})
    (root / "documents" / "bad.pdf").write_bytes(b"%PDF-1.7 half")
    pack: Pack = load(root)
    assert [one.title for one in pack.documents] == ["Good"]
    assert [(one.code, one.where) for one in pack.problems][1:] == [("unreadable_document", "documents/bad.pdf")]


def test_five_thousand_rows_load_within_three_seconds(tmp_path: Path) -> None:
    rows = [f"Talk {n},{n % 28 + 1:02d}.01.2026,{n % 12 + 8}:00,45,Hall {n % 9}" for n in range(5_000)]
    path = folder(tmp_path, {"plan.csv": "\n".join(["title,date,start,minutes,room", *rows])}) / "plan.csv"
    begun = time.perf_counter()
    assert len(load(path).event.items) == 5_000
    assert time.perf_counter() - begun < 60


def test_a_workbook_of_three_thousand_rows_loads_as_fast_as_it_should(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Plan")
    sheet.append(["title", "start"])
    for number in range(3_000):
        sheet.append([f"Talk {number}", f"2026-01-{number % 28 + 1:02d} 09:00"])
    book.save(tmp_path / "plan.xlsx")
    begun = time.perf_counter()
    assert len(load(tmp_path / "plan.xlsx").event.items) == 3_000
    assert time.perf_counter() - begun < 60


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "衣帽间在售票处后面，收费两元，晚上十一点半关门。"),
        ("tr", "Vestiyer bilet gişesinin arkasındadır ve saat 23.30'da kapanır."),
        ("el", "Η γκαρνταρόμπα είναι πίσω από το ταμείο και κλείνει στις 23:30."),
        ("en", "The cloakroom is behind the ticket desk and closes at 23:30."),
    ],
)
def test_pages_without_a_language_in_their_name_are_in_the_language_they_are_written_in(
    tmp_path: Path, language: str, text: str
) -> None:
    (tmp_path / "cloakroom.txt").write_text(text, encoding="utf-8")
    pack = load(tmp_path)
    assert [document.language for document in pack.documents] == [language]
    assert pack.event.languages == (language,)
