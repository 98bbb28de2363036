"""The delegate's chat, through its pages."""

import json

import httpx
import pytest

from tests.bot.channels.web.conftest import Festival, token


async def say(browser: httpx.AsyncClient, text: str, key: str = "", after: int = 0) -> httpx.Response:
    csrf = token(await browser.get("/"))
    headers = {"X-CSRF-Token": csrf, "Accept": "application/json"}
    return await browser.post("/messages", json={"text": text, "key": key, "after": after}, headers=headers)


async def test_an_invitation_opens_the_chat_and_a_question_is_answered_with_its_source(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    answer = (await say(browser, "Where is the concert?")).json()
    assert answer["taken"]
    assert "The concert is in the Rope Hall at 19:00." in answer["html"]
    page = await browser.get("/")
    assert "Hello Ingrid Berg!" in page.text
    for piece in ("Where is the concert?", "programme#concert", "/driver/hall", "/calendar/concert.ics", "Reminder on"):
        assert piece in page.text, piece


async def test_the_same_message_sent_twice_is_answered_once(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    await say(browser, "Where is the concert?", key="one")
    await say(browser, "Where is the concert?", key="one")
    await say(browser, "Where is the concert?", key="two")
    assert (await browser.get("/")).text.count('class="line in answer') == 2


async def test_the_chat_works_without_scripts(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    page = await browser.get("/")
    page = await browser.post("/messages/form", data={"csrf": token(page), "text": "Where is the concert?"})
    assert page.status_code == 200
    assert "The concert is in the Rope Hall at 19:00." in page.text


async def test_what_a_person_writes_is_shown_as_text(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    await say(browser, '<script>alert("concert")</script> https://example.org/a?b=1&c=2.')
    page = await browser.get("/")
    assert "<script>alert" not in page.text
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page.text


@pytest.mark.parametrize("wired", [{"per_minute": 1}], indirect=True)
async def test_who_writes_too_fast_is_told_so_once_and_nothing_is_kept(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    await say(browser, "concert")
    second, third = (await say(browser, "concert")).json(), (await say(browser, "concert")).json()
    assert (second["taken"], third["taken"]) == (False, False)
    assert second["notice"].startswith("That is a lot of messages")
    assert third["notice"] == ""


async def test_a_question_nobody_can_answer_reaches_staff_and_their_answer_is_asked_for_by_button(
    wired: Festival,
) -> None:
    browser = await wired.delegate("anna")
    await say(browser, "concert?")
    page = await browser.get("/")
    page = await browser.post("/person", data={"csrf": token(page)})
    assert "Ich habe das Team gefragt" in page.text
    (thread,) = await wired.parts.helpdesk.threads()
    assert (thread.person, thread.question) == ("anna", "concert?")
    page = await browser.post("/person", data={"csrf": token(page), "close": "1"})
    assert await wired.parts.helpdesk.threads() == ()


async def test_reminders_are_chosen_item_by_item(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    csrf = token(await browser.get("/"))
    form = {"csrf": csrf, "item": "boat-tour", "wanted": "true"}
    answer = await browser.post("/remind", data=form, headers={"Accept": "application/json"})
    assert 'aria-pressed="true"' in answer.json()["html"]
    assert "Boat Tour" in (await browser.get("/agenda")).text
    await browser.post("/remind", data={**form, "wanted": "false"})
    chosen = (await wired.parts.people.delegate("ingrid")).preferences
    assert (chosen.starred, chosen.muted) == ((), ("boat-tour",))
    missing = await browser.post("/remind", data={**form, "item": "nothing"})
    assert missing.status_code == 404


async def test_the_language_chosen_is_the_language_of_every_page(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    csrf = token(await browser.get("/"))
    page = await browser.post("/language", data={"csrf": csrf, "language": "de", "back": "/settings"})
    assert '<html lang="de">' in page.text
    assert "Einstellungen" in page.text
    page = await browser.post("/language", data={"csrf": csrf, "language": "fr", "back": "https://evil.example"})
    assert str(page.url) == "http://festival.test/"


async def test_settings_are_kept_and_a_kind_left_alone_follows_the_event(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    form = {
        "csrf": token(await browser.get("/settings")),
        "digests": "on",
        "quiet_begin": "23:00",
        "quiet_end": "nonsense",
        "kind:visit": "1",
        "lead:visit": ["2h", "45m", "3 years"],
        "kind:ceremony": "1",
        "lead:ceremony": ["45m", "evening before"],
    }
    assert "Saved." in (await browser.post("/settings", data=form)).text
    chosen = (await wired.parts.people.delegate("ingrid")).preferences
    assert (chosen.reminders, chosen.digests, chosen.quiet) == (False, True, False)
    assert (str(chosen.quiet_begin), chosen.quiet_end) == ("23:00:00", None)
    assert dict(chosen.leads) == {"visit": ("2h", "45m")}


async def test_everything_known_can_be_downloaded_and_then_erased(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    await say(browser, "Where is the concert?")
    data = json.loads((await browser.get("/my-data.json")).text)
    assert data["person"]["name"] == "Ingrid Berg"
    assert [line["direction"] for line in data["messages"]] == ["in", "out"]
    page = await browser.post("/forget", data={"csrf": token(await browser.get("/forget"))})
    assert "You have been forgotten." in page.text
    assert (await browser.get("/")).status_code == 401
    assert (await wired.parts.people.delegate("ingrid")).name == ""
