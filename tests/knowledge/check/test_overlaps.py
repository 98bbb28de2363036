"""Items at once: wrong in one room or for whom both name, and never for parallel sessions."""

from collections.abc import Iterable

import pytest

from knowledge.check import check
from knowledge.event import Event, Item, ItemKind
from knowledge.packs import Invitee, Pack
from tests.events import festival, item, text

A, B = {"venue": "hall", "room": text("Hall A")}, {"venue": "hall", "room": text("Hall B")}
ANNA = Invitee(id="anna", name="Anna", delegation="bergen")
CODES = {"room_overlap", "overlap", "overlap_beside", "open_overlap"}


def found(*items: Item, people: Iterable[Invitee] = (ANNA,)) -> list[tuple[str, str, str]]:
    """Code, severity and who is named, of what is said about items at once."""
    problems = check(Pack(event=festival(*items), people=tuple(people)))
    return [(p.code, p.severity.value, p.params.get("delegation", "")) for p in problems if p.code in CODES]


def test_parallel_sessions_for_everyone_are_nothing_to_mend() -> None:
    assert found(item("one", 0, **A), item("two", 0, **B), item("three", 0.5, venue="quay", room=text("Deck"))) == []


def test_what_everyone_is_expected_at_both_gives_one_note_however_many() -> None:
    meals = [item(f"meal-{n}", 0, kind=ItemKind.MEAL, venue="quay") for n in range(3)]
    assert found(*meals, item("talk", 0, **A)) == [("open_overlap", "warning", "")]


@pytest.mark.parametrize("audience", [("everyone",), ("bergen",)])
def test_one_room_twice_is_an_error(audience: tuple[str, ...]) -> None:
    one, other = item("one", 0, **A, audience=audience), item("two", 0.5, **A, audience=("ulm",))
    assert ("room_overlap", "error", "") in found(one, other)


def test_a_delegation_or_person_named_by_both_is_an_error() -> None:
    one, other = item("one", 0, **A, audience=("bergen", "ulm")), item("two", 0, **B, audience=("ulm", "bergen"))
    assert found(one, other) == [("overlap", "error", "bergen (+1)")]
    one, other = (item(name, 0, venue=name, audience=("person:anna",)) for name in ("quay", "hall"))
    assert found(one, other) == [("overlap", "error", "anna")]


def test_an_item_for_some_beside_the_only_one_for_everyone_is_to_be_looked_at() -> None:
    talk, other = item("talk", 0, **A), item("tour", 0, venue="quay", audience=("ulm",))
    assert found(talk, other) == [("overlap_beside", "warning", "ulm")]
    assert found(talk, item("second", 0, **B), other) == []


def test_a_person_is_missed_by_their_own_delegation_only() -> None:
    interview = item("interview", 0, venue="quay", audience=("person:anna",))
    assert found(interview, item("tour", 0, **A, audience=("bergen",))) == [("overlap_beside", "warning", "anna")]
    assert found(interview, item("tour", 0, **A, audience=("ulm",))) == []


def test_free_time_keeps_nobody_and_what_touches_does_not_overlap() -> None:
    free = item("free", 0, kind=ItemKind.FREE, audience=("ulm",))
    assert found(free, item("tour", 0, venue="quay", audience=("ulm",))) == []
    assert found(item("one", 0, **A, audience=("ulm",)), item("two", 1, **A, audience=("ulm",))) == []


def test_a_conference_without_delegations_may_do_as_it_likes() -> None:
    event = festival(item("lunch", 0, kind=ItemKind.MEAL), item("talk", 0, **A))
    plain = Event.model_validate({**dict(event), "delegations": ()})
    assert [p.code for p in check(Pack(event=plain)) if p.code in CODES] == []
