from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.diff import Aspect, ChangeKind, apply, diff, keep_cancelled
from knowledge.event import Event, Item
from tests.events import festival, item, text

ids = st.sampled_from([f"item-{n}" for n in range(12)])


@st.composite
def programmes(draw: st.DrawFn) -> Event:
    chosen = draw(st.lists(ids, unique=True, max_size=10))
    return festival(*(_any(draw, name) for name in chosen)) if chosen else festival()


def _any(draw: st.DrawFn, name: str) -> Item:
    found = item(name, draw(st.integers(0, 40)), length=draw(st.sampled_from([0, 0.5, 1])))
    return found.model_copy(
        update={
            "venue": draw(st.sampled_from(["", "quay", "hall"])),
            "title": text(draw(st.sampled_from(["Choir", "Parade", "Regatta"]))),
            "speakers": tuple(draw(st.lists(st.sampled_from(["Ana", "Rui"]), unique=True))),
        }
    )


@given(programmes(), programmes())
def test_applying_the_difference_gives_the_new_programme(old: Event, new: Event) -> None:
    assert apply(diff(old, new), old).items == new.items


@given(programmes())
def test_a_programme_does_not_differ_from_itself(event: Event) -> None:
    assert diff(event, event) == ()


@given(programmes(), programmes())
def test_what_vanished_is_kept_as_cancelled(old: Event, new: Event) -> None:
    kept = keep_cancelled(old, new)
    assert {i.id for i in kept.items} == {i.id for i in (*old.items, *new.items)}
    gone = [change.item.id for change in diff(old, kept) if change.kind is ChangeKind.CANCELLED]
    assert set(gone) == {i.id for i in old.items} - {i.id for i in new.items}


def test_a_change_names_its_aspects_and_fields() -> None:
    old = festival()
    opening = old.items_by_id["opening"]
    later = opening.model_copy(
        update={
            "start": opening.start + timedelta(minutes=30),
            "end": opening.end + timedelta(minutes=30),
            "venue": "hall",
        }
    )
    (change,) = diff(old, old.with_items([later, *old.items[1:]]))
    assert (change.kind, change.aspects) == (ChangeKind.CHANGED, (Aspect.TIME, Aspect.PLACE))
    assert change.fields(old) == {
        "start": ("2031-05-02T09:00:00+01:00", "2031-05-02T09:30:00+01:00"),
        "end": ("2031-05-02T10:00:00+01:00", "2031-05-02T10:30:00+01:00"),
        "venue": ("quay", "hall"),
    }


def test_only_the_translation_that_changed_is_named() -> None:
    old = festival(item("tour", 1).model_copy(update={"title": text("Tour", de="Rundgang")}))
    new = festival(item("tour", 1).model_copy(update={"title": text("Tour", de="Führung")}))
    assert diff(old, new)[0].fields(old) == {"title.de": ("Rundgang", "Führung")}
