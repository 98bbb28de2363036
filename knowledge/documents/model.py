"""Documents as values: what an event's pages say, with their headings kept."""

from knowledge.event import Value


class Section(Value):
    """A run of text under one heading. `path` holds the headings above it, outermost first; `text` is plain text whose
    paragraphs are parted by blank lines and whose list entries start with "- "."""

    path: tuple[str, ...] = ()
    text: str


class Document(Value):
    """One document in one language. `key` joins its language versions ("visa" for visa.md, visa.de.md, visa.zh.pdf);
    `source` is the file's path inside the pack; `language` is an ISO 639-1 code."""

    key: str
    source: str
    language: str
    title: str
    sections: tuple[Section, ...]
