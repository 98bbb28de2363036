"""A small invented event for tests: a harbour festival with two guest choirs."""

from datetime import UTC, date, datetime, timedelta

from knowledge.event import Delegation, Event, Item, ItemKind, LocalizedText, Travel, Venue

FIRST = datetime(2031, 5, 2, 8, 0, tzinfo=UTC)
"""10:00 in Lisbon's summer is 09:00 UTC; the festival's first item begins here."""


def text(english: str, **others: str) -> LocalizedText:
    return LocalizedText({"en": english, **others})


def item(name: str, hours: float, *, length: float = 1.0, **values: object) -> Item:
    """An item `hours` after the festival's first one, `length` hours long."""
    start = FIRST + timedelta(hours=hours)
    given: dict[str, object] = {
        "id": name,
        "title": text(name.replace("-", " ").title()),
        "start": start,
        "end": start + timedelta(hours=length),
        **values,
    }
    return Item.model_validate(given)


def festival(*items: Item) -> Event:
    return Event(
        id="harbour-festival",
        name=text("Harbour Festival", de="Hafenfest"),
        timezone="Europe/Lisbon",
        start=date(2031, 5, 2),
        end=date(2031, 5, 4),
        languages=("en", "de", "fr"),
        local_language="pt",
        venues=(
            Venue(id="quay", name=text("Old Quay", de="Alter Kai"), address=text("Cais Velho 1", pt="Cais Velho 1")),
            Venue(id="hall", name=text("Rope Hall", de="Seilerhalle"), latitude=38.7, longitude=-9.1),
        ),
        travel=(Travel(origin="quay", destination="hall", minutes=20, mode="walk"),),
        delegations=(
            Delegation(id="bergen", name=text("Bergen Choir"), language="en", liaison="Ana Reis"),
            Delegation(id="ulm", name=text("Ulm Choir"), language="de", liaison="Rui Melo"),
        ),
        items=items
        or (
            item("opening", 0, kind=ItemKind.CEREMONY, venue="quay", room=text("Stage A")),
            item("rehearsal", 2, venue="hall", audience=("bergen",)),
            item("boat-tour", 5, kind=ItemKind.VISIT, venue="quay", audience=("ulm",)),
            item("concert", 10, kind=ItemKind.PERFORMANCE, venue="hall", length=2),
        ),
    )
