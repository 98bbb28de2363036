"""Writes a pack where and how its name says, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from knowledge.errors import PackError
from knowledge.packs.calendar_writer import write_calendar
from knowledge.packs.folder_writer import files_of
from knowledge.packs.json_writer import write_json
from knowledge.packs.model import Pack
from knowledge.packs.table_writer import write_csv, write_xlsx
from knowledge.packs.xml_writer import write_xml

WRITERS: Mapping[str, Callable[[Pack], bytes]] = {
    ".ics": lambda pack: write_calendar(pack.event),
    ".json": write_json,
    ".xml": lambda pack: write_xml(pack.event),
    ".csv": lambda pack: write_csv(pack.event),
    ".xlsx": lambda pack: write_xlsx(pack.event),
}


def save(pack: Pack, out: Path, *, people: bool = False) -> None:
    """Writes the pack as .ics, .json (schedule.json), .xml, .csv or .xlsx, or as a pack folder for a name without an
    ending. A folder holds the whole pack; .json too, but the delegates and their addresses only with `people`, since such
    files are published; the others hold the programme.

    Raises PackError for another ending, for a folder that is there and no pack, and when the place cannot be written.
    """
    ending = out.suffix.lower()
    try:
        if ending in WRITERS and not out.is_dir():
            _write_file(out, WRITERS[ending](pack if people else pack.model_copy(update={"people": ()})))
        elif ending and not out.is_dir() and ending[1:].isalpha():
            raise PackError(f"{out.name}: nothing is written with this ending; use a folder or {' '.join(WRITERS)}.")
        else:
            _write_folder(pack, out)
    except OSError as error:
        raise PackError(f"{out} cannot be written ({error.strerror}); check the place and its permissions.") from error


def _write_file(out: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_folder(pack: Pack, out: Path) -> None:
    out = Path(os.path.abspath(out))
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "event.toml").is_file())):
        raise PackError(f"{out} is there already and is no event pack; choose another name.")
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for name, text in files_of(pack):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="")
        fresh.chmod(0o755)
        _keep_others(out, fresh)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep_others(out: Path, fresh: Path) -> None:
    """What a pack has no place for, such as a README, stays where it was."""
    ours = ("event", "programme", "venues", "travel", "delegations", "delegates", "questions", "documents")
    for path in out.iterdir() if out.is_dir() else ():
        if path.stem not in ours and path.is_dir():
            shutil.copytree(path, fresh / path.name)
        elif path.stem not in ours:
            shutil.copy2(path, fresh / path.name)


def _swap(fresh: Path, out: Path) -> None:
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    try:
        if out.exists():
            os.rename(out, old / "pack")
        os.rename(fresh, out)
    except OSError:
        if (old / "pack").exists() and not out.exists():
            os.rename(old / "pack", out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
