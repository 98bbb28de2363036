"""The commands as a person runs them: whole processes, real files."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from bot.config import BUNDLED_EVENT

PACK = """
id = "harbour"
timezone = "Europe/Lisbon"
start = 2031-05-02
end = 2031-05-03
languages = ["en", "de"]
[name]
en = "Harbour Festival"
"""
PROGRAMME = """id,title,title.de,date,start,end,room,speakers
parade,Sail parade,Segelparade,2031-05-02,10:00,11:30,Quay 2,Ana Reis
knots,Knot tying,Knotenkunde,2031-05-03,14:15,15:00,Rope Room,Rui Melo
"""
PAGE = "# Cloakroom\n\nThe cloakroom is behind the ticket desk. It costs 2 euros and closes at 23:30.\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "harbour"
    (folder / "documents").mkdir(parents=True)
    (folder / "event.toml").write_text(PACK)
    (folder / "programme.csv").write_text(PROGRAMME)
    (folder / "documents" / "cloakroom.md").write_text(PAGE)
    return folder


def bot(*words: object, cwd: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an empty folder, as an installed program would be."""
    root = Path(__file__).parent.parent.parent
    env = {**os.environ, "PYTHONPATH": str(root), **environment}
    command = [sys.executable, "-m", "bot", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, timeout=110, check=False
    )


def refused(result: subprocess.CompletedProcess[str], *said: str) -> None:
    assert result.returncode == 2, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    for word in said:
        assert word in lines[0]


def test_one_question_is_answered_from_the_programme_in_its_language(pack: Path, tmp_path: Path) -> None:
    result = bot("ask", "--event", pack, "--json", "Wann ist die Knotenkunde?", cwd=tmp_path)
    answer = json.loads(result.stdout)
    assert (answer["kind"], answer["language"], answer["citations"][0]["source"]) == (
        "programme",
        "de",
        "programme#knots",
    )
    assert "14:15" in answer["answer"]
    assert set(answer) == {"id", "answer", "language", "kind", "citations", "confidence", "millis"}


def test_a_batch_keeps_its_order_and_its_questions_apart(pack: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "question": "When is the sail parade?", "lang": "en"},
        {"id": "b", "question": "and where is it?", "lang": "en"},
        {"id": "c", "question": "What does the cloakroom cost?"},
        {"id": "d", "question": "Is there a helicopter pad?"},
        {"id": "e", "question": "What is on now?", "now": "2031-05-03T14:30:00"},
        {"id": "f", "question": "When?", "now": "not a time"},
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    result = bot("ask", "--event", pack, "--batch", "-", cwd=tmp_path, stdin=text)
    answers = {(found := json.loads(line))["id"]: found for line in result.stdout.splitlines()}
    assert list(answers) == ["a", "b", "c", "d", "e", "f"]
    assert "10:00" in answers["a"]["answer"]
    assert "Quay 2" not in answers["b"]["answer"]
    assert (answers["c"]["kind"], answers["c"]["citations"][0]["source"]) == ("document", "documents/cloakroom.md")
    assert "2 euros" in answers["c"]["answer"]
    assert answers["d"]["kind"] == "handover"
    assert "Knot tying" in answers["e"]["answer"]
    assert "error" in answers["f"]


def test_passages_are_found_with_their_source(pack: Path, tmp_path: Path) -> None:
    queries = json.dumps({"id": 1, "query": "where do I leave my coat", "lang": "en"})
    result = bot("search", "--event", pack, "--batch", "-", "--k", "3", cwd=tmp_path, stdin=queries)
    found = json.loads(result.stdout)
    assert found["id"] == 1
    assert [hit["source"] for hit in found["hits"]] == ["documents/cloakroom.md"]


def test_a_pack_without_faults_is_passed_and_a_broken_one_explained(pack: Path, tmp_path: Path) -> None:
    assert bot("check", pack, cwd=tmp_path).returncode == 0
    (pack / "programme.csv").write_text(PROGRAMME.replace("2031-05-03", "2031-06-03"))
    result = bot("check", pack, "--json", cwd=tmp_path)
    report = json.loads(result.stdout)
    assert (result.returncode, report["errors"]) == (1, 1)
    assert report["problems"][0]["code"] == "outside_event"


def test_an_import_is_previewed_then_released_and_answers_follow(pack: Path, tmp_path: Path) -> None:
    setting = {"DELEGATE__EVENT__PATH": str(pack)}
    assert "10:00" in bot("ask", "When is the sail parade?", cwd=tmp_path, **setting).stdout
    changed = tmp_path / "new.csv"
    changed.write_text(PROGRAMME.replace("10:00,11:30", "10:30,12:00"))
    preview = json.loads(bot("import", changed, "--json", cwd=tmp_path, **setting).stdout)
    assert [(c["kind"], c["item"]["id"]) for c in preview["changes"]] == [("changed", "parade")]
    assert preview["changes"][0]["fields"]["start"] == ["2031-05-02T10:00:00+01:00", "2031-05-02T10:30:00+01:00"]
    assert "10:00" in bot("ask", "When is the sail parade?", cwd=tmp_path, **setting).stdout
    released = json.loads(bot("import", changed, "--apply", "--json", cwd=tmp_path, **setting).stdout)
    assert released["revision"] == preview["revision"] + 1
    assert "10:30" in bot("ask", "When is the sail parade?", cwd=tmp_path, **setting).stdout


