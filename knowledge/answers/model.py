"""What goes into a question and what comes out as an answer. All values are frozen and serialise with pydantic."""

from enum import StrEnum

from knowledge.event import Value


class AnswerKind(StrEnum):
    PROGRAMME = "programme"
    VENUE = "venue"
    DOCUMENT = "document"
    APPROVED = "approved"
    SMALLTALK = "smalltalk"
    HANDOVER = "handover"


class ActionKind(StrEnum):
    """What a channel may offer below an answer; `target` is what it applies to."""

    MAP = "map"  # target: venue id
    DRIVER = "driver"  # target: venue id; the card to show to a taxi driver
    CALENDAR = "calendar"  # target: item id
    REMIND = "remind"  # target: item id
    ASK = "ask"  # target: the question to ask when it is chosen; `label` is the button's text
    STAFF = "staff"  # target: "", asks a person


class Action(Value):
    kind: ActionKind
    target: str = ""
    label: str = ""


class Citation(Value):
    """Where an answer stands. `source` is a path inside the pack, "programme#ITEM", "venue#ID" or "approved#ID";
    `quote` is the passage's own words, "" for programme facts."""

    source: str
    title: str
    quote: str = ""


class Fact(Value):
    """A programme fact that the answer states, in canonical form: `field` is a field of Item ("start", "end", "venue",
    "room", "meeting_point", "status"), `value` an ISO 8601 UTC instant, an id, or the English (else first) text."""

    item: str
    field: str
    value: str


class Focus(Value):
    """What the conversation was last about, so that "and where is it?" finds it. `question` is the last question's
    kind; `topic` is the document key last quoted; `options` are the texts of the choices just offered."""

    items: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    topic: str = ""
    question: str = ""
    text: str = ""
    options: tuple[str, ...] = ()


class Asker(Value):
    """Who asks, as far as an answer depends on it. `language` is what they chose, "" when unknown; `starred` are item
    ids they marked."""

    language: str = ""
    delegation: str = ""
    person: str = ""
    starred: tuple[str, ...] = ()


class Answer(Value):
    """An answer ready to show: plain text of at most 700 characters in `language`. `confidence` is in 0..1 and, for
    document answers, calibrated: about that share of such answers is right. Kind `handover` means: not known, ask staff."""

    text: str
    language: str
    kind: AnswerKind
    citations: tuple[Citation, ...] = ()
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()
    confidence: float = 1.0
    focus: Focus = Focus()
