"""An item is recognised by the sort of thing it is, though nobody says its title."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.event import Event, Item, ItemKind, LocalizedText
from knowledge.glossary import Glossary
from knowledge.meaning import Meanings
from knowledge.questions.sorting import Sorting

MEANINGS = Meanings.load(Glossary.load())
START = datetime(2031, 5, 4, 9, tzinfo=ZoneInfo("Europe/Oslo"))
TITLES = {
    "photo": (ItemKind.SESSION, "Family photo"),
    "plenary": (ItemKind.SESSION, "High-level dialogue. Every delegation speaks in turn."),
    "concert": (ItemKind.PERFORMANCE, "Evening with the Philharmonic"),
    "badges": (ItemKind.SESSION, "Registration and badges"),
    "lunch": (ItemKind.MEAL, "Lunch"),
    "museum": (ItemKind.VISIT, "Visit to the Maritime Museum"),
}
ITEMS = tuple(
    Item(
        id=key,
        kind=kind,
        title=LocalizedText({"en": title}),
        start=START + timedelta(hours=at),
        end=START + timedelta(hours=at + 1),
    )
    for at, (key, (kind, title)) in enumerate(TITLES.items())
)
EVENT = Event(
    id="oslo",
    name=LocalizedText({"en": "Harbour Days"}),
    timezone="Europe/Oslo",
    start=START.date(),
    end=START.date(),
    items=ITEMS,
)
SORTING = Sorting(EVENT, MEANINGS)

SAID = [
    ("en", "when do they take the picture of all of us", "photo"),
    ("en", "which room for the big debate of the leaders", "plenary"),
    ("en", "what time do the musicians start tonight", "concert"),
    ("de", "Wo stellen wir uns alle für das Bild auf?", "photo"),
    ("de", "Wann spielt heute Abend das Orchester?", "concert"),
    ("fr", "où est-ce que je récupère mon badge", "badges"),
    ("fr", "à quelle heure on joue la musique ce soir", "concert"),
    ("fi", "milloin otetaan kuva kaikista", "photo"),
    ("el", "πού θα φάμε το μεσημέρι", "lunch"),
    ("ko", "다 같이 사진 찍는 거 몇 시예요", "photo"),
    ("zh", "大家一起拍照在哪儿集合", "photo"),
    ("th", "ถ่ายรูปรวมทุกคนกี่โมง", "photo"),
    ("tr", "hep birlikte resim çekileceğimiz yer neresi", "photo"),
]


@pytest.mark.parametrize(("language", "text", "item"), SAID)
def test_the_sort_of_thing_spoken_of_is_known_by_its_description(language: str, text: str, item: str) -> None:
    found = SORTING.affinities(MEANINGS.of(text, language))
    assert max(found, key=lambda key: found[key]) == item


@pytest.mark.parametrize(
    "text", ["What is the Wi-Fi password?", "Is the tap water safe to drink?", "Do I need a visa?"]
)
def test_a_question_about_no_item_speaks_of_no_sort(text: str) -> None:
    assert max(SORTING.affinities(MEANINGS.of(text, "en")).values()) < 0.5


def test_an_event_without_items_has_nothing_to_compare() -> None:
    assert not Sorting(EVENT.model_copy(update={"items": ()}), MEANINGS).affinities(MEANINGS.of("lunch?", "en"))


def test_an_item_without_a_title_is_compared_as_well() -> None:
    untitled = ITEMS[0].model_copy(update={"title": LocalizedText({})})
    event = EVENT.model_copy(update={"items": (untitled, *ITEMS[1:])})
    found = Sorting(event, MEANINGS).affinities(MEANINGS.of("what time do the musicians start tonight", "en"))
    assert max(found, key=lambda key: found[key]) == "concert"
