import subprocess
import sys
import time

import numpy as np
import pytest

from knowledge.documents.model import Document, Section
from knowledge.errors import IndexUnavailable, ModelError
from knowledge.event import Event, LocalizedText, Venue
from knowledge.glossary import Glossary
from knowledge.index import Library
from knowledge.packs.model import ApprovedAnswer

GLOSSARY = Glossary.load()
FEW = Glossary(GLOSSARY.concepts[::20])
"""Enough to have vectors, quickly: for tests that are not about languages."""

TEXTS = {
    "visa": "Delegates need a visa. The invitation letter is sent by e-mail before the event.",
    "taxi": "A taxi from the airport to the hotel costs about 120 yuan and takes forty minutes.",
    "food": "Lunch is served at noon in the banquet hall. Vegetarian and halal dishes are available.",
    "health": "In an emergency call 120. The nearest hospital has a doctor who speaks English.",
    "clothes": "It is very cold outside: bring a warm coat, gloves and boots for the ice festival.",
}


def document(key: str, text: str, language: str = "en") -> Document:
    source = f"documents/{key}.{language}.md"
    return Document(key=key, source=source, language=language, title=key, sections=(Section(text=text),))


ENGLISH = tuple(document(key, text) for key, text in TEXTS.items())


def opened(folder, documents=ENGLISH, approved=(), **options) -> Library:
    return Library.open(folder, documents, approved, glossary=options.pop("glossary", FEW), **options)


def found(library: Library, question: str, language: str = "en") -> list[str]:
    return [hit.passage.key for hit in library.search(question, language)]


@pytest.fixture(scope="module")
def english() -> Library:
    return opened(None, glossary=GLOSSARY)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How much is a taxi from the airport?", "en"),
        ("从机场打车多少钱？", "zh"),
        ("Combien coûte un taxi depuis l'aéroport ?", "fr"),
        ("Paljonko taksi lentokentältä maksaa?", "fi"),
        ("Was kostet ein Taxi vom Flughafen?", "de"),
        ("Πόσο κοστίζει το ταξί από το αεροδρόμιο;", "el"),
        ("공항에서 택시 요금이 얼마예요?", "ko"),
        ("แท็กซี่จากสนามบินราคาเท่าไหร่", "th"),
        ("Havaalanından taksi ne kadar?", "tr"),
    ],
)
def test_english_pages_answer_questions_in_every_language(english, question, language):
    assert found(english, question, language)[0] == "taxi"


def test_nothing_is_found_in_an_empty_library_or_for_an_empty_question():
    assert opened(None, ()).search("visa", "en") == ()
    assert opened(None, ENGLISH[:1]).search("  ", "en") == ()


def test_a_single_document_is_found():
    assert found(opened(None, ENGLISH[:1]), "visa") == ["visa"]


def test_the_askers_version_stands_for_all_versions_of_a_part():
    documents = (*ENGLISH, document("taxi", "Ein Taxi vom Flughafen kostet etwa 120 Yuan.", "de"))
    hits = opened(None, documents).search("Was kostet ein Taxi?", "de")
    assert [hit.passage.language for hit in hits if hit.passage.key == "taxi"] == ["de"]
    assert hits[0].passage.key == "taxi"


def test_other_versions_of_a_part_the_asker_lacks_are_one_hit():
    documents = (*ENGLISH, document("taxi", "Ein Taxi vom Flughafen kostet etwa 120 Yuan.", "de"))
    assert found(opened(None, documents), "taxi aéroport", "fr").count("taxi") == 1


def test_a_changed_text_is_found_and_the_old_one_never_again(tmp_path):
    library = opened(tmp_path)
    changed = document("taxi", "The shuttle tram replaces everything.")
    library.update((*ENGLISH[:1], changed, *ENGLISH[2:]))
    assert found(library, "shuttle tram")[0] == "taxi"
    assert all("120 yuan" not in hit.passage.text for hit in library.search("taxi airport 120 yuan", "en"))
    library.update(ENGLISH[:1])
    assert found(library, "shuttle tram taxi lunch") in ([], ["visa"])


def test_many_small_changes_leave_the_same_library_as_a_new_one(tmp_path):
    library = opened(tmp_path)
    for round_ in range(12):
        library.update((*ENGLISH, document("note", f"Notice number {round_} about parking.")))
    library.close()
    fresh = opened(None, (*ENGLISH, document("note", "Notice number 11 about parking.")))
    assert found(library, "parking notice")[0] == found(fresh, "parking notice")[0] == "note"
    again = opened(tmp_path, (*ENGLISH, document("note", "Notice number 11 about parking.")))
    assert found(again, "parking notice") == found(library, "parking notice")


def test_reopening_gives_the_same_hits_without_indexing_again(tmp_path, monkeypatch):
    first = opened(tmp_path)
    hits = first.search("doctor emergency", "en")
    first.close()
    monkeypatch.setattr("knowledge.index.contents.Segment.of", None)
    monkeypatch.setattr("knowledge.index.vectors.LatentSpace.fit", None)
    assert opened(tmp_path).search("doctor emergency", "en") == hits


@pytest.mark.parametrize("name", ["library.sqlite", "directions-*.npy"])
@pytest.mark.parametrize("damage", [b"", b"not a database", None])
def test_a_damaged_index_is_built_anew(tmp_path, name, damage):
    library = opened(tmp_path)
    hits = library.search("visa", "en")
    library.close()
    (file,) = tmp_path.glob(name)
    content = file.read_bytes()
    file.unlink()  # what is mapped into memory must not shrink
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    again = opened(tmp_path)
    assert again.search("visa", "en") == hits
    again.close()
    assert opened(tmp_path).search("visa", "en") == hits


