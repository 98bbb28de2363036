"""The sentences and list entries of a passage, and the run of them that is quoted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answers.expected import LINK
from knowledge.answers.told import Told, told
from knowledge.glossary import Glossary
from knowledge.index.sentences import split_sentences

USUAL = 330
"""Characters of a quote beyond which nothing is added."""
ENOUGH = 170
"""Characters of a quote after which nothing is added but a list it leads into."""
SHORT = 250
"""Characters of a passage that is quoted whole: its sentences were written to be read together."""
LIST_ROOM = 450
WHOLE_LIST = 300
"""Characters of a list that is quoted whole: its entries are often one answer, each for another case."""
_LIST = re.compile(r"^(?:- |\* |\d+\. )")
_POINTS_BACK = re.compile(
    r"(?:(?:Unfortunately|However)\W+)?(?:It|This|That|These|Those|They|Therefore|So|Then|There)\b"
    r"|(?:Dies|Das|Diese[rs]?|Sie|Er|Es|Dort|Dabei|Damit|Daher|Deshalb|Dann|Danach|Leider)\b"
    r"|(?:Ce|Cela|Ceci|Celui-ci|Cette|Ces|Ils?|Elles?|Ensuite|Donc|Là)\b"
    r"|(?:Se|Ne|Tämä|Nämä|Siellä|Silloin|Niitä|Siksi|Siten)\b"
    r"|(?:Αυτ|Εκεί|Έτσι|Τότε|Επομένως)"
    r"|(?:Bu|Bunlar|Burada|Orada|Bunun|Böylece|Onlar)\b"
    r"|(?:[它他她这那该其此]|届时|因此)"
    r"|(?:이는|이곳|그곳|그때|따라서|그래서|이 |그 )"
    r"|(?:ซึ่ง|ที่นั่น|นั่น|ดังนั้น|จึง)"
)
"""How sentences begin that say little without the one before."""


@dataclass(frozen=True)
class Sentence:
    """A sentence or list entry, prepared to be searched."""

    text: str
    told: Told

    @property
    def listed(self) -> bool:
        """Whether it is an entry of a list."""
        return bool(_LIST.match(self.text))

    @property
    def leads(self) -> bool:
        """Whether a list or a quotation follows it."""
        return self.text.endswith((":", "："))


def sentences(text: str, language: str, glossary: Glossary) -> list[Sentence]:
    """The sentences and list entries of a passage."""
    found: list[Sentence] = []
    for line in text.splitlines():
        parts = [line] if _LIST.match(line) and len(line) < 260 else split_sentences(line)
        found.extend(Sentence(part.strip(), told(part, language, glossary)) for part in parts if part.strip())
    return found


def excerpt(units: Sequence[Sentence], at: int) -> tuple[int, int]:
    """The run, as (first, beyond the last), around a sentence: with the line that leads into it or that it points back to,
    and what follows it while that is short; a list that it leads into whole, as far as there is room, and a short list of which
    it is an entry."""
    if (whole := _list_around(units, at)) is not None:
        return whole
    first, last = at, at
    while first and units[first].listed and at - first < 3 and size(units[first - 1 : at + 1]) <= USUAL:
        first -= 1
    if first < at and not units[first].leads:
        first = at
    if 0 < first == at and _POINTS_BACK.match(units[at].text) and size(units[at - 1 : at + 1]) <= USUAL:
        first -= 1
    while last + 1 < len(units) and _follows(units, at, units[first : last + 2]):
        last += 1
    return first, last + 1


def _list_around(units: Sequence[Sentence], at: int) -> tuple[int, int] | None:
    """The short list of which a sentence is an entry, with the line that leads into it when there is room."""
    if not units[at].listed:
        return None
    first, beyond = at, at + 1
    while first and units[first - 1].listed:
        first -= 1
    while beyond < len(units) and units[beyond].listed:
        beyond += 1
    if size(units[first:beyond]) > WHOLE_LIST:
        return None
    led = first > 0 and units[first - 1].leads and size(units[first - 1 : beyond]) <= USUAL
    return first - led, beyond


def _follows(units: Sequence[Sentence], at: int, run: Sequence[Sentence]) -> bool:
    """Whether the last sentence of the run still belongs to the quote."""
    of_list = units[at].leads and run[-1].listed
    return size(run) <= (LIST_ROOM if of_list else USUAL) and (of_list or size(run[:-1]) <= ENOUGH)


def size(units: Sequence[Sentence]) -> int:
    """The characters of the units, web addresses not counted."""
    return sum(len(LINK.sub("", unit.text)) + 1 for unit in units)


def run_on(units: Sequence[Sentence]) -> str:
    """The sentences as one text; list entries keep their lines."""
    text = ""
    for unit in units:
        text += ("\n" if unit.listed else " ") + unit.text if text else unit.text
    return text
