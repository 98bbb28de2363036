"""Reads one document file, whatever its format."""

from pathlib import Path, PurePosixPath

from knowledge.documents.markdown import read_markdown
from knowledge.documents.model import Document, Section
from knowledge.errors import DocumentError

MOST_BYTES = 5_000_000
"""Text documents larger than this are not pages that people wrote."""


def read(path: Path, *, language: str, source: str) -> Document:
    """The document in the file. `source` is its path inside the pack, whose suffixes are left out of the key.

    Raises DocumentError when it cannot be read, is too large, or holds no text.
    """
    title, sections = _parsed(path, source)
    if not sections:
        raise DocumentError(f"{source} holds no text; remove it, or write something into it.")
    return Document(
        key=key_of(source, language), source=source, language=language, title=title or titled(source), sections=sections
    )


def _parsed(path: Path, source: str) -> tuple[str, tuple[Section, ...]]:
    return read_markdown(_text(path, source))


def _text(path: Path, source: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{source} cannot be opened ({error.strerror}).") from error
    if len(data) > MOST_BYTES:
        raise DocumentError(f"{source} is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    return data.decode("utf-8-sig", "replace")


def key_of(source: str, language: str) -> str:
    """What the language versions of a document share: "guides/visa" for documents/guides/visa.de.md."""
    path = PurePosixPath(source)
    stem = path.name.removesuffix(path.suffix)
    if "." in stem and stem.rsplit(".", 1)[1].split("-")[0].lower() == language:
        stem = stem.rsplit(".", 1)[0]
    folders = path.parts[:-1]
    return "/".join((*(folders[1:] if folders[:1] == ("documents",) else folders), stem))


def titled(source: str) -> str:
    """A title from the file's name, for documents that state none."""
    stem = PurePosixPath(source).name.split(".")[0]
    return stem.replace("_", " ").replace("-", " ").strip().capitalize() or source
