"""Passages are found by what they mean too, whatever words they use."""

from datetime import UTC, datetime

from knowledge.answers.recall import ALIKE, HITS, Recall
from knowledge.documents.model import Document, Section
from knowledge.event import Event, LocalizedText
from knowledge.glossary import Glossary
from knowledge.index import Library
from knowledge.meaning import Meanings
from knowledge.questions.understand import Reader

GLOSSARY = Glossary.load()
MEANINGS = Meanings.load(GLOSSARY)
READER = Reader(Event(id="fair", name=LocalizedText({"en": "Lantern Fair"})), GLOSSARY, MEANINGS)
NOW = datetime(2031, 5, 4, 9, tzinfo=UTC)
QUIET = "The noise of the drums carries far; ear plugs are given out at the information point."
TOO_LOUD = "it hurts my hearing so loud"


def page(key: str, text: str, language: str = "en") -> Document:
    source = f"documents/{key}.{language}.md"
    sections = (Section(path=(key,), text=text),)
    return Document(source=source, key=key, language=language, title=key, sections=sections)


def others() -> list[Document]:
    """Pages that share words with the question, more than are read for one."""
    return [page(f"stand {n}", f"Stand {n} shows my and so much more; it is so long.") for n in range(HITS + ALIKE + 4)]


def ready(library: Library, recall: Recall) -> None:
    for passage in library.passages():
        recall.prepare(passage, GLOSSARY, MEANINGS)


def found(recall: Recall, text: str, language: str = "en") -> list[str]:
    """The sources of what is found, in order."""
    return [hit.passage.source for hit in recall.hits(READER.read(text, language, NOW), language)]


def test_a_page_in_other_words_is_found_once_it_is_ready() -> None:
    library = Library.open(None, [*others(), page("noise", QUIET)], glossary=GLOSSARY)
    recall = Recall(library)
    assert "documents/noise.en.md" not in found(recall, TOO_LOUD)
    ready(library, recall)
    assert "documents/noise.en.md" in found(recall, TOO_LOUD)
    assert len(set(found(recall, TOO_LOUD))) == len(found(recall, TOO_LOUD))


def test_a_deleted_page_is_never_found_again() -> None:
    library = Library.open(None, [*others(), page("noise", QUIET)], glossary=GLOSSARY)
    recall = Recall(library)
    ready(library, recall)
    assert "documents/noise.en.md" in found(recall, TOO_LOUD)
    library.update(others())
    assert "documents/noise.en.md" not in found(recall, TOO_LOUD)


def test_a_page_is_found_in_the_language_that_is_read() -> None:
    german = page("noise", "Die Trommeln sind weit zu hören; Ohrstöpsel gibt es am Infopunkt.", "de")
    library = Library.open(None, [*others(), page("noise", QUIET), german], glossary=GLOSSARY)
    recall = Recall(library)
    ready(library, recall)
    german_only = found(recall, "viel zu laut, mir tun die Ohren weh", "de")
    assert "documents/noise.de.md" in german_only
    assert "documents/noise.en.md" not in german_only
    assert "documents/noise.en.md" in found(recall, "이거 너무 시끄러워서 귀가 아파요", "ko")


def test_the_passages_of_a_library_are_the_same_until_they_change() -> None:
    library = Library.open(None, [page("noise", QUIET)], glossary=GLOSSARY)
    assert library.passages() is library.passages()
    before = library.passages()
    library.update([page("noise", "All is quiet.")])
    assert [one.text for one in library.passages()] == ["All is quiet."]
    assert library.passages() is not before


def test_a_page_is_not_taken_in_english_while_its_own_version_is_being_read() -> None:
    german = page("noise", "Die Trommeln sind weit zu hören; Ohrstöpsel gibt es am Infopunkt.", "de")
    library = Library.open(None, [*others(), page("noise", QUIET), german], glossary=GLOSSARY)
    recall = Recall(library)
    for passage in library.passages():
        if passage.language == "en":
            recall.prepare(passage, GLOSSARY, MEANINGS)
    assert "documents/noise.en.md" not in found(recall, "viel zu laut, mir tun die Ohren weh", "de")
