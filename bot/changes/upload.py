"""A file that staff send from a browser, read as a pack: whatever it holds, it is read in a folder of its own and refused in
one line when it is too large or goes astray."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from bot.errors import Conflict
from knowledge.errors import KnowledgeError
from knowledge.event import Event
from knowledge.packs import load
from knowledge.packs.model import Pack

LARGEST = 8 * 2**20
"""Bytes of an uploaded file."""

MOST_UNPACKED = 64 * 2**20
MOST_ENTRIES = 2_000
KINDS = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".ics", ".json", ".xml", ".toml", ".zip")
"""What is read: a schedule, or a zipped pack folder."""

_CHUNK = 2**16


def read_upload(name: str, content: IO[bytes], live: Event, first_day: date | None = None) -> Pack:
    """The pack in the file, read as a version of the live event. Takes seconds at worst: call it in a thread. Conflict says what is wrong and the mend."""
    kind = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if kind not in KINDS:
        raise Conflict(f"{_shown(name)} is of no kind that can be read; choose one of {' '.join(KINDS)}")
    with TemporaryDirectory(prefix="upload-") as folder:
        file = Path(folder, _plain(name))
        _write(content, file, LARGEST, f"{_shown(name)} is larger than {LARGEST // 2**20} MB; leave pictures out")
        try:
            return load(_unzipped(file) if kind == ".zip" else file, first_day=first_day, within=live)
        except KnowledgeError as error:
            raise Conflict(str(error)) from error
        except (OSError, ValueError, RecursionError, MemoryError) as error:
            raise Conflict(f"{_shown(name)} cannot be read; save it again and send that") from error


def _plain(name: str) -> str:
    """The file's own name without anything that leads elsewhere: the event's name may come from it."""
    own = re.sub(r"[^\w.-]+", "-", PurePosixPath(name.replace("\\", "/")).name)
    return own.lstrip(".-")[-100:] or "upload"


def _shown(name: str) -> str:
    return " ".join(name.split())[:80]


def _write(source: IO[bytes], file: Path, most: int, refusal: str) -> int:
    written = 0
    with file.open("wb") as target:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > most:
                raise Conflict(refusal)
            target.write(chunk)
    return written


def _unzipped(file: Path) -> Path:
    """The pack folder in the archive: its top, or the one folder that is there."""
    root = file.parent / "pack" / file.stem
    root.mkdir(parents=True)
    with _opened(file) as archive:
        entries = [one for one in archive.infolist() if not one.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise Conflict(f"the archive holds more than {MOST_ENTRIES} files; send the pack folder alone")
        left = MOST_UNPACKED
        for entry in entries:
            target = _inside(root, entry.filename)
            if target is None or _is_link(entry):
                raise Conflict(f'the archive holds a path that leads outside of it ("{_shown(entry.filename)}")')
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source:
                left -= _write(source, target, left, f"the archive unpacks to more than {MOST_UNPACKED // 2**20} MB")
    shutil.rmtree(root / "__MACOSX", ignore_errors=True)
    inner = list(root.iterdir())
    return inner[0] if len(inner) == 1 and inner[0].is_dir() else root


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise Conflict("the archive is damaged or encrypted; pack it again as a plain .zip") from error


def _inside(root: Path, name: str) -> Path | None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0] or "\0" in name:
        return None
    return root.joinpath(*parts)


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return (entry.external_attr >> 16) & 0o170000 == 0o120000
