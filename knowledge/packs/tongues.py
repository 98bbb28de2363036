"""The language of documents whose names do not tell it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.documents.model import Document
from knowledge.event import Event, LocalizedText
from knowledge.localize import LANGUAGES
from knowledge.questions.language import detect

_ENOUGH = 1_500
"""Characters that settle which language a text is in."""


def recognised(document: Document, own: str, allowed: Sequence[str] = LANGUAGES) -> Document:
    """The document in the language its text is written in, of those allowed; `own` where nothing speaks against it."""
    text = "\n".join((document.title, *(section.text for section in document.sections)))[:_ENOUGH]
    found = detect(text, own, allowed) if text.strip() else own
    return document if found == document.language else document.model_copy(update={"language": found})


def speaking(event: Event, documents: Iterable[Document]) -> Event:
    """An event that named no languages, speaking those of its documents, the most frequent first."""
    counts = Counter(document.language for document in documents)
    languages = tuple(language for language, _ in counts.most_common())
    if not languages:
        return event
    name = LocalizedText.of(languages[0], event.name.best())
    return event.model_copy(update={"languages": languages, "name": name})
