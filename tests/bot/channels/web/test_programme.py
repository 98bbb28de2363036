"""The programme in the console: looking, preparing, releasing, undoing."""

import html
import io
import re
import zipfile

import httpx
import pytest

from bot.delivery.model import Cause
from bot.delivery.store import record_told
from bot.people.model import Delegate, Role
from bot.storage.tables import outbox
from knowledge.answers.model import Fact
from tests.bot.channels.web.conftest import Festival, token

CONCERT = "/staff/programme/items/concert"
CSV = "id,title,start,end,room\n"


async def post(browser: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    form = {"csrf": token(await browser.get("/staff/programme")), **fields}
    return await browser.post(path, data=form)


async def send(browser: httpx.AsyncClient, name: str, content: bytes, **fields: str) -> httpx.Response:
    form = {"csrf": token(await browser.get("/staff/programme")), **fields}
    return await browser.post("/staff/programme/upload", data=form, files={"file": (name, content)})


async def release(browser: httpx.AsyncClient, page: httpx.Response, **fields: str) -> httpx.Response:
    mark = re.search(r'name="mark" value="([^"]+)"', page.text)
    assert mark, page.text
    form = {"csrf": token(page), "mark": mark[1], **fields}
    return await browser.post("/staff/programme/draft/release", data=form)


async def letters(wired: Festival) -> dict[str, str]:
    async with wired.parts.database.read() as tx:
        rows = await tx.execute(outbox.select().where(outbox.c.subject == "programme").order_by(outbox.c.id))
        return {row.recipient: row.text for row in rows}


async def test_several_edits_settle_into_one_release_and_one_letter(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    await post(browser, f"{CONCERT}/delay", minutes="30")
    page = await post(browser, f"{CONCERT}/move", start="2031-05-02T19:30", venue="quay", room="Stage B")
    assert page.url.path == "/staff/programme/draft"
    assert "Concert: now Fri 2 May, 19:30 (was Fri 2 May, 19:00)" in page.text
    assert "<strong>2</strong><span>people whose programme changes" in page.text
    assert (await letters(wired), wired.parts.programme.revision) == ({}, 1)
    german = await browser.get("/staff/programme/draft?text=de")
    assert "Ihr Programm hat sich geändert:" in german.text
    await release(browser, page, notices="1")
    assert wired.parts.programme.revision == 2
    said = await letters(wired)
    assert said["ingrid"].splitlines() == [
        "Your programme has changed:",
        "• Concert: now Fri 2 May, 19:30 (was Fri 2 May, 19:00)",
        "• Concert: now Old Quay, Stage B (was Rope Hall)",
    ]
    assert said["anna"] in html.unescape(german.text)
    assert "is being prepared" not in (await browser.get("/staff/programme")).text


async def test_the_preview_names_who_was_told_the_old_fact(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    tour = wired.parts.programme.event.items_by_id["boat-tour"]
    fact = Fact(item="boat-tour", field="start", value=tour.start.isoformat())
    await wired.parts.people.enrol([Delegate(id=f"guest-{n:02}", name=f"Guest <{n:02}>") for n in range(64)])
    async with wired.parts.database.begin() as tx:
        people = ("anna", *(f"guest-{n:02}" for n in range(64)))
        await record_told(tx, ((person, [fact]) for person in people), Cause.ANSWER, wired.parts.clock.now())
    untouched = await post(browser, f"{CONCERT}/delay", minutes="30")
    assert 'id="told"' not in untouched.text
    await post(browser, "/staff/programme/draft/discard")
    page = await post(browser, "/staff/programme/items/boat-tour/delay", minutes="30")
    shown = page.text.partition('id="told"')[2].partition("</details>")[0]
    assert re.findall(r"<bdi>([^<]*)</bdi>( <b>Correction</b>)?", shown) == [
        (f"Guest &lt;{n:02}&gt;", " <b>Correction</b>") for n in range(60)
    ]
    assert "and 5 more" in shown


async def test_staff_reword_a_notice_in_one_language_and_the_facts_stay(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    await post(browser, f"{CONCERT}/delay", minutes="30")
    page = await post(
        browser,
        "/staff/programme/draft/words",
        language="de",
        opening="Es tut uns leid:\r\n<b>wieder</b> eine Änderung.",
        closing="Der Bus wartet auf Sie.",
    )
    shown = html.unescape(page.text)
    assert page.url.params["text"] == "de"
    assert "&lt;b&gt;wieder" in page.text
    await release(browser, page, notices="1")
    said = await letters(wired)
    german, english = said["anna"].splitlines(), said["ingrid"].splitlines()
    assert [german[0], german[1], german[-1]] == [
        "Es tut uns leid:",
        "<b>wieder</b> eine Änderung.",
        "Der Bus wartet auf Sie.",
    ]
    assert said["anna"] in shown
    assert [line for line in german if line.startswith("•")] == german[2:-1] != []
    assert (english[0], len(english)) == ("Your programme has changed:", 2)


async def test_a_release_without_notices_tells_nobody_and_can_be_undone(wired: Festival) -> None:
    browser = await wired.staff(Role.OWNER)
    before = wired.parts.programme.event
    await release(browser, await post(browser, f"{CONCERT}/cancel"))
    assert wired.parts.programme.event.items_by_id["concert"].cancelled
    assert await letters(wired) == {}
    preview = await post(browser, "/staff/programme/undo")
    assert "New: Concert" in preview.text
    await release(browser, preview, notices="1")
    assert wired.parts.programme.event == before
    assert set(await letters(wired)) == {"anna", "ingrid"}


async def test_what_somebody_changed_since_the_preview_is_not_released(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    page = await post(browser, f"{CONCERT}/delay", minutes="30")
    await post(browser, "/staff/programme/items/opening/cancel")
    assert (await release(browser, page, notices="1")).status_code == 409
    assert (wired.parts.programme.revision, await letters(wired)) == (1, {})


async def test_helpers_look_and_do_nothing(wired: Festival) -> None:
    sender, helper = await wired.staff(Role.SENDER), await wired.staff(Role.HELPER)
    await post(sender, f"{CONCERT}/delay", minutes="30")
    page = await helper.get("/staff/programme/draft")
    assert "Concert" in page.text
    assert 'name="mark"' not in page.text
    for path in ("draft/release", "draft/discard", "undo", "items/concert/cancel", "add", "watched"):
        answer = await helper.post(f"/staff/programme/{path}", data={"csrf": token(page), "mark": "x"})
        assert answer.status_code == 403, path
    assert await wired.parts.drafts.pending()


async def test_an_uploaded_spreadsheet_is_previewed_with_what_is_wrong_with_it(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    rows = "concert,Concert,2031-05-02 21:00,2031-05-02 23:00,\nopening,Opening,2031-05-02 09:00,2031-05-02 10:00,Stage A\n"
    page = await send(browser, "plan.csv", (CSV + rows).encode())
    assert page.url.path == "/staff/programme/draft"
    assert "Concert: now Fri 2 May, 21:00 (was Fri 2 May, 19:00)" in page.text
    assert "Cancelled: Boat Tour" in page.text
    assert "Opening" not in re.findall(r'class="said">([^<]*)', page.text)[0]  # its audience and venue stay
    assert wired.parts.programme.revision == 1
    await post(browser, "/staff/programme/draft/discard")
    assert await wired.parts.drafts.pending() is None


def zipped(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


async def test_a_zipped_pack_folder_is_read(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    event = 'id = "harbour-festival"\ntimezone = "Europe/Lisbon"\nlanguages = ["en"]\n[name]\nen = "Harbour"\n'
    rows = CSV + "fireworks,Fireworks,2031-05-03 22:00,2031-05-03 23:00,\n"
    page = await send(browser, "pack.zip", zipped({"pack/event.toml": event, "pack/programme.csv": rows}))
    assert "New: Fireworks" in page.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.exe", b"MZ"),
        ("plan.xlsx", b"PK not a workbook"),
        ("plan.json", b'{"schedule": '),
        ("pack.zip", b"PK\x03\x04 broken"),
        ("pack.zip", zipped({"../../escape.csv": CSV})),
        ("pack.zip", zipped({"/etc/escape.csv": CSV})),
        ("plan.csv", b"x" * (8 * 2**20 + 1)),
    ],
)
async def test_a_hostile_or_broken_upload_is_refused_in_one_line(wired: Festival, name: str, content: bytes) -> None:
    browser = await wired.staff(Role.SENDER)
    page = await send(browser, name, content)
    assert page.status_code == 409
    refusal = re.search(r'role="alert">([^<]*)<', page.text)
    assert refusal
    assert 10 < len(refusal[1].strip()) < 300
    assert "Traceback" not in page.text
    assert (await wired.parts.drafts.pending(), wired.parts.programme.revision) == (None, 1)


async def test_an_impossible_edit_is_refused_with_the_reason(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    for path, fields in (
        (f"{CONCERT}/delay", {"minutes": "9999999"}),
        (f"{CONCERT}/delay", {"minutes": "--5"}),
        (f"{CONCERT}/move", {"venue": "moon"}),
        (f"{CONCERT}/move", {"start": "yesterday"}),
        ("/staff/programme/add", {"title": "  ", "start": "2031-05-02T10:00"}),
        ("/staff/programme/add", {"title": "x", "start": "2031-05-02T10:00", "end": "2031-05-02T09:00"}),
    ):
        page = await post(browser, path, **fields)
        assert page.status_code == 409, path
        assert 'role="alert"' in page.text
    assert (await browser.get("/staff/programme/items/regatta")).status_code == 404


async def test_an_added_item_is_for_whom_was_chosen(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    fields = {"title": "Night swim", "start": "2031-05-03T22:00", "venue": "quay", "audience": "ulm", "kind": "visit"}
    page = await post(browser, "/staff/programme/add", **fields)
    await release(browser, page, notices="1")
    added = wired.parts.programme.event.items_by_id["night-swim"]
    assert (added.audience, added.venue, added.kind.value) == (("ulm",), "quay", "visit")
    assert set(await letters(wired)) == {"anna"}


async def test_findings_are_told_in_the_readers_language(wired: Festival) -> None:
    browser = await wired.staff(Role.HELPER)
    english = await browser.get("/staff/programme")
    assert "No coordinates." in english.text
    await browser.post("/staff/language", data={"csrf": token(english), "language": "de", "back": "/staff/programme"})
    german = await browser.get("/staff/programme")
    assert "No coordinates." not in german.text
    assert "Koordinaten" in german.text


async def test_a_broken_file_of_the_watched_pack_is_one_line_on_the_page(wired: Festival) -> None:
    browser = await wired.staff(Role.SENDER)
    await wired.parts.drafts.report("programme.csv cannot be read; save it again.")
    assert "programme.csv cannot be read; save it again." in (await browser.get("/staff/programme")).text
    await post(browser, "/staff/programme/watched/ignore")
    assert "cannot be read" not in (await browser.get("/staff/programme")).text
