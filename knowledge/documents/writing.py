"""Documents as Markdown that reads back to the same sections."""

import re

from knowledge.documents.model import Document

SPECIAL = re.compile(r"([\\`*_\[\]<>{}~&|])")
AT_START = re.compile(r"^([#=+\-:!?>]|\d{1,9}(?=[.)]))")


def write_markdown(document: Document) -> str:
    """The document with its title and headings, every character of its text kept from meaning markup."""
    lines = [f"# {escaped(document.title)}"]
    path: tuple[str, ...] = ()
    for section in document.sections:
        lines += _headings(path, section.path)
        lines += [_block(block) for block in section.text.split("\n\n")]
        path = section.path
    return "\n\n".join(lines) + "\n"


def _headings(before: tuple[str, ...], path: tuple[str, ...]) -> list[str]:
    """The headings that lead from one section to the next; the last one is repeated when the path is the same."""
    shared = 0
    while shared < min(len(before), len(path) - 1) and before[shared] == path[shared]:
        shared += 1
    return [f"{'#' * min(depth + 2, 6)} {escaped(path[depth])}" for depth in range(shared, len(path))]


def _block(block: str) -> str:
    """List entries stay lines; other lines of one block are joined by hard breaks."""
    text = ""
    for line in block.split("\n"):
        entry = line.startswith("- ")
        said = f"- {escaped(line[2:])}" if entry else _started(escaped(line))
        text += said if not text else ("\n" if entry else "\\\n") + said
    return text


def escaped(text: str) -> str:
    """The text with a backslash before whatever Markdown or a template would take for markup."""
    return SPECIAL.sub(r"\\\1", text)


def _started(line: str) -> str:
    match = AT_START.match(line)
    if match and match[1].isdigit():
        return f"{match[1]}\\{line[match.end() :]}"
    return f"\\{line}" if match else line
