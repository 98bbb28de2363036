"""What comes out of a pack: the event, its documents, approved answers and people, and everything that was not understood."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from knowledge.documents.model import Document
from knowledge.event import Event, LocalizedText, Value


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Problem(Value):
    """Something staff should mend. `code` names the kind (see knowledge/check.py for its text and mend), `where` is the
    file and row ("programme.csv, row 12"), `params` fill the text."""

    code: str
    severity: Severity
    where: str
    params: Mapping[str, str] = Field(default_factory=dict)


class ApprovedAnswer(Value):
    """A question staff answered once for all. A question's text may hold alternatives parted by " | ". `source` is the
    file's path inside the pack, "" for what staff approved later."""

    id: str
    question: LocalizedText
    answer: LocalizedText
    source: str = ""

    @property
    def cited(self) -> str:
        """What an answer names as its source."""
        return self.source or f"approved#{self.id}"


class Invitee(Value):
    """A delegate as listed by staff: data for invitations, never used to answer questions."""

    id: str
    name: str
    delegation: str = ""
    language: str = ""
    role: str = ""
    email: str = ""


_FILES = {
    "item": "programme",
    "venue": "venues",
    "way": "travel.csv",
    "delegation": "delegations.csv",
    "person": "delegates.csv",
}
"""What is said of things whose row is not known."""


class Pack(Value):
    """All that a pack folder, a schedule file or a folder of documents holds. `places` says where it stands, by kind and
    id ("item opening": "programme.csv, row 12")."""

    event: Event
    documents: tuple[Document, ...] = ()
    approved: tuple[ApprovedAnswer, ...] = ()
    people: tuple[Invitee, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: Mapping[str, str] = Field(default_factory=dict)

    def place(self, kind: str, name: str) -> str:
        """The file and row of an item, venue, way, delegation or person, as far as they are known."""
        return self.places.get(f"{kind} {name}", f"{_FILES[kind]}, {name}")
