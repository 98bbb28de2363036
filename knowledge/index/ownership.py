"""One process owns an index folder; others read what it last wrote."""

import os
from pathlib import Path
from typing import IO


class Ownership:
    """A lock on a folder, held until released or until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "owner.lock"
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """True when this process owns the folder from now on."""
        if self._file is None:
            file = self._path.open("a+")
            if not _locked(file):
                file.close()
                return False
            self._file = file
        return True

    def release(self) -> None:
        """Let another process own the folder."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _locked(file: IO[str]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
