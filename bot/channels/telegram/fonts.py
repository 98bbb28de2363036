"""A font of this machine that holds every letter of a text. Nothing is downloaded."""

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
    str(Path.home() / ".fonts"),
    str(Path.home() / ".local/share/fonts"),
)
_WANTED = ("NotoSansCJK", "NotoSansThai", "PingFang", "msyh", "malgun", "Arial Unicode", "NotoSans-", "DejaVuSans")
"""File names to try where fontconfig is missing."""

_MISSING = "\U0010fffe"
"""A code point no font draws; what is drawn for it is the sign for a missing letter."""


def font_for(text: str, size: int, language: str = "") -> ImageFont.FreeTypeFont | None:
    """A font that draws the whole text, in the forms of the language; None when this machine has none."""
    letters = "".join(sorted(set(text) - set(" \n\t")))
    found = _file_for(letters, language)
    return ImageFont.truetype(found[0], size, index=found[1]) if found else None


@lru_cache(maxsize=256)
def _file_for(letters: str, language: str) -> tuple[str, int] | None:
    for file, index in (*_from_fontconfig(letters, language), *_from_folders()):
        if _holds(file, index, letters):
            return file, index
    return None


def _from_fontconfig(letters: str, language: str) -> list[tuple[str, int]]:
    """Fonts that fontconfig says hold the letters, plain sans-serif faces first."""
    command = shutil.which("fc-list")
    if command is None:
        return []
    wanted = ":charset=" + " ".join(f"{ord(letter):x}" for letter in letters)
    form = "%{file}\t%{index}\t%{family}\t%{style}\n"
    listed = subprocess.run(  # noqa: S603 - the program is fontconfig's own, the letters are numbers by now
        [command, "-f", form, wanted], capture_output=True, text=True, timeout=10, check=False
    )
    lines = [line.split("\t") for line in listed.stdout.splitlines()]
    fonts = [(parts[0], int(parts[1]) & 0xFFFF, parts[2], parts[3]) for parts in lines if len(parts) == 4]
    return [(file, index) for file, index, *_ in sorted(fonts, key=lambda one: _rank(one[2], one[3], language))]


def _rank(family: str, style: str, language: str) -> tuple[int, ...]:
    region = {"zh": "SC", "ko": "KR", "ja": "JP"}.get(language, "")
    plain = any(word in style for word in ("Bold", "Regular", "Book", "Medium"))
    return (
        "Mono" in family,
        "Sans" not in family,
        bool(region) and not any(name.strip().endswith(region) for name in family.split(",")),
        not plain,
        "Bold" not in style,
        len(family),
    )


@lru_cache(maxsize=1)
def _from_folders() -> tuple[tuple[str, int], ...]:
    files = [
        file
        for folder in _FOLDERS
        for file in sorted(Path(folder).rglob("*"))
        if file.suffix.lower() in (".ttf", ".ttc", ".otf") and any(name in file.name for name in _WANTED)
    ]
    order = {name: at for at, name in enumerate(_WANTED)}
    ranked = sorted(files, key=lambda file: min(at for name, at in order.items() if name in file.name))
    return tuple((str(file), 0) for file in ranked)


def _holds(file: str, index: int, letters: str) -> bool:
    """Whether no letter is drawn like a missing one."""
    try:
        font = ImageFont.truetype(file, 24, index=index)
        missing = bytes(font.getmask(_MISSING))
        return all(bytes(font.getmask(letter)) != missing for letter in letters)
    except OSError:
        return False
