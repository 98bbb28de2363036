"""The calendar that phones subscribe to, read by icalendar and by a strict reader of lines."""

import re
from datetime import timedelta

import httpx
import recurring_ical_events
from icalendar import Calendar

from bot.changes import edits
from bot.people.model import Preferences
from knowledge.event import ItemKind
from tests.bot.channels.web.conftest import ADDRESS, Festival


async def address(browser: httpx.AsyncClient) -> str:
    page = await browser.get("/calendar")
    found = re.search(rf'value="({ADDRESS}/calendar/my/[\w-]+\.ics)"', page.text)
    assert found, page.text
    return found[1]


def lines(content: bytes) -> list[str]:
    """The unfolded lines; every line must end in CRLF and hold at most 75 octets, and every block be closed (RFC 5545)."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    unfolded = re.sub(rb"\r\n[ \t]", b"", content).decode().split("\r\n")[:-1]
    stack: list[str] = []
    for line in unfolded:
        name, sep, value = line.partition(":")
        assert sep, line
        assert re.fullmatch(r'[A-Z-]+(;[A-Z-]+=("[^"]*"|[^";:,]*))*', name), line
        if name == "BEGIN":
            stack.append(value)
        elif name == "END":
            assert stack.pop() == value
    assert stack == []
    return unfolded


def entries(content: bytes) -> dict[str, tuple[int, str]]:
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(one["uid"]): (int(one["sequence"]), str(one["status"])) for one in found}


async def test_the_feed_holds_ones_own_items_and_follows_every_release(wired: Festival) -> None:
    wired_feed = await address(await wired.delegate("anna"))
    phone = wired.browser()
    first = await phone.get(wired_feed)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    lines(first.content)
    assert entries(first.content) == {
        "opening@harbour-festival": (0, "CONFIRMED"),
        "boat-tour@harbour-festival": (0, "CONFIRMED"),
        "concert@harbour-festival": (0, "CONFIRMED"),
    }
    changes, event = wired.parts.changes, wired.parts.programme.event
    await changes.release(edits.cancel(event, "boat-tour"), "mia")
    await changes.release(edits.delay(wired.parts.programme.event, "concert", timedelta(hours=1)), "mia")
    second = await phone.get(wired_feed)
    lines(second.content)
    assert entries(second.content) == {
        "opening@harbour-festival": (0, "CONFIRMED"),
        "boat-tour@harbour-festival": (2, "CANCELLED"),
        "concert@harbour-festival": (3, "CONFIRMED"),
    }
    day = recurring_ical_events.of(Calendar.from_ical(second.content)).at((2031, 5, 2))
    assert {str(one["summary"]): one["dtstart"].dt for one in day}["Concert"] == (
        wired.parts.programme.event.items_by_id["concert"].start
    )


async def test_unchanged_feeds_are_not_sent_again(wired: Festival) -> None:
    feed = await address(await wired.delegate("anna"))
    phone = wired.browser()
    first = await phone.get(feed)
    wired.parts.clock.turn(timedelta(hours=1))
    assert (await phone.get(feed)).content == first.content
    again = await phone.get(feed, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await phone.head(feed)).status_code == 200


async def test_alarms_are_the_persons_own_leads(wired: Festival) -> None:
    chosen = Preferences(leads={ItemKind.VISIT: ("2h", "15m"), ItemKind.PERFORMANCE: ()})
    await wired.parts.people.prefer("anna", chosen)
    calendar = Calendar.from_ical((await wired.browser().get(await address(await wired.delegate("anna")))).content)
    alarms = {
        str(one["uid"]).partition("@")[0]: [alarm["trigger"].dt for alarm in one.walk("VALARM")]
        for one in calendar.walk("VEVENT")
    }
    assert alarms["boat-tour"] == [timedelta(hours=-2), timedelta(minutes=-15)]
    assert alarms["concert"] == []
    assert alarms["opening"] == [timedelta(hours=-13), timedelta(minutes=-45)]  # 20:00 the evening before, for 09:00


async def test_the_address_is_no_login_and_ends_with_the_invitation(wired: Festival) -> None:
    delegate = await wired.delegate("anna")
    feed = await address(delegate)
    token = feed.rpartition("/")[2].removesuffix(".ics")
    assert (await wired.browser().get(f"/i/{token}")).status_code == 403
    invitation = await wired.parts.people.invite("anna")
    assert (await wired.browser().get(f"/calendar/my/{invitation}.ics")).status_code == 404
    await wired.parts.people.revoke("anna")
    assert (await wired.browser().get(feed)).status_code == 404
    assert await address(await wired.delegate("anna")) != feed
