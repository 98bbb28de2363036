"""Which item of a new programme is which of the old one: by id where ids can be trusted, else by likeness."""

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils

from knowledge.event import Event, Item

Table = NDArray[np.float32]

SAME = 0.62
"""Likeness (0..1) from which two items count as one; set on programmes whose items were moved and retitled at random:
below it strangers in the same room are taken for each other."""

_TRUST = 0.8
_ALIKE_TITLES = 60.0
_MOST_COMPARED = 1_500


def align(old: Event, new: Event) -> Event:
    """The new event, its items carrying the ids of the old items they are."""
    names: dict[str, str] = {}
    rest_old, rest_new = _by_id(old, new, names)
    for key in (_title_and_start, _title, _summary):
        rest_old, rest_new = _by_key(rest_old, rest_new, key, names)
    _by_likeness(rest_old, rest_new, names)
    taken = set(names.values())
    items = [item.model_copy(update={"id": names.get(item.id) or _free(item.id, taken)}) for item in new.items]
    return new.with_items(items)


def _free(wanted: str, taken: set[str]) -> str:
    """The id itself, or with a number when an old item goes by it."""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    taken.add(found)
    return found


def _by_id(old: Event, new: Event, names: dict[str, str]) -> tuple[list[Item], list[Item]]:
    shared = [one for one in new.items_by_id if one in old.items_by_id]
    alike = {one for one in shared if _alike(old.items_by_id[one], new.items_by_id[one])}
    kept = alike
    if shared and len(alike) >= _TRUST * len(shared):
        claimed = {_title(item) for item in new.items if item.id not in alike}
        kept = {one for one in shared if one in alike or _title(old.items_by_id[one]) not in claimed}
    names.update({one: one for one in shared if one in kept})
    return [i for i in old.items if i.id not in kept], [i for i in new.items if i.id not in kept]


def _alike(old: Item, new: Item) -> bool:
    if old.start == new.start and old.room == new.room:
        return True
    return fuzz.token_sort_ratio(_title(old), _title(new), processor=utils.default_process) >= _ALIKE_TITLES


def _title(item: Item) -> str:
    return item.title.best()


def _title_and_start(item: Item) -> Hashable:
    return (_title(item), item.start)


def _summary(item: Item) -> Hashable:
    text = item.summary.best()
    return text if len(text) >= 40 else None


def _by_key(
    old: Sequence[Item], new: Sequence[Item], key: Callable[[Item], Hashable], names: dict[str, str]
) -> tuple[list[Item], list[Item]]:
    """Pair the items that are the only ones with their key on both sides."""
    left, right = _only(old, key), _only(new, key)
    for value, item in right.items():
        if value in left:
            names[item.id] = left[value].id
    used = set(names.values())
    return [item for item in old if item.id not in used], [item for item in new if item.id not in names]


def _only(items: Sequence[Item], key: Callable[[Item], Hashable]) -> Mapping[Hashable, Item]:
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return {value: group[0] for value, group in found.items() if len(group) == 1 and value}


def _by_likeness(old: Sequence[Item], new: Sequence[Item], names: dict[str, str]) -> None:
    """The best pairing overall. Very long lists are paired piece by piece in order of time, since the work grows with
    the square of their length."""
    if not old or not new:
        return
    from scipy.optimize import linear_sum_assignment  # 24 MB and a second that only a new numbering needs

    pieces = max(1, -(-max(len(old), len(new)) // _MOST_COMPARED))
    for piece in range(pieces):
        left = old[piece * len(old) // pieces : (piece + 1) * len(old) // pieces]
        right = new[piece * len(new) // pieces : (piece + 1) * len(new) // pieces]
        if left and right:
            likeness = _likeness(left, right)
            for row, column in zip(*linear_sum_assignment(likeness, maximize=True), strict=True):
                if likeness[row, column] >= SAME:
                    names[right[column].id] = left[row].id


def _likeness(old: Sequence[Item], new: Sequence[Item]) -> Table:
    """(len(old), len(new)) values in 0..1: mostly the title's, helped by the summary, speakers, place and time."""
    title = _ratios([_title(i) for i in old], [_title(i) for i in new])
    summary = _ratios([i.summary.best()[:300] for i in old], [i.summary.best()[:300] for i in new])
    speakers = _equal([i.speakers for i in old], [i.speakers for i in new])
    start = _equal([i.start for i in old], [i.start for i in new])
    room = _equal([(i.venue, i.room.best()) for i in old], [(i.venue, i.room.best()) for i in new])
    length = _equal([i.length for i in old], [i.length for i in new])
    told = np.maximum(title, np.maximum(0.95 * summary, 0.9 * speakers))
    slot = 0.5 * start + 0.35 * room + 0.15 * length
    likeness: Table = np.maximum(0.8 * told + 0.2 * slot, np.where(speakers + start >= 2, 0.9, 0.0))
    return likeness


def _ratios(old: list[str], new: list[str]) -> Table:
    scores = process.cdist(old, new, scorer=fuzz.token_sort_ratio, processor=utils.default_process, dtype=np.float32)
    both = np.array([bool(text) for text in old])[:, None] & np.array([bool(text) for text in new])[None, :]
    return np.where(both, scores / 100.0, 0.0)


def _equal(old: Sequence[object], new: Sequence[object]) -> Table:
    """1 where both sides say the same and say something."""
    return np.array([[float(bool(a) and a == b) for b in new] for a in old], dtype=np.float32)
