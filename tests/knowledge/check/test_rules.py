"""A small pack that breaks every rule: each finding names file and row, and says the mend."""

from pathlib import Path

from knowledge.check import check, explain
from knowledge.packs import load

FILES = {
    "delegates.csv": """\
id,name,delegation
anna,Anna,narnia
anna,Anna2,bergen
""",
    "delegations.csv": """\
id,name,language,liaison
bergen,Bergen,en,
bergen,Twice,en,
""",
    "documents/desk.de.md": """\
# Tisch

Bis 19:00 Uhr.
""",
    "documents/desk.md": """\
# Desk

Open until 18:00.
""",
    "documents/map.pdf": """\
not a pdf
""",
    "event.toml": """\
id = "broken"
timezone = "Europe/Lisbon"
start = 2031-05-02
end = 2031-05-03
languages = ["en", "de"]
local_language = "pt"
[name]
en = "Broken"
""",
    "programme.csv": """\
id,kind,title,title.de,start,end,venue,room,meeting_point,audience
a,session,A,A,2031-05-02 09:00,2031-05-02 10:00,hall,Hall A,,bergen
b,session,B,B,2031-05-02 09:30,2031-05-02 10:30,hall,Hall A,,bergen
c,session,C,,2031-05-02 10:35,2031-05-02 11:00,quay,Deck,,bergen
d,session,D,D,2031-06-02 10:35,2031-06-02 11:00,quay,Deck,,oslo
e,visit,E,E,2031-05-02 13:00,2031-05-02 12:00,quay,,,bergen
e,session,F,F,2031-05-02 15:00,2031-05-02 16:00,,,,everyone
g,session,G,G,2031-05-03 09:00,2031-05-03 10:00,nowhere,X,,person:zoe
""",
    "travel.csv": """\
from,to,minutes
hall,quay,20
quay,moon,5
""",
    "venues.csv": """\
id,name,name.de,address,latitude,longitude
hall,Hall,Halle,,38.7,-9.1
quay,Quay,Kai,,,
quay,Quay again,Kai,,,
""",
}
FOUND = {
    ("unreadable_document", "documents/map.pdf"),
    ("id_taken", "venues.csv, row 4"),
    ("id_taken", "delegations.csv, row 3"),
    ("id_taken", "delegates.csv, row 3"),
    ("duplicate_id", "programme.csv, row 7"),
    ("ends_before_start", "programme.csv, row 6"),
    ("outside_event", "programme.csv, row 5"),
    ("unknown_venue", "programme.csv, row 8"),
    ("unknown_venue", "travel.csv, row 3"),
    ("unknown_audience", "programme.csv, row 8"),
    ("unknown_audience", "programme.csv, row 5"),
    ("unknown_delegation", "delegates.csv, row 2"),
    ("room_overlap", "programme.csv, row 3"),
    ("overlap", "programme.csv, row 3"),
    ("travel", "programme.csv, row 4"),
    ("no_meeting_point", "programme.csv, row 6"),
    ("no_venue", "programme.csv, row 7"),
    ("no_address", "venues.csv, row 2"),
    ("no_address", "venues.csv, row 3"),
    ("no_coordinates", "venues.csv, row 3"),
    ("no_contacts", "event.toml"),
    ("no_liaison", "delegations.csv, row 2"),
    ("no_translation", "event.toml, name"),
    ("no_translation", "programme.csv, row 4, title"),
    ("facts_differ", "documents/desk.de.md"),
}


def test_every_fault_is_found_where_it_stands_with_its_mend(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    problems = check(load(tmp_path))
    assert {(one.code, one.where) for one in problems} == FOUND
    assert all(said.what and said.mend and "{" not in said.what for said in map(explain, problems))
