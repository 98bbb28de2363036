"""The staff console, through its pages."""

import re
from datetime import UTC, datetime

import httpx
import pytest

from bot.broadcasts.model import BroadcastState
from bot.delivery.model import Lane
from bot.people.model import Role
from tests.bot.channels.web.conftest import Festival, token

NEWS = {"text:en": "The boats leave from the north pier.", "source": "en"}


async def fill(browser: httpx.AsyncClient, **fields: object) -> httpx.Response:
    form = {"csrf": token(await browser.get("/staff/broadcasts/new")), **NEWS, **fields}
    return await browser.post("/staff/broadcasts/preview", data=form)


def hidden(page: httpx.Response) -> dict[str, list[str]]:
    """The fields of the form that sends what was previewed."""
    form = re.search(r'<form method="post" action="/staff/broadcasts" .*?</form>', page.text, re.DOTALL)
    assert form, page.text
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[0]):
        found.setdefault(name, []).append(value)
    return found


async def test_a_preview_tells_whom_it_reaches_and_sends_nothing(wired: Festival) -> None:
    await wired.delegate("anna")
    browser = await wired.staff(Role.SENDER)
    page = await fill(browser, **{"text:de": "Die Boote fahren vom Nordpier.", "audience": "everyone"})
    assert "<strong>2</strong> recipients" in page.text
    assert "Send to 2 people" in page.text
    assert re.search(r"Never opened the chat</dt><dd>1<", page.text)
    assert await wired.parts.broadcasts.latest() == ()


async def test_a_confirmed_preview_is_sent_once_to_its_audience(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    form = hidden(
        await fill(
            browser,
            audience=["delegation:ulm", ""],
            lane="urgent",
            acknowledge="1",
            scheduled_at="2031-05-02T09:30",
        )
    )
    first = await browser.post("/staff/broadcasts", data=form)
    again = await browser.post("/staff/broadcasts", data=form)
    assert first.url == again.url
    (sent,) = await wired.parts.broadcasts.latest()
    assert (sent.draft.audience, sent.draft.lane, sent.draft.acknowledge) == ("delegation:ulm", Lane.URGENT, True)
    assert sent.draft.scheduled_at == datetime(2031, 5, 2, 8, 30, tzinfo=UTC)
    assert (sent.state, sent.recipients, sent.created_by) == (BroadcastState.SENDING, 1, "staff:sender")
    assert "Anna Maier" in first.text
    assert "0 of 1 arrived" in first.text


async def test_what_was_written_survives_going_back_from_the_preview(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    form = hidden(await fill(browser, audience=["delegation:ulm", "language:de"], lane="urgent"))
    page = await browser.post("/staff/broadcasts/preview", data={**form, "edit": "1"})
    assert NEWS["text:en"] in page.text
    assert 'value="delegation:ulm" checked' in page.text
    assert 'value="language:de" checked' in page.text
    assert 'value="urgent" checked' in page.text


@pytest.mark.parametrize(
    "fields", [{"audience": "everyone", "text:en": "  "}, {"audience": ""}, {"audience": "delegation:atlantis"}]
)
async def test_an_impossible_announcement_is_refused_with_the_reason(wired: Festival, fields: dict[str, str]) -> None:
    browser = await wired.staff(Role.SENDER)
    page = await fill(browser, **fields)
    assert page.status_code in (404, 409)
    assert re.search(r"is empty|nobody was chosen|matches nothing", page.text)


async def test_pausing_resuming_and_cancelling_from_the_page(wired: Festival) -> None:
    browser = await wired.staff(Role.OWNER)
    page = await browser.post("/staff/broadcasts", data=hidden(await fill(browser, audience="everyone")))
    where, csrf = page.url.path, token(page)
    for act, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        page = await browser.post(f"{where}/{act}", data={"csrf": csrf})
        assert f'<span class="badge {state}">' in page.text, act
    assert (await browser.post(f"{where}/resume", data={"csrf": csrf})).status_code == 409


async def test_helpers_answer_questions_but_announce_and_invite_nothing(wired: Festival) -> None:
    browser = await wired.staff(Role.HELPER)
    csrf = token(await browser.get("/staff"))
    assert (await browser.get("/staff/broadcasts/new")).status_code == 403
    for path in ("/staff/broadcasts", "/staff/broadcasts/preview", "/staff/people/anna/invite"):
        assert (await browser.post(path, data={"csrf": csrf, **NEWS, "audience": "everyone"})).status_code == 403
    assert "New announcement" not in (await browser.get("/staff")).text
    thread = await wired.parts.helpdesk.open(await wired.parts.people.delegate("ingrid"), "Where is my scarf?")
    page = await browser.post(f"/staff/questions/{thread.id}/reply", data={"csrf": csrf, "text": "At the quay."})
    assert "At the quay." in page.text
    assert await wired.parts.broadcasts.latest() == ()


async def test_an_answer_reaches_the_person_and_can_be_kept_for_everyone(wired: Festival) -> None:
    delegate = await wired.parts.people.delegate("ingrid")
    thread = await wired.parts.helpdesk.open(delegate, "Where is my scarf?")
    browser = await wired.staff(Role.OWNER)
    csrf = token(await browser.get("/staff/questions"))
    await browser.post(f"/staff/questions/{thread.id}/claim", data={"csrf": csrf})
    form = {"csrf": csrf, "text": "At the quay.", "approve": "true"}
    await browser.post(f"/staff/questions/{thread.id}/reply", data=form)
    found = await wired.parts.helpdesk.thread(thread.id)
    assert [line.text for line in found.lines] == ["Where is my scarf?", "At the quay."]
    assert found.assignee == "staff:owner"
    assert (await wired.parts.outbox.status()).states == {"pending": 1}
    await browser.post(f"/staff/questions/{thread.id}/close", data={"csrf": csrf})
    assert "Where is my scarf?" in (await browser.get("/staff/questions?closed=1")).text


async def test_an_invitation_copied_in_the_console_opens_the_chat_until_it_is_revoked(wired: Festival) -> None:
    browser = await wired.staff(Role.OWNER)
    csrf = token(await browser.get("/staff/people?q=ULM"))
    headers = {"Accept": "application/json"}
    link = (await browser.post("/staff/people/anna/invite", data={"csrf": csrf}, headers=headers)).json()
    assert link["name"] == "Anna Maier"
    guest = wired.browser()
    assert (await guest.get(link["address"])).status_code == 200
    page = await browser.get("/staff/people?q=anna")
    assert ("Anna Maier" in page.text, "Ingrid" in page.text) == (True, False)
    await browser.post("/staff/people/anna/revoke", data={"csrf": csrf})
    assert (await guest.get("/")).status_code == 401


async def test_the_console_speaks_the_language_chosen_on_this_browser(wired: Festival) -> None:
    browser = await wired.staff(Role.OWNER)
    csrf = token(await browser.get("/staff"))
    page = await browser.post("/staff/language", data={"csrf": csrf, "language": "fi", "back": "/staff/people"})
    assert (page.url.path, "Henkilökunnan konsoli" in page.text) == ("/staff/people", True)
