import csv
import unicodedata

import pytest

from knowledge.errors import IndexUnavailable
from knowledge.event import Event, LocalizedText, Venue
from knowledge.glossary import Glossary
from knowledge.glossary.letters import fold
from knowledge.glossary.terms import FOLDER, Concept
from knowledge.localize import LANGUAGES

GLOSSARY = Glossary.load()


def english(question: str, language: str) -> set[str]:
    carried = GLOSSARY.carry(question, language, {"en"})["en"]
    return {term for concept in carried for term in concept.terms}


@pytest.mark.parametrize(
    ("question", "language", "term"),
    [
        ("Missä lentokentältä lähtevät bussit ovat?", "fi", "airport"),
        ("Saanko lipusta hyvityksen?", "fi", "ticket"),
        ("Havaalanındaki otelimize nasıl gideriz?", "tr", "airport"),
        ("Pasaportunuzu unutmayın", "tr", "passport"),
        ("Πού είναι τα εισιτήρια;", "el", "ticket"),
        ("Χρειάζομαι διαβατηρίου έλεγχο", "el", "passport"),
        ("공항에서부터 호텔까지는 어떻게 가나요?", "ko", "airport"),
        ("비자를 신청하려면?", "ko", "visa"),
        ("Fährt eine Flughafenbuslinie zum Messehotel?", "de", "airport"),
        ("Wie heißt das Messehotel?", "de", "hotel"),
        ("我需要办签证吗？", "zh", "visa"),
        ("สนามบินอยู่ที่ไหน", "th", "airport"),
        ("Où sont les hôtels ?", "fr", "hotel"),
        ("ou sont les hotels", "fr", "hotel"),
        ("pasaport kontrolu", "tr", "passport"),
        ("Reisepas verloren", "de", "passport"),
    ],
)
def test_words_are_recognised_inflected_compounded_unaccented_and_misspelt(question, language, term):
    assert any(term in one for one in english(question, language))


def test_the_longest_phrase_is_taken_before_its_words():
    glossary = Glossary(
        [Concept("fee", {"en": ("visa fee",), "zh": ("签证费",)}), Concept("visa", {"en": ("visa",), "zh": ("签证",)})]
    )
    assert [c.concept for c in glossary.carry("visa fee please", "en", {"zh"})["zh"]] == ["fee"]
    assert [c.concept for c in glossary.carry("签证费是多少", "zh", {"en"})["en"]] == ["fee"]


@pytest.mark.parametrize(
    ("question", "language", "unrelated"),
    [
        ("die Halle", "de", "theft"),
        ("par le train", "fr", "park"),
        ("στο τρένο", "el", "nose"),
        ("en général", "fr", "Geneva"),
    ],
)
def test_short_and_distant_words_are_not_taken_for_each_other(question, language, unrelated):
    assert unrelated not in english(question, language)


def test_words_without_a_concept_are_told():
    assert Glossary([Concept("visa", {"en": ("visa",), "de": ("Visum",)})]).understand(
        "visa xyzzy", "en", {"de"}
    ).unknown == ("xyzzy",)


def test_the_events_own_names_are_terms():
    venue = Venue(id="hall", name=LocalizedText({"en": "Ice Hall", "zh": "冰厅", "de": "Eishalle"}))
    glossary = Glossary(()).with_event(Event(id="e", name=LocalizedText({"en": "E"}), venues=(venue,)))
    carried = glossary.carry("冰厅在哪里", "zh", {"en", "de"})
    assert carried["en"][0].terms == ("Ice Hall",)
    assert carried["de"][0].terms == ("Eishalle",)


def test_an_unreadable_glossary_is_one_clear_sentence(tmp_path):
    (tmp_path / "broken.csv").write_bytes(b"concept,en\nvisa,\xff\xfe\n")
    with pytest.raises(IndexUnavailable, match=r"broken\.csv"):
        Glossary.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "language", "folded"),
    [
        ("İSTANBUL'da IŞIK", "tr", "istanbul'da isik"),
        ("Straße, Köln", "de", "strasse, koeln"),
        ("Yöpöytä Ålandissa", "fi", "yöpöytä alandissa"),
        ("Οδός", "el", "οδοσ"),
        ("ΟΔΟΣ", "el", "οδοσ"),
        ("Café Ｗｉｆｉ", "fr", "cafe wifi"),
        ("호텔", "ko", "호텔"),
    ],
)
def test_letters_are_folded_as_the_language_needs(text, language, folded):
    assert fold(text, language) == folded


def test_every_term_in_every_language_names_its_concept_itself():
    """A term that its own language's matching does not find again would be dead weight."""
    for language in LANGUAGES:
        missed = []
        for concept in GLOSSARY.concepts[::5]:
            term = concept.terms[language][0]
            found = {one.concept for one in GLOSSARY.carry(term, language, {"en"})["en"]}
            if concept.id not in found:
                missed.append(term)
        assert len(missed) <= 0.02 * len(GLOSSARY.concepts) / 5, (language, missed)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.csv")), ids=lambda file: file.name)
def test_glossary_rows_are_whole_and_in_their_scripts(file):
    scripts = {"zh": "CJK", "ko": "HANGUL", "th": "THAI", "el": "GREEK"}
    rows = list(csv.DictReader(file.open(encoding="utf-8")))
    assert len({row["concept"] for row in rows}) == len(rows)
    for row in rows:
        assert tuple(row) == ("concept", *LANGUAGES)
        assert all(row.values())
        for language, script in scripts.items():
            letters = [char for char in row[language] if char.isalpha()]
            native = any(unicodedata.name(char, "").startswith(script) for char in letters)
            assert native or all(char.isascii() for char in letters), (row["concept"], language)
