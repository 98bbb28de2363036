"""Markdown as published by event sites, front matter and template tags included, as an outline."""

import re

from knowledge.documents.inline import BREAK, plain_text
from knowledge.documents.model import Section
from knowledge.documents.outline import Outline, table_lines
from knowledge.documents.templates import without_templates

ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t](.*))?$")
SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
ENTRY = re.compile(r"[ \t]*(?:([-*+])|(\d{1,9}[.)]))[ \t]+(?=\S)(.*)$")
FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
DELIMITERS = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?$")
REFERENCE = re.compile(r" {0,3}\[([^\[\]]+)\]:[ \t]+<?(\S+?)>?(?:[ \t]+[\"'(].*[\"')])?[ \t]*$")
ADMONITION = re.compile(r"[ \t]*(?::{3,}.*|(?:!!!|\?\?\?\+?)[ \t]+\w+.*)$")
HTML_HEADING = re.compile(r"[ \t]*<h([1-6])\b[^>]*>(.*?)</h\1\s*>[ \t]*$", re.IGNORECASE)
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
"""Scripts that part words without spaces, so that a broken line is joined without one."""


def read_markdown(text: str) -> tuple[str, tuple[Section, ...]]:
    """The title ("" if none is stated) and the sections of a Markdown or MDX page."""
    title, body = without_templates(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _Reader(body, title).read()


class _Reader:
    """Walks over the lines once; a block is kept until the line that ends it."""

    def __init__(self, body: str, title: str) -> None:
        self._lines = body.split("\n")
        self._references: dict[str, str] = {}
        self._outline = Outline(title=title)
        self._open: list[str] = []
        self._entry = False
        self._block: list[str] = []

    def read(self) -> tuple[str, tuple[Section, ...]]:
        self._collect_references()
        number = 0
        while number < len(self._lines):
            number = self._line(number)
        self._end_block()
        return self._outline.result()

    def _collect_references(self) -> None:
        for number, line in enumerate(self._lines):
            if "]:" in line and (match := REFERENCE.match(line)):
                self._references[match[1].strip().casefold()] = match[2]
                self._lines[number] = ""

    def _line(self, number: int) -> int:
        """Takes the line, and returns the number of the next one to take."""
        line = self._lines[number]
        if not line.strip():
            self._end_block()
        elif match := FENCE.match(line):
            return self._fenced(number, match[1])
        elif match := ATX.match(line):
            self._heading(len(match[1]), _unclosed(match[2] or ""))
        elif match := HTML_HEADING.match(line):
            self._heading(int(match[1]), match[2])
        elif self._open and not self._entry and (match := SETEXT.match(line)):
            self._heading_of_open(1 if match[1][0] == "=" else 2)
        elif self._starts_table(number):
            return self._table(number)
        elif RULE.match(line) or ADMONITION.match(line):
            self._end_block()
        else:
            self._text(line)
        return number + 1

    def _text(self, line: str) -> None:
        line = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line)
        if match := ENTRY.match(line):
            self._end_piece()
            self._entry = True
            self._open = [f"{match[2]} {match[3]}" if match[2] else match[3]]
        else:
            self._open.append(line)

    def _heading(self, level: int, text: str) -> None:
        self._end_block()
        self._outline.heading(level, plain_text(text, self._references))

    def _heading_of_open(self, level: int) -> None:
        text, self._open = " ".join(self._open), []
        self._heading(level, text)

    def _end_piece(self) -> None:
        """Ends the paragraph or list entry that is open."""
        if self._open and (text := self._joined()):
            self._block.append(f"- {text}" if self._entry else text)
        self._open, self._entry = [], False

    def _end_block(self) -> None:
        self._end_piece()
        self._outline.block("\n".join(self._block))
        self._block = []

    def _joined(self) -> str:
        text = ""
        for line in self._open:
            glue = "" if not text or text.endswith("\n") else _glue(text, line.lstrip())
            ends = re.search(r"(?:\\| {2,})$", line)
            text += glue + (line[: ends.start()].strip() + "\n" if ends else line.strip())
        lines = plain_text(BREAK.sub("\n", text), self._references).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())

    def _fenced(self, number: int, fence: str) -> int:
        self._end_block()
        end = next(
            (n for n in range(number + 1, len(self._lines)) if self._lines[n].strip().startswith(fence)),
            len(self._lines),
        )
        self._outline.block("\n".join(line for line in self._lines[number + 1 : end] if line.strip()))
        return end + 1

    def _starts_table(self, number: int) -> bool:
        following = self._lines[number + 1] if number + 1 < len(self._lines) else ""
        return (
            "|" in self._lines[number] and "-" in following and "|" in following and bool(DELIMITERS.match(following))
        )

    def _table(self, number: int) -> int:
        self._end_block()
        end = number + 2
        while end < len(self._lines) and "|" in self._lines[end]:
            end += 1
        lines = [self._lines[number], *self._lines[number + 2 : end]]
        self._outline.block(table_lines([self._cells(line) for line in lines]))
        return end

    def _cells(self, line: str) -> list[str]:
        line = re.sub(r"^[ \t]*\|", "", re.sub(r"(?<!\\)\|[ \t]*$", "", line))
        return [plain_text(BREAK.sub(", ", cell), self._references).strip() for cell in re.split(r"(?<!\\)\|", line)]


def _unclosed(heading: str) -> str:
    """The heading without the number signs that may close it."""
    bare = heading.strip()
    closed = bare.rstrip("#")
    return closed.rstrip() if closed != bare and (not closed or closed[-1] in " \t") else bare


def _glue(before: str, after: str) -> str:
    return "" if UNSPACED.match(before[-1]) and after and UNSPACED.match(after[0]) else " "
