"""A delegate and staff in real browsers, on the bundled event."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge.localize import LANGUAGES
from tests.e2e.web_server import ARTIFACTS, Console, WebServer, ask, chromium, needs_browser, phone

pytestmark = [needs_browser, pytest.mark.browser, pytest.mark.timeout(240)]
NOW = "2026-01-06T08:20"

OVERFLOWING = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const scroller = one.closest('.quick, .days, .rooms, .scroll, svg, .unseen, .skip');
  return !scroller && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""

FAINT = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
  const ground = (one) => { for (; one; one = one.parentElement) { const style = getComputedStyle(one);
    if (style.backgroundImage !== 'none') return null; const c = parse(style.backgroundColor);
    if (c.length === 3 || c[3] > 0.9) return c; } return [255, 255, 255]; };
  const found = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.checkVisibility() || one.closest('.unseen, .skip, :disabled, .past')) continue;
    const behind = ground(one), style = getComputedStyle(one), ink = parse(style.color);
    if (!behind || (ink.length === 4 && ink[3] < 1)) continue;
    const [a, b] = [light(ink), light(behind)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(one.outerHTML.slice(0, 120) + ' ' + style.color + ' on ' + behind);
  }
  return found;
}"""

SMALL = """() => [...document.querySelectorAll('button, .offer, .tap')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    running = WebServer(tmp_path_factory.mktemp("chat"), _index(tmp_path_factory))
    running.start("--clock", NOW, "--speed", "1")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def console(server: WebServer, browser: Browser) -> Console:
    return server.staff(browser)


def _index(factory: pytest.TempPathFactory) -> Path:
    return factory.getbasetemp() / "search-index"


def picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")


def test_an_invited_delegate_asks_in_three_languages(server: WebServer, browser: Browser) -> None:
    page = phone(browser, server.links["delegate"])
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    english = ask(page, "When does the bus to the aerospace museum leave?")
    thai = ask(page, "รถบัสไปพิพิธภัณฑ์การบินอวกาศออกกี่โมง")
    chinese = ask(page, "去航天馆的大巴几点出发？")
    assert "13:35" in english
    assert "Gate B" in english
    assert "13:35" in thai
    assert "พิพิธภัณฑ์" in thai
    assert "13:35" in chinese
    assert "航" in chinese
    page.reload()
    expect(page.locator(".line.in")).to_have_count(3)
    assert [one.split("\n")[0] for one in page.locator(".line.in + .line.out .text").all_inner_texts()] == [
        text.split("\n")[0] for text in (english, thai, chinese)
    ]
    page.wait_for_timeout(300)
    assert errors == []
    picture(page, "chat")


def test_the_drivers_card_and_the_agenda_are_a_tap_away(server: WebServer, browser: Browser) -> None:
    page = phone(browser, server.links["delegate"])
    page.goto(f"{server.address}/driver/conference-centre")
    title = page.locator("h1")
    assert title.get_attribute("lang") == "zh"
    assert title.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 44
    picture(page, "driver-card")
    page.get_by_label("Back to the chat").click()
    page.get_by_label("Agenda").click()
    expect(page.locator("h2").first).to_contain_text("Tuesday, 6 January")
    page.locator(".item summary").nth(1).click()
    picture(page, "agenda")
    with page.expect_download() as download:
        page.locator('.item[id="i-bilateral-edmonton"] a[download]').click()
    assert b"UID:bilateral-edmonton@harbin-2026" in Path(download.value.path()).read_bytes()


def test_a_question_for_staff_is_answered_on_the_open_page(
    server: WebServer, browser: Browser, console: Console
) -> None:
    page = phone(browser, console.invitation("chiang-mai-1"))
    ask(page, "Which colour is the lost umbrella of my deputy?")
    console.page.goto(f"{server.address}/staff/questions")
    console.page.locator("a.entry", has_text="umbrella").click()
    console.page.fill("#answer", "It is green, and it waits at the badge desk.")
    console.page.click("form.once button.strong")
    expect(page.locator(".line.staff .text")).to_have_text("It is green, and it waits at the badge desk.")
    picture(console.page, "staff-question")


def test_an_announcement_to_one_delegation_is_seen_by_its_members_alone(
    server: WebServer, browser: Browser, console: Console
) -> None:
    members = [phone(browser, console.invitation(one)) for one in ("rovaniemi-1", "rovaniemi-2")]
    other = phone(browser, console.invitation("magdeburg-2"))
    console.page.goto(f"{server.address}/staff/broadcasts/new")
    console.page.check('input[name="audience"][value="delegation:rovaniemi"]', force=True)
    console.page.check('input[name="acknowledge"]', force=True)
    console.page.fill("#text-en", "Your bus leaves at 16:05 from Gate A.")
    picture(console.page, "staff-announcement")
    console.page.click("form.form button.strong")
    expect(console.page.locator(".count")).to_contain_text("2")
    console.page.click("form.once button.strong")
    for page in members:
        expect(page.locator(".line.broadcast .text")).to_have_text("Your bus leaves at 16:05 from Gate A.")
    members[0].locator(".line.broadcast button.confirm").click()
    expect(members[0].locator(".confirmed")).to_be_visible()
    expect(console.page.locator(".part")).to_contain_text("2 of 2 arrived")
    expect(console.page.locator("td .icon")).to_have_count(1)
    picture(console.page, "staff-progress")
    assert ask(other, "What is next?")
    expect(other.locator(".line.broadcast")).to_have_count(0)
    other.reload()
    expect(other.locator(".line.broadcast")).to_have_count(0)


SPEAKERS = {
    "en": "edmonton-1",
    "zh": "harbin-1",
    "fr": "edmonton-2",
    "fi": "rovaniemi-1",
    "de": "magdeburg-1",
    "el": "chalandri-1",
    "ko": "bucheon-1",
    "th": "chiang-mai-2",
    "tr": "erzurum-1",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quick_question_is_understood(
    server: WebServer, browser: Browser, console: Console, language: str
) -> None:
    page = phone(browser, console.invitation(SPEAKERS[language]))
    expect(page.locator("html")).to_have_attribute("lang", language)
    answers = page.locator(".line.in:not(.pending) + .line.out")
    for button in page.locator(".quick button").all():
        before = answers.count()
        button.click()
        answer = answers.nth(before)
        answer.wait_for()
        kind = answer.get_attribute("class") or ""
        assert "programme" in kind or "smalltalk" in kind, (button.inner_text(), answer.inner_text())
        assert answer.locator(".text").get_attribute("lang") == language


SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")


def test_pages_fit_are_legible_and_can_be_tapped_in_every_language(
    server: WebServer, browser: Browser, console: Console
) -> None:
    page = phone(browser, console.invitation("bucheon-2"))
    page.set_viewport_size({"width": 360, "height": 740})
    ask(page, "개막식은 어디에서 하나요?")
    for language in LANGUAGES:
        page.goto(server.address)
        page.locator("summary.tap").click()
        page.locator(f'button[value="{language}"]').click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for path in ("/", "/agenda", "/settings", "/forget", "/driver/hotel"):
            page.goto(server.address + path)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert page.evaluate(OVERFLOWING) == [], (language, path, scheme)
                assert page.evaluate(FAINT) == [], (language, path, scheme)
                assert page.evaluate(SMALL) == [], (language, path, scheme)


def test_the_console_fits_a_phone_in_every_language(server: WebServer, console: Console) -> None:
    page = console.page
    page.goto(f"{server.address}/staff")
    picture(page, "staff-overview")
    page.set_viewport_size({"width": 390, "height": 844})
    for language in LANGUAGES:
        page.goto(f"{server.address}/staff")
        page.locator("summary.tap").click()
        page.locator(f'button[value="{language}"]').click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        for path in ("", "/broadcasts", "/broadcasts/new", "/questions", "/deliveries", "/people"):
            page.goto(f"{server.address}/staff{path}")
            assert page.evaluate(OVERFLOWING) == [], (language, path)
            assert page.evaluate(FAINT) == [], (language, path)
