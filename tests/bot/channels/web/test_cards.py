"""The driver's card, calendar files, the agenda and map links."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.channels.calendar_file import calendar_file
from bot.channels.web.maps import device_link, map_link
from knowledge.event import Item, ItemStatus, LocalizedText, Venue
from tests.bot.channels.web.conftest import Festival
from tests.events import FIRST, festival, item


async def test_the_card_speaks_the_drivers_language_first(wired: Festival) -> None:
    browser = await wired.delegate("anna")
    page = (await browser.get("/driver/quay")).text
    assert '<h1 lang="pt">Old Quay</h1>' in page  # no Portuguese name was entered: the best there is
    assert '<p class="address" lang="pt">Cais Velho 1</p>' in page
    assert "<strong>Alter Kai</strong>" in page


async def test_a_calendar_entry_keeps_its_identity_over_revisions(wired: Festival) -> None:
    browser = await wired.delegate("anna")
    answer = await browser.get("/calendar/concert.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    (entry,) = Calendar.from_ical(answer.text).walk("VEVENT")
    assert entry["UID"] == "concert@harbour-festival"
    assert entry["DTSTART"].dt == FIRST + timedelta(hours=10)
    assert entry["LOCATION"] == "Seilerhalle"
    moved = item("concert", 11, venue="hall", status=ItemStatus.CANCELLED)
    (later,) = Calendar.from_ical(calendar_file([moved], festival(), "de", 7, FIRST)).walk("VEVENT")
    assert (later["UID"], later["SEQUENCE"], later["STATUS"]) == (entry["UID"], 7, "CANCELLED")


async def test_the_agenda_shows_what_concerns_one_and_cancelled_items_as_such(wired: Festival) -> None:
    browser = await wired.delegate("anna")
    mine, whole = (await browser.get("/agenda")).text, (await browser.get("/agenda?whole=1")).text
    assert ("Boat Tour" in mine, "Rehearsal" in mine) == (True, False)
    assert "Rehearsal" in whole
    assert "Freitag, 2. Mai" in mine
    assert "09:00–10:00" in mine  # the event's own clock, whatever the reader's
    event = wired.parts.programme.event
    items: list[Item] = [
        one.model_copy(update={"status": ItemStatus.CANCELLED}) if one.id == "opening" else one for one in event.items
    ]
    wired.parts.programme.adopt(event.with_items(items), 2)
    assert "Abgesagt" in (await browser.get("/agenda")).text


@pytest.mark.parametrize(
    ("zone", "venue", "expected"),
    [
        (
            "Asia/Shanghai",
            Venue(id="a", name=LocalizedText({"en": "Opera", "zh": "大剧院"}), latitude=45.8, longitude=126.5),
            "https://uri.amap.com/marker?position=126.5,45.8&name=%E5%A4%A7%E5%89%A7%E9%99%A2&coordinate=wgs84&callnative=1",
        ),
        (
            "Europe/Lisbon",
            Venue(id="b", name=LocalizedText({"en": "Hall"}), latitude=38.7, longitude=-9.1),
            "https://www.openstreetmap.org/?mlat=38.7&mlon=-9.1#map=17/38.7/-9.1",
        ),
        (
            "Europe/Lisbon",
            Venue(id="c", name=LocalizedText({"en": "Hall & Co"}), address=LocalizedText({"en": "Street 1"})),
            "https://www.openstreetmap.org/search?query=Hall+%26+Co%2C+Street+1",
        ),
    ],
)
def test_maps_open_where_they_load(zone: str, venue: Venue, expected: str) -> None:
    event = festival().model_copy(update={"timezone": zone, "local_language": "zh"})
    assert map_link(venue, event, "en") == expected
    assert device_link(venue) == (
        f"geo:{venue.latitude},{venue.longitude}?q={venue.latitude},{venue.longitude}" if venue.latitude else ""
    )
