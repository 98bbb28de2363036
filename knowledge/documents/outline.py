"""The common end of every reader: headings and blocks in, a title and sections out."""

from dataclasses import dataclass, field

from knowledge.documents.model import Section


@dataclass
class Outline:
    """Collects a document in reading order. The title is the one given, else the first heading of level 1 that no
    other heading precedes; a heading that only repeats it is left out."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    _path: list[tuple[int, str]] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _titled: bool = False

    def heading(self, level: int, text: str) -> None:
        """A heading, 1 the highest; the blocks that follow stand under it."""
        self.close()
        text = " ".join(text.split())
        if not text:
            return
        if level == 1 and not self._titled and not self._path and (not self.title or _same(self.title, text)):
            self._titled, self.title = True, text
            return
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, text))

    def block(self, text: str) -> None:
        """A paragraph, a list or a table as text."""
        if text.strip():
            self._blocks.append(text.strip("\n"))

    def close(self) -> None:
        """Ends the section that is open, if it holds anything."""
        if self._blocks:
            path = tuple(text for _, text in self._path)
            self.sections.append(Section(path=path, text="\n\n".join(self._blocks)))
            self._blocks.clear()

    def result(self) -> tuple[str, tuple[Section, ...]]:
        """The title, "" when there was none, and the sections."""
        self.close()
        return self.title, tuple(self.sections)


def _same(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()


def table_lines(rows: list[list[str]]) -> str:
    """A table as one list entry a row, each cell said with its heading: "- Line: 1; To: Airport"."""
    rows = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        return "\n".join("- " + "; ".join(cell for cell in row if cell) for row in rows)
    heads = rows[0]
    return "\n".join("- " + "; ".join(_cells(heads, row)) for row in rows[1:])


def _cells(heads: list[str], row: list[str]) -> list[str]:
    named = [(heads[n] if n < len(heads) else "", cell) for n, cell in enumerate(row)]
    return [f"{head.rstrip(':')}: {cell}" if head else cell for head, cell in named if cell]
