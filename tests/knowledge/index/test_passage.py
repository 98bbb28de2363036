from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents.model import Document, Section
from knowledge.event import LocalizedText
from knowledge.index.passage import LONGEST, approved_passages, chunk
from knowledge.index.sentences import split_sentences
from knowledge.packs.model import ApprovedAnswer


def document(*sections: Section) -> Document:
    return Document(key="visa", source="documents/visa.md", language="en", title="Visa", sections=sections)


def test_a_passage_never_spans_two_headings_and_keeps_its_own():
    passages = chunk(
        document(Section(path=("Visa", "Fees"), text="It costs 50 €."), Section(path=("Visa",), text="Ask."))
    )
    assert [(p.path, p.text, p.section, p.position) for p in passages] == [
        (("Visa", "Fees"), "It costs 50 €.", 0, 0),
        (("Visa",), "Ask.", 1, 1),
    ]
    assert passages[0].id != passages[1].id


sentences = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=30).map(
    lambda words: " ".join(words).capitalize() + "."
)
paragraphs = st.lists(st.lists(sentences, min_size=1, max_size=12), min_size=1, max_size=6)


@given(paragraphs)
def test_no_sentence_is_cut_lost_or_repeated(written):
    passages = chunk(document(Section(text="\n\n".join(" ".join(paragraph) for paragraph in written))))
    found = [s for p in passages for part in p.text.split("\n\n") for s in split_sentences(part)]
    assert found == [sentence for paragraph in written for sentence in paragraph]


@given(paragraphs)
def test_passages_stay_within_the_longest_size(written):
    passages = chunk(document(Section(text="\n\n".join(" ".join(paragraph) for paragraph in written))))
    assert all(len(passage.text) <= LONGEST for passage in passages)


def test_a_long_list_is_divided_between_entries_and_keeps_its_lead_in():
    entries = [f"- Document number {n}, which has a rather long name so that the list grows" for n in range(30)]
    passages = chunk(document(Section(text="Bring these papers:\n\n" + "\n".join(entries))))
    assert len(passages) > 1
    assert all(passage.text.startswith("Bring these papers:\n- ") for passage in passages)
    assert [line for passage in passages for line in passage.text.splitlines()[1:]] == entries


def test_abbreviations_ordinals_and_initials_end_no_sentence():
    assert split_sentences("Am 3. Februar kommt Dr. Meier, z. B. mit J. Braun. Danach nicht.") == (
        "Am 3. Februar kommt Dr. Meier, z. B. mit J. Braun.",
        "Danach nicht.",
    )


def test_chinese_sentences_need_no_space():
    assert split_sentences("签证免费。请带护照！好吗？") == ("签证免费。", "请带护照！", "好吗？")


def test_an_approved_answer_is_a_passage_in_each_language_it_is_answered_in():
    answer = ApprovedAnswer(
        id="wifi",
        question=LocalizedText({"en": "Is there Wi-Fi? | internet", "de": "Gibt es WLAN?"}),
        answer=LocalizedText({"en": "Yes.", "de": "Ja.", "fr": "Oui."}),
    )
    found = {p.language: (p.source, p.title, p.path, p.text) for p in approved_passages(answer)}
    assert found == {
        "en": ("approved#wifi", "Is there Wi-Fi?", ("internet",), "Yes."),
        "de": ("approved#wifi", "Gibt es WLAN?", (), "Ja."),
        "fr": ("approved#wifi", "Is there Wi-Fi?", ("internet",), "Oui."),
    }
