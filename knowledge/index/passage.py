"""Documents cut into passages: the unit that is searched, quoted and cited."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from knowledge.documents.model import Document, Section
from knowledge.event import Value
from knowledge.index.sentences import LIST_ENTRY, split_sentences
from knowledge.packs.model import ApprovedAnswer

LONGEST = 900
"""Characters of a passage; Han and Hangul count double, since they say as much in half the room."""

APPROVED_SOURCE = "approved#"
_WIDE = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_PARAGRAPHS = re.compile(r"\n\s*\n")


class Passage(Value):
    """A few sentences or list entries under one heading. `id` is unique in a library and stable while the document's
    outline is; `key` joins language versions; `section` and `position` count from 0 through the document, `place`
    through the section; `text` holds paragraphs parted by blank lines, as in a Section. `origin` is what an answer names
    as its source when that is not `source`."""

    id: str
    source: str
    key: str
    language: str
    title: str
    path: tuple[str, ...] = ()
    text: str
    section: int = 0
    position: int = 0
    place: int = 0
    origin: str = ""

    @property
    def cited(self) -> str:
        """What an answer names as its source: a path inside the pack, or "approved#ID"."""
        return self.origin or self.source


def chunk(document: Document) -> tuple[Passage, ...]:
    """The document's passages in order: none spans two headings or cuts a sentence, list entries stay with the line
    that leads into them, and each holds about 400 to 900 characters where the section has as many."""
    texts = (
        (number, section, place, text)
        for number, section in enumerate(document.sections)
        for place, text in enumerate(_pieces(section))
    )
    return tuple(
        Passage(
            id=f"{document.source}#{position}",
            source=document.source,
            key=document.key,
            language=document.language,
            title=document.title,
            path=section.path,
            text=text,
            section=number,
            position=position,
            place=place,
        )
        for position, (number, section, place, text) in enumerate(texts)
    )


def approved_passages(answer: ApprovedAnswer) -> tuple[Passage, ...]:
    """An approved answer as one passage a language: its text is the answer, its headings are the questions."""
    source = APPROVED_SOURCE + answer.id
    return tuple(
        Passage(
            id=f"{source}/{language}",
            source=source,
            key=source,
            language=language,
            title=questions[0],
            path=questions[1:],
            text=text,
            origin=answer.source,
        )
        for language, text in answer.answer.root.items()
        if (questions := _alternatives(answer.question.best(language))) and text.strip()
    )


def _alternatives(question: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in question.split("|") if part.strip())


def _size(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _pieces(section: Section) -> Iterator[str]:
    """The section's text in passages: whole blocks together while they fit, longer blocks divided evenly."""
    blocks = [piece for block in _blocks(section.text) for piece in _divided(block)]
    yield from _packed(blocks, "\n\n")


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, each list joined to the paragraph before it."""
    waiting = ""
    for paragraph in (part.strip() for part in _PARAGRAPHS.split(text)):
        if not paragraph:
            continue
        if waiting and paragraph.startswith(LIST_ENTRY) and (_is_lead(waiting) or _is_list(waiting)):
            waiting = f"{waiting}\n{paragraph}"
            continue
        if waiting:
            yield waiting
        waiting = paragraph
    if waiting:
        yield waiting


def _is_lead(paragraph: str) -> bool:
    return paragraph.rstrip().endswith((":", "：")) or _size(paragraph) <= 200


def _is_list(paragraph: str) -> bool:
    return paragraph.splitlines()[-1].startswith((LIST_ENTRY, " "))


def _divided(block: str) -> Iterator[str]:
    if _size(block) <= LONGEST:
        yield block
        return
    for listed, lines in groupby(block.splitlines(), key=lambda line: line.startswith((LIST_ENTRY, " "))):
        if listed:
            lead = _lead(block)
            entries = _entries(lines)
            for piece in _packed(entries, "\n", room=len(lead)):
                yield f"{lead}\n{piece}" if lead else piece
        else:
            prose = " ".join(lines)
            if prose != _lead(block):
                yield from _packed(split_sentences(prose), " ")


def _lead(block: str) -> str:
    """The short line or sentence before a block's list, which every part of the list repeats; "" when there is none."""
    before = block.split("\n" + LIST_ENTRY, 1)[0] if "\n" + LIST_ENTRY in block else ""
    return before if before and not before.startswith(LIST_ENTRY) and _size(before) <= 200 else ""


def _entries(lines: Iterable[str]) -> list[str]:
    """List entries with the lines that continue them."""
    entries: list[str] = []
    for line in lines:
        if line.startswith(LIST_ENTRY) or not entries:
            entries.append(line)
        else:
            entries[-1] += "\n" + line
    return entries


def _packed(parts: Iterable[str], glue: str, room: int = 0) -> Iterator[str]:
    """Neighbouring parts joined into about equal pieces of at most LONGEST characters; a longer part stands alone."""
    listed = list(parts)
    total = sum(map(_size, listed)) + len(glue) * (len(listed) - 1)
    pieces = max(1, -(-total // (LONGEST - room)))
    aim = total / pieces
    held: list[str] = []
    size = 0
    for part in listed:
        longer = size + _size(part) + (len(glue) if held else 0)
        if held and (longer > LONGEST - room or longer - aim > aim - size):
            yield glue.join(held)
            held, size = [], 0
            longer = _size(part)
        held.append(part)
        size = longer
    if held:
        yield glue.join(held)
