import random
from datetime import timedelta

from knowledge.event import Item
from knowledge.identity import align
from tests.events import festival, item, text

WORDS = [
    "harbour",
    "rope",
    "lantern",
    "choir",
    "tide",
    "gull",
    "anchor",
    "mast",
    "sail",
    "deck",
    "pilot",
    "bell",
    "fog",
    "crane",
    "ferry",
    "buoy",
    "net",
    "oar",
    "reef",
    "cove",
]


def _programme(seed: int, count: int) -> list[Item]:
    rng = random.Random(seed)
    found = []
    for n in range(count):
        title = " ".join(rng.sample(WORDS, 4)).title()
        summary = " ".join(rng.choices(WORDS, k=20))
        base = item(f"s{n}", n // 3, speakers=(f"Person {rng.randrange(40)}",))
        found.append(
            base.model_copy(update={"title": text(title), "summary": text(summary), "room": text(f"R{n % 3}")})
        )
    return found


def test_ids_that_mean_the_same_item_are_kept_however_much_else_changed() -> None:
    old = festival(*_programme(1, 30))
    changed = [
        i.model_copy(update={"title": text(f"{i.title.best()} (new)"), "start": i.start, "end": i.end})
        for i in old.items
    ]
    changed[0] = changed[0].model_copy(update={"title": text("Something else"), "room": text("Elsewhere")})
    assert [i.id for i in align(old, festival(*changed)).items] == [i.id for i in old.items]


def test_items_moved_and_retitled_without_ids_are_recognised() -> None:
    recognised = total = 0
    for seed in range(10):
        rng = random.Random(seed)
        items = _programme(seed, 60)
        old = festival(*items)
        edited = []
        for n, one in enumerate(items):
            update: dict[str, object] = {"id": f"other-{n}"}
            if n % 4 == 0:  # moved to another hour and retitled at once
                words = one.title.best().split()
                words[rng.randrange(len(words))] = rng.choice(WORDS).title()
                shift = timedelta(hours=rng.randrange(1, 9))
                update |= {"title": text(" ".join(words)), "start": one.start + shift, "end": one.end + shift}
            edited.append(one.model_copy(update=update))
        aligned = align(old, festival(*edited))
        expected = {f"s{n}" for n in range(0, 60, 4)}
        by_summary = {i.summary.best(): i.id for i in old.items}
        recognised += sum(by_summary[i.summary.best()] == i.id for i in aligned.items if i.id in expected)
        total += len(expected)
    assert recognised / total >= 0.95


def test_a_new_item_is_not_taken_for_a_cancelled_stranger() -> None:
    old = festival(item("a", 1).model_copy(update={"title": text("Night regatta of the fishing fleet")}))
    new = festival(item("b", 30).model_copy(update={"title": text("Breakfast for volunteers")}))
    assert [i.id for i in align(old, new).items] == ["b"]


def test_a_reused_id_of_a_different_item_does_not_collide() -> None:
    old = festival(item("row-1", 1).model_copy(update={"title": text("Parade of sails")}), *_programme(3, 5))
    new = festival(
        item("row-1", 40).model_copy(update={"title": text("Cooking class for children"), "room": text("Kitchen")}),
        item("row-2", 1).model_copy(update={"title": text("Parade of sails")}),
        *_programme(3, 5),
    )
    titles = {i.id: i.title.best() for i in align(old, new).items}
    assert titles["row-1"] == "Parade of sails"
    assert "Cooking class for children" in titles.values()
    assert len(titles) == 7
