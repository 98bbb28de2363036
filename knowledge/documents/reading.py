"""Reads document files, whatever their format; what is risky is read in the guarded subprocess."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.documents import guarded, pages
from knowledge.documents.model import Document, Section
from knowledge.documents.worker import Refused
from knowledge.errors import DocumentError

MOST_BYTES = 5_000_000
"""Text documents larger than this are not pages that people wrote."""
MOST_BYTES_GUARDED = 50_000_000
GUARDED = {".pdf": "knowledge.documents.pdf", ".docx": "knowledge.documents.docx"}
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
    found: dict[Source, Parsed | DocumentError | None] = {one: _page(one) for one in sources}
    for ending, module in GUARDED.items():
        risky = [one for one in sources if found[one] is None and one.path.suffix.lower() == ending]
        found |= _guarded(module, risky)
    slow = [one for one in sources if found[one] is None]
    found |= _guarded("knowledge.documents.pages", slow)
    return [_document(one, found[one]) for one in sources]


def _page(one: Source) -> Parsed | DocumentError | None:
    """The page, parsed here and now; None when that is left to the subprocess."""
    risky = one.path.suffix.lower() in GUARDED
    limit = MOST_BYTES_GUARDED if risky else MOST_BYTES
    try:
        if one.path.stat().st_size > limit:
            return DocumentError(f"{one.source} is larger than {limit // 1_000_000} MB; split it.")
        if risky:
            return None
        data, ending = one.path.read_bytes(), one.path.suffix.lower()
        return None if pages.is_risky(data, ending) else pages.page_of(pages.decoded(data), ending)
    except OSError as error:
        return DocumentError(f"{one.source} cannot be opened ({error.strerror}); check the file.")
    except Refused as error:
        return DocumentError(f"{one.source} {error}")
    except (RecursionError, ValueError, AssertionError) as error:
        return DocumentError(f"{one.source} cannot be read ({error}); save it again as Markdown or plain text.")


def _guarded(module: str, sources: Sequence[Source]) -> dict[Source, Parsed | DocumentError | None]:
    if not sources:
        return {}
    answers = guarded.parse(module, [one.path for one in sources])
    return {one: _answer(one, answer) for one, answer in zip(sources, answers, strict=True)}


def _answer(one: Source, answer: Any | DocumentError) -> Parsed | DocumentError:
    if isinstance(answer, DocumentError):
        return DocumentError(f"{one.source} {answer}")
    return answer["title"], tuple(Section.model_validate(section) for section in answer["sections"])


def _document(one: Source, found: Parsed | DocumentError | None) -> Document | DocumentError:
    if isinstance(found, DocumentError):
        return found
    title, sections = found or ("", ())
    if not sections:
        return DocumentError(f"{one.source} holds no text; write something into it, or remove it.")
    shown = " ".join(title.split()) or titled(one.source)
    key = key_of(one.source, one.language)
    return Document(key=key, source=one.source, language=one.language, title=shown, sections=sections)


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
