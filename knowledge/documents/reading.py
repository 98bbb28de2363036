"""Reads document files, whatever their format; what is risky is read in the guarded subprocess."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.documents import guarded
from knowledge.documents.markdown import read_markdown
from knowledge.documents.model import Document, Section
from knowledge.documents.web import read_html
from knowledge.errors import DocumentError

MOST_BYTES = 5_000_000
"""Text documents larger than this are not pages that people wrote."""
MOST_BYTES_GUARDED = 50_000_000
GUARDED: Mapping[str, str] = {".pdf": "knowledge.documents.pdf", ".docx": "knowledge.documents.docx"}
"""Endings and the modules that parse them in the subprocess."""
Parsed = tuple[str, tuple[Section, ...]]


@dataclass(frozen=True)
class Source:
    """A document file, its language, and its path inside the pack."""

    path: Path
    language: str
    source: str


def read(path: Path, *, language: str, source: str) -> Document:
    """The document in a .md, .mdx, .html, .txt, .pdf or .docx file. `source` is its path inside the pack, whose folder
    and endings are left out of the key.

    Raises DocumentError when it cannot be read, is too large or hostile, or holds no text.
    """
    found = read_all([Source(path, language, source)])[0]
    if isinstance(found, DocumentError):
        raise found
    return found


def read_all(sources: Sequence[Source]) -> list[Document | DocumentError]:
    """Each file's document, or why there is none, in the same order; one subprocess for all files of a risky format."""
    parsed: dict[Source, Parsed | DocumentError] = {}
    for ending, module in GUARDED.items():
        risky = [one for one in sources if one.path.suffix.lower() == ending]
        parsed |= dict(zip(risky, _guarded(module, risky), strict=True))
    return [_document(one, parsed[one] if one in parsed else _attempt(one)) for one in sources]


def _guarded(module: str, sources: Sequence[Source]) -> list[Parsed | DocumentError]:
    if not sources:
        return []
    sized = [_too_large(one, MOST_BYTES_GUARDED) for one in sources]
    fit = [one for one, error in zip(sources, sized, strict=True) if error is None]
    answers = iter(guarded.parse(module, [one.path for one in fit]))
    return [error or _answer(one, next(answers)) for one, error in zip(sources, sized, strict=True)]


def _answer(one: Source, answer: Any | DocumentError) -> Parsed | DocumentError:
    if isinstance(answer, DocumentError):
        return DocumentError(f"{one.source} {answer}")
    return answer["title"], tuple(Section.model_validate(section) for section in answer["sections"])


def _too_large(one: Source, limit: int) -> DocumentError | None:
    try:
        size = one.path.stat().st_size
    except OSError as error:
        return DocumentError(f"{one.source} cannot be opened ({error.strerror}); check the file.")
    return DocumentError(f"{one.source} is larger than {limit // 1_000_000} MB; split it.") if size > limit else None


def _attempt(one: Source) -> Parsed | DocumentError:
    try:
        return _parsed(one)
    except DocumentError as error:
        return error
    except (RecursionError, ValueError, AssertionError) as error:
        return DocumentError(f"{one.source} cannot be read ({error}); save it again as Markdown or plain text.")


def _parsed(one: Source) -> Parsed:
    text = _text(one)
    match one.path.suffix.lower():
        case ".html" | ".htm":
            return read_html(text)
        case ".txt":
            return "", _paragraphs(text)
    return read_markdown(text)


def _text(one: Source) -> str:
    if large := _too_large(one, MOST_BYTES):
        raise large
    try:
        data = one.path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{one.source} cannot be opened ({error.strerror}); check the file.") from error
    return decoded(data, one.source)


def decoded(data: bytes, source: str) -> str:
    """The text of a file; raises DocumentError when it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise DocumentError(f"{source} is not text, whatever its ending says; save it again as UTF-8 text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data[:200_000]).best()
        return data.decode(best.encoding if best else "cp1252", "replace")


def _paragraphs(text: str) -> tuple[Section, ...]:
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")) if block.strip()]
    return (Section(text="\n\n".join(blocks)),) if blocks else ()


def _document(one: Source, found: Parsed | DocumentError) -> Document | DocumentError:
    if isinstance(found, DocumentError):
        return found
    title, sections = found
    if not sections:
        return DocumentError(f"{one.source} holds no text; write something into it, or remove it.")
    shown = " ".join(title.split()) or titled(one.source)
    return Document(
        key=key_of(one.source, one.language), source=one.source, language=one.language, title=shown, sections=sections
    )


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
