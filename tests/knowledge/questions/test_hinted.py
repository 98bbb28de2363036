"""Items are found by what the programme tells of them when a question does not name them."""

from knowledge.event import Item, ItemKind, LocalizedText
from knowledge.glossary import Glossary
from knowledge.questions.hinted import Hinted, items_described
from tests.knowledge.answers.festival import EVENT, at


def item(key: str, title: str, summary: str, **rest: object) -> Item:
    return Item.model_validate(
        {
            "id": key,
            "kind": ItemKind.SESSION,
            "title": LocalizedText({"en": title}),
            "summary": LocalizedText({"en": summary}),
            "start": at(11, 10),
            "end": at(11, 11),
            **rest,
        }
    )


EVENTS = EVENT.with_items(
    [
        item("crafts", "Heritage afternoon", "Try paper cutting and embroidery with masters."),
        item("harbour", "Harbour talk", "How ports prepare for storms and rising seas."),
        item("gone", "Ghost walk", "A walk through cold storms.", status="cancelled"),
    ]
)
HINTED = Hinted(items_described(EVENTS), EVENTS.language, Glossary.load())


def test_words_of_the_summary_hint_at_the_item() -> None:
    found = HINTED.find(["paper", "cutting"], "en")
    assert found is not None
    assert (found.ids, found.said) == (("crafts",), frozenset({"paper", "cutting"}))


def test_words_in_another_language_hint_at_it_by_their_meaning() -> None:
    found = HINTED.find(["sturm"], "de")
    assert found is not None
    assert found.ids == ("harbour",)


def test_words_that_nothing_is_told_of_hint_at_nothing() -> None:
    assert HINTED.find(["trombone"], "en") is None
    assert HINTED.find([], "en") is None


def test_a_cancelled_item_is_never_hinted_at() -> None:
    assert HINTED.find(["ghost"], "en") is None
