"""Phrases of a table are found where they stand, the longest first."""

import pytest

from knowledge.questions.spotting import Phrases

ENGLISH = Phrases(
    {
        "when": ["when", "when ... end*", "what time"],
        "polar": ["^is", "is it"],
        "price": ["cost*", "free of charge"],
        "mark": ["right?"],
    },
    spaced=True,
)
CHINESE = Phrases({"when": ["什么 时候", "几点"], "meeting": ["会", "会 议"], "net": ["wifi"]}, spaced=False)


@pytest.mark.parametrize(
    ("text", "cue", "said"),
    [
        ("when is it", "when", ["when"]),
        ("whenever, when", "when", ["when"]),
        ("when does it ending", "when", ["when", "ending"]),
        ("when, and what   time", "when", ["when", "what   time"]),
        ("what, time", "when", ["what, time"]),
        ("it costs", "price", ["costs"]),
        ("free, of charge", "price", ["free, of charge"]),
        ("free charge", "price", []),
        ("?! is lunch free", "polar", ["?! is"]),
        ("this is lunch", "polar", []),
        ("right?", "mark", ["right?"]),
    ],
)
def test_words_are_whole_and_gaps_are_not_said(text: str, cue: str, said: list[str]) -> None:
    assert [text[begin:stop] for begin, stop in ENGLISH.find(text).get(cue, ())] == said


@pytest.mark.parametrize(
    ("text", "cue", "said"),
    [
        ("请问什么时候开会议", "when", ["什么时候"]),
        ("请问什么时候开会议", "meeting", ["会议"]),
        ("开会 议", "meeting", ["会 议"]),
        ("会会", "meeting", ["会", "会"]),
        ("有wifi吗", "net", []),
        ("有 wifi 吗", "net", ["wifi"]),
    ],
)
def test_scripts_without_spaces_hold_phrases_anywhere(text: str, cue: str, said: list[str]) -> None:
    assert [text[begin:stop] for begin, stop in CHINESE.find(text).get(cue, ())] == said


def test_cues_come_in_the_order_of_the_table() -> None:
    assert list(ENGLISH.find("is it free of charge, and when?")) == ["when", "polar", "price"]
    assert ENGLISH.find("") == {}