def test_a_quick_edit_is_previewed_released_and_taken_back(pack: Path, tmp_path: Path) -> None:
    setting = {"DELEGATE__EVENT__PATH": str(pack)}
    shown, released, undone, again = (
        json.loads(bot("change", *words, "--json", cwd=tmp_path, **setting).stdout)
        for words in (
            ("delay", "parade", "15"),
            ("delay", "parade", "15", "--apply"),
            ("undo", "--apply"),
            ("delay", "parade", "15"),
        )
    )
    assert [one["revision"] for one in (shown, released, undone, again)] == [1, 2, 3, 3]
    assert shown["changes"] == released["changes"] == again["changes"]
    assert undone["changes"][0]["fields"]["start"] == shown["changes"][0]["fields"]["start"][::-1]


@pytest.mark.parametrize("ending", [".ics", ".json", ".xml", ".csv", ".xlsx", ""])
def test_an_export_is_read_back_without_a_change(pack: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    assert bot("export", "--event", pack, out, cwd=tmp_path).returncode == 0
    setting = {"DELEGATE__EVENT__PATH": str(pack)}
    report = json.loads(bot("import", out, "--json", cwd=tmp_path, **setting).stdout)
    ignored = {"title.de", "url"} if ending in (".ics", ".xml") else set()
    assert [c for c in report["changes"] if set(c["fields"]) - ignored or c["kind"] != "changed"] == []


def test_an_export_names_the_delegates_only_when_asked_to(pack: Path, tmp_path: Path) -> None:
    (pack / "delegates.csv").write_text("id,name,email\nana,Ana Lind,ana@lind.example\n")
    plain, private = tmp_path / "plain.json", tmp_path / "private.json"
    assert "publish" not in bot("export", "--event", pack, plain, cwd=tmp_path).stdout
    assert "do not publish" in bot("export", "--event", pack, private, "--people", cwd=tmp_path).stdout
    assert [b"lind" in file.read_bytes() for file in (plain, private)] == [False, True]
    refused(bot("export", "--event", pack, tmp_path / "plan.csv", "--people", cwd=tmp_path), ".csv", "--people")


def test_an_announcement_waits_in_the_outbox_until_it_is_confirmed(tmp_path: Path) -> None:
    preview = bot("broadcast", "--text", "Coach 2 is late", "--to", "delegation:rovaniemi", cwd=tmp_path)
    assert "2 recipients" in preview.stdout
    assert json.loads(bot("status", "--json", cwd=tmp_path).stdout)["outbox"] == {}
    bot("broadcast", "--text", "Coach 2 is late", "--to", "delegation:rovaniemi", "--yes", cwd=tmp_path)
    assert json.loads(bot("status", "--json", cwd=tmp_path).stdout)["outbox"] == {"pending": 2}


def test_the_whole_example_event_can_be_rehearsed(tmp_path: Path) -> None:
    report = json.loads(bot("rehearse", "--json", cwd=tmp_path).stdout)
    assert "invented" in report["notice"]
    bus = [
        m for m in report["messages"] if m["to"] == "chiang-mai-1" and "พิพิธภัณฑ์" in m["text"] and m["kind"] == "reminder"
    ]
    assert any(m["at"] == "2026-01-07T04:50:00Z" or m["at"] == "2026-01-07T04:50:00+00:00" for m in bus)


def test_the_terminal_chat_remembers_what_was_said(tmp_path: Path) -> None:
    talk = "When is the main dialogue?\nand where is it?\n"
    result = bot("chat", "--lang", "en", "--clock", "2026-01-06T08:00:00+08:00", cwd=tmp_path, stdin=talk)
    assert "09:00" in result.stdout
    assert "Hall A" in result.stdout.split("> ", 2)[2]


def test_wrong_settings_are_refused_in_one_line(tmp_path: Path, pack: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nprot = 1\n")
    refused(bot("status", cwd=tmp_path), "config.toml", "[web] prot", "known here")
    (tmp_path / "config.toml").unlink()
    (tmp_path / "file").write_text("")
    refused(bot("status", "--data", "file", cwd=tmp_path), "file", "--data")
    refused(bot("ask", "--event", tmp_path / "nowhere", "x", cwd=tmp_path), "nowhere")
    (pack / "event.toml").write_text("id = [")
    refused(bot("ask", "--event", pack, "x", cwd=tmp_path), "event.toml")
    refused(bot("broadcast", "--text", "x", "--to", "delegation:atlantis", cwd=tmp_path), "atlantis")


def test_a_taken_port_and_a_second_run_are_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(bot("run", cwd=tmp_path, DELEGATE__WEB__PORT=port), port, "DELEGATE__WEB__PORT")
    with FileLock(tmp_path / "data" / "run.lock"):
        refused(bot("run", cwd=tmp_path, DELEGATE__WEB__PORT="0"), "already runs", "--data", "--standby")


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['bot', '--help']\nfrom bot.__main__ import app\ntry: app()\nexcept SystemExit: pass\n"
    )
    code += "print([m for m in ('aiogram', 'chromadb', 'langchain', 'sqlalchemy', 'fastapi', 'pydantic') if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip().endswith("[]")


def test_the_example_pack_has_nothing_to_mend(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(BUNDLED_EVENT, copy)
    assert json.loads(bot("check", copy, "--json", cwd=tmp_path).stdout)["errors"] == 0
