"""Ways to say something, with slots: one regular expression for all of them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from knowledge.questions.when.fold import fold

Meaning = TypeVar("Meaning")
SLOT = re.compile(r"\{([a-z]+)\}")
Tree = dict[str, "Tree"]
LETTER = r"a-zα-ω\d"
"""The inside of a character class: what words of folded Latin and Greek are made of."""


class Slot(NamedTuple):
    """What may stand for a name in braces, and the number it is."""

    pattern: str
    read: Callable[[str], int]


class Said(NamedTuple, Generic[Meaning]):
    """One find: its half-open span, what it means, and the numbers in its slots."""

    begin: int
    stop: int
    meaning: Meaning
    slots: Mapping[str, int]


class Rules(Generic[Meaning]):
    """Where several ways begin at one character, the first in the list is taken."""

    def __init__(
        self, ways: Sequence[tuple[str, Meaning]], slots: Mapping[str, Slot], edges: tuple[str, str] = ("", "")
    ) -> None:
        self._meanings = [meaning for _, meaning in ways]
        self._slots = slots
        sayings = "|".join(f"(?P<way_{number}>{self._pattern(say, number)})" for number, (say, _) in enumerate(ways))
        self._regex = re.compile(f"{edges[0]}(?:{sayings or '$^'}){edges[1]}")
        self._groups: dict[int, list[tuple[str, str]]] = {number: [] for number in range(len(ways))}
        for group in self._regex.groupindex:
            name, number, *place = group.split("_")
            if place:
                self._groups[int(number)].append((group, name))

    def find(self, text: str) -> Iterator[Said[Meaning]]:
        """The finds in folded text, left to right, none overlapping another."""
        for match in self._regex.finditer(text):
            if match.end() > match.start():
                yield self._said(match)

    def only(self, text: str) -> Said[Meaning] | None:
        """The find that is the whole text."""
        match = self._regex.fullmatch(text)
        return self._said(match) if match else None

    def _said(self, match: re.Match[str]) -> Said[Meaning]:
        number = int((match.lastgroup or "way_0").removeprefix("way_"))
        slots = {
            name: self._slots[name].read(match[group])
            for group, name in self._groups[number]
            if match[group] is not None
        }
        return Said(match.start(), match.end(), self._meanings[number], slots)

    def _pattern(self, say: str, number: int) -> str:
        """The saying, folded like the text it is searched in, with a named group for each slot."""
        pieces = SLOT.split(say)
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            pieces[place] = f"(?P<{name}_{number}_{place}>{self._slots[name].pattern})"
        pieces[::2] = [folded(piece) for piece in pieces[::2]]
        return "".join(pieces)


def folded(pattern: str) -> str:
    """The pattern with its letters folded; escapes such as \\S keep their case."""
    return re.sub(r"\\.|[^\\]+", lambda part: part[0] if part[0].startswith("\\") else fold(part[0]).text, pattern)


def words(table: Iterable[str]) -> str:
    """A pattern for the words, the longest that fits; nothing matches it when there are none. It is a tree of first
    letters, so that hundreds of words cost no more than a few."""
    tree: Tree = {}
    for word in table:
        branch = tree
        for char in word:
            branch = branch.setdefault(char, {})
        branch[""] = {}
    return _alternatives(tree) if tree else "$^"


def _alternatives(tree: Tree) -> str:
    branches = [_letter(char) + _alternatives(rest) for char, rest in tree.items() if char]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return f"{whole}?" if "" in tree else whole


def _letter(char: str) -> str:
    return " ?" if char == " " else re.escape(char)