def test_a_folder_owned_by_another_process_is_read_and_left_alone(tmp_path):
    opened(tmp_path).close()
    script = (
        "import sys, pathlib\nfrom knowledge.index.ownership import Ownership\n"
        "o = Ownership(pathlib.Path(sys.argv[1])); print(o.take(), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "True"
        before = (tmp_path / "library.sqlite").read_bytes()
        library = opened(tmp_path, (*ENGLISH, document("parking", "Parking is behind the hall.")))
        library.warm()
        assert found(library, "parking")[0] == "parking"
        assert (tmp_path / "library.sqlite").read_bytes() == before
        other.communicate("")


def test_chroma_finds_what_comparing_every_vector_finds(tmp_path):
    library = opened(tmp_path)
    questions = ("taxi airport", "hospital", "warm clothes", "vegetarian lunch")
    exact = [library.search(question, "en") for question in questions]
    library.warm()
    for question, expected in zip(questions, exact, strict=True):
        hits = library.search(question, "en")
        assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
        assert [hit.vector for hit in hits] == pytest.approx([hit.vector for hit in expected], abs=1e-4)
    library.update(ENGLISH[1:])
    assert "visa" not in found(library, "visa invitation letter")


def test_a_chroma_server_that_does_not_answer_is_one_clear_sentence(tmp_path):
    with pytest.raises(IndexUnavailable, match=r"No Chroma server answers at http://127\.0\.0\.1:9"):
        opened(tmp_path, chroma_url="http://127.0.0.1:9")


@pytest.mark.parametrize("name", ["word2vec", "ollama:nomic-embed-text", "nobody:model"])
def test_an_embedding_that_cannot_be_used_is_one_clear_sentence(name):
    with pytest.raises(ModelError) as raised:
        opened(None, embedding=name)
    assert name in str(raised.value)
    assert "\n" not in str(raised.value)


class Flaky:
    """An embedding whose provider stops answering once the texts are indexed."""

    def vectors(self, texts):
        return np.ones((len(list(texts)), 3), np.float32)

    def vector(self, text):
        raise ModelError("The embedding x:y did not answer.")


def test_words_still_find_when_the_embedding_stops_answering(monkeypatch):
    monkeypatch.setattr("knowledge.index.embedding.ConfiguredEmbeddings", lambda name: Flaky())
    assert found(opened(None, embedding="x:y"), "taxi from the airport")[0] == "taxi"


def test_approved_answers_are_found_by_any_of_their_questions():
    answer = ApprovedAnswer(
        id="wifi",
        question=LocalizedText({"en": "Is there Wi-Fi? | internet access"}),
        answer=LocalizedText({"en": "Yes."}),
    )
    library = opened(None, ENGLISH, (answer,))
    assert library.search("internet access", "en")[0].passage.source == "approved#wifi"
    library.update(ENGLISH, ())
    assert all(hit.passage.source != "approved#wifi" for hit in library.search("internet access", "en"))


def test_the_names_of_the_event_carry_questions_into_other_languages():
    hall = Venue(id="hall", name=LocalizedText({"en": "Aurora Pavilion", "zh": "极光馆"}))
    event = Event(id="e", name=LocalizedText({"en": "E"}), venues=(hall,))
    documents = (*ENGLISH, document("aurora", "The Aurora Pavilion opens its doors early."))
    assert found(opened(None, documents, event=event), "极光馆", "zh")[0] == "aurora"


def test_a_change_among_many_is_searchable_within_a_second(tmp_path):
    many = tuple(document(f"d{n}", f"Notice {n} about room {n * 7} and guest {n * 13}.") for n in range(1000))
    library = opened(tmp_path, many)
    began = time.perf_counter()
    library.update((*many[:-1], document("d999", "The platypus parade begins.")))
    assert found(library, "platypus parade")[0] == "d999"
    assert time.perf_counter() - began < 60


def test_whoever_lacks_a_page_in_their_language_is_shown_english_before_any_other() -> None:
    pages = (
        document("shuttle", "The night shuttle 01N costs 2.00 € and leaves every 40 minutes."),
        document("shuttle", "Το νυχτερινό λεωφορείο 01N κοστίζει 2,00 € κάθε 40 λεπτά.", "el"),
    )
    library = opened(None, pages)
    for language in ("th", "fi", "zh"):
        assert [hit.passage.language for hit in library.search("01N 2,00 €", language, 3)] == ["en"]
    assert library.search("01N", "el", 3)[0].passage.language == "el"


def test_a_page_that_only_a_third_language_has_is_found_beside_those_of_ones_own() -> None:
    own = [document("taxi", "Ein Taxi vom Flughafen kostet 120 Yuan.", "de"), document("taxi", TEXTS["taxi"])]
    library = opened(
        None,
        [*own, document("visa", "La lettre d'invitation pour le visa arrive par courriel.", "fr")],
        glossary=GLOSSARY,
    )
    assert "visa" in found(library, "Wann kommt der Brief mit der Einladung für das Visum?", "de")
    assert found(library, "Was kostet ein Taxi?", "de")[0] == "taxi"


def test_a_document_without_text_does_no_harm_to_the_others() -> None:
    library = Library.open(None, [document("empty", "")], glossary=FEW)
    assert library.search("visa", "en") == ()
    library.update([document("empty", ""), document("visa", TEXTS["visa"])])
    assert [hit.passage.key for hit in library.search("visa", "en")] == ["visa"]
