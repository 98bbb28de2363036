"""Which sentence of which passage is quoted, by what speaks for it."""

import numpy as np

from knowledge.answers.confidence import AHEAD, FARTHEST, Merits, confidence, merit_weights
from knowledge.answers.passages import best_quotes, quoted, read
from knowledge.documents.model import Document, Section
from knowledge.event import Event, LocalizedText
from knowledge.glossary import Glossary
from knowledge.index import Library
from knowledge.meaning import Meanings
from knowledge.questions.understand import Question, Reader
from tests.knowledge.answers.festival import NOW

EVENT = Event(id="regatta", name=LocalizedText({"en": "Lake Regatta"}))
HOSTEL = (
    "The doors are locked at midnight; ring the bell at the side gate. Bring your own towels, there are none to borrow. "
    "Breakfast is served from 06:45. Bicycles stand in the cellar."
)
SHORE = "Boats are launched at the north jetty. Life jackets are handed out from 07:30. Dogs stay ashore."


def page(key: str, title: str, heading: str, text: str) -> Document:
    section = Section(path=(heading,), text=text)
    return Document(source=f"documents/{key}.md", key=key, language="en", title=title, sections=(section,))


LIBRARY = Library.open(
    None, [page("hostel", "Hostel", "Good to know", HOSTEL), page("shore", "Shore", "Jetties", SHORE)], (), event=EVENT
)
GLOSSARY = Glossary.load()
MEANINGS = Meanings.load(GLOSSARY)
READER = Reader(EVENT, GLOSSARY, MEANINGS)


def asked(text: str) -> Question:
    return READER.read(text, "en", NOW)


def first(text: str) -> str:
    return best_quotes(asked(text), LIBRARY.search(text, "en", 16), GLOSSARY, MEANINGS)[0].sentence


def test_the_sentence_that_answers_is_quoted_whatever_its_words() -> None:
    assert "towels" in first("do I need something to dry myself with after a shower?")
    assert "Breakfast" in first("what time can we eat in the morning")
    assert "locked" in first("we come home late at night, how do we get in?")
    assert "Life jackets" in first("when do we get our life vests")


def test_merits_are_one_row_a_sentence_and_decide_the_quote() -> None:
    question = asked("Where do the boats start?")
    passages = read(question, LIBRARY.search(question.text, "en", 16), GLOSSARY, MEANINGS)
    assert all(one.merits.shape == (len(one.prepared.units), len(Merits._fields)) for one in passages)
    last = np.zeros(len(Merits._fields), np.float32)
    last[Merits._fields.index("place")] = 1.0
    assert all(quote.at == len(quote.read.prepared.units) - 1 for quote in quoted(passages, last))
    usual = quoted(passages, merit_weights())
    assert usual[0].lead >= 0.0 >= usual[-1].lead
    assert all(0.0 <= quote.features.lead <= FARTHEST for quote in usual)


def test_a_quote_whose_words_are_less_like_the_question_than_another_passages_is_less_sure() -> None:
    question = asked("When are life jackets handed out?")
    shore, hostel = best_quotes(question, LIBRARY.search(question.text, "en", 16), GLOSSARY, MEANINGS)
    assert shore.features.ahead == AHEAD
    assert hostel.features.ahead < 0.0
    other = shore.features._replace(ahead=hostel.features.ahead)
    assert confidence(shore.features) > confidence(other)


def test_what_is_far_ahead_is_surer_than_what_is_not() -> None:
    question = asked("When are life jackets handed out?")
    quote = best_quotes(question, LIBRARY.search(question.text, "en", 16), GLOSSARY, MEANINGS)[0]
    behind = quote.features._replace(lead=0.0, sentence=0.1, quoted=0.1)
    assert confidence(quote.features) > confidence(behind)


def test_no_passages_and_no_words_give_no_quotes() -> None:
    assert best_quotes(asked("When is breakfast?"), [], GLOSSARY, MEANINGS) == []
    assert best_quotes(asked("?"), LIBRARY.search("towels", "en", 16), GLOSSARY, MEANINGS) == []
