"""A version of the programme that came in as a file, made into what would be live. Pure."""

from collections.abc import Iterable

from knowledge.diff import keep_cancelled
from knowledge.event import Event, Item, LocalizedText
from knowledge.identity import align

_OWN = frozenset({"id", "title", "start", "end", "status"})
"""Fields that every format has: what a file says of them is meant, also when it says nothing."""


def imported(new: Event, live: Event) -> Event:
    """The programme a version of it would make live: items are recognised again by id or by likeness, what vanished counts
    as cancelled, and what a bare schedule cannot say stays as it is."""
    if not bare(new, live):
        return keep_cancelled(live, align(live, new))
    venues = {venue.id: venue for venue in (*live.venues, *new.venues)}
    taken = live.model_copy(update={"venues": tuple(venues.values())}).with_items(new.items)
    found = align(live, taken)
    return keep_cancelled(live, found.with_items(_with_unsaid(found.items, live)))


def bare(new: Event, live: Event) -> bool:
    """Whether this is a schedule alone, such as a spreadsheet: of another name, or without the delegations there are."""
    return new.id != live.id or bool(live.delegations and not new.delegations)


def _with_unsaid(items: Iterable[Item], live: Event) -> Iterable[Item]:
    """The items, with the fields that not one of them states, and the translations of texts that stayed the same, taken
    from the items they were."""
    items = tuple(items)
    said = {name for name in Item.model_fields for item in items if _stated(item, name)}
    unsaid = set(Item.model_fields) - said - _OWN
    for item in items:
        before = live.items_by_id.get(item.id)
        yield item.model_copy(update=_kept(item, before, unsaid)) if before else item


def _stated(item: Item, name: str) -> bool:
    return bool(getattr(item, name) != Item.model_fields[name].default)


def _kept(item: Item, before: Item, unsaid: Iterable[str]) -> dict[str, object]:
    kept: dict[str, object] = {name: getattr(before, name) for name in unsaid}
    for name in Item.model_fields.keys() - kept.keys():
        text, old = getattr(item, name), getattr(before, name)
        if isinstance(text, LocalizedText) and text and all(old.get(code) == one for code, one in text.root.items()):
            kept[name] = old
    return kept
