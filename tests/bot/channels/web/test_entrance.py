"""Who comes in and who does not."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from bot.channels.web.security import LARGEST_REQUEST
from bot.people.model import Role
from tests.bot.channels.web.conftest import Festival, token


def posts(app: FastAPI) -> list[str]:
    """Every path that takes a form, with something in place of its parameters."""
    found = []
    for route in every_route(app):
        if "POST" in (route.methods or ()):
            found.append(re.sub(r"\{\w+\}", "1", route.path))
    return found


def every_route(holder: Any) -> list[APIRoute]:
    found: list[APIRoute] = []
    for route in holder.routes:
        if isinstance(route, APIRoute):
            found.append(route)
        elif hasattr(route, "original_router"):
            found += every_route(route.original_router)
    return found


async def test_no_form_is_obeyed_without_its_token(wired: Festival) -> None:
    paths = posts(wired.app)
    assert len(paths) > 20
    delegate, staff = await wired.delegate("ingrid"), await wired.staff(Role.OWNER)
    for path in paths:
        browser = staff if path.startswith("/staff") else delegate
        for headers in ({}, {"X-CSRF-Token": "0" * 32}):
            answer = await browser.post(path, data={"text": "x", "name": "x"}, headers=headers)
            assert answer.status_code in (403, 422, 400), (path, answer.status_code)
    assert (await wired.parts.people.delegate("ingrid")).name == "Ingrid Berg"


async def test_forms_of_other_sites_are_refused_even_with_a_token(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    form = {"csrf": token(await browser.get("/")), "language": "de"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert (await browser.post("/language", data=form, headers=headers)).status_code == 403, headers
    assert (await wired.parts.people.delegate("ingrid")).language == "en"
    await browser.post("/language", data=form, headers={"Origin": "http://festival.test"})
    assert (await wired.parts.people.delegate("ingrid")).language == "de"


async def test_every_response_forbids_foreign_content_and_hides_the_session_from_scripts(wired: Festival) -> None:
    browser = wired.browser()
    browser.follow_redirects = False
    opened = await browser.get(f"/i/{await wired.parts.people.invite('ingrid')}")
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    for path in ("/", "/agenda", "/no-such-page", "/driver/hall"):
        headers = (await browser.get(path)).headers
        assert "script-src 'self';" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


async def test_no_page_takes_anything_from_elsewhere_or_holds_a_script(wired: Festival) -> None:
    delegate, staff = await wired.delegate("ingrid"), await wired.staff(Role.OWNER)
    for browser, paths in (
        (delegate, ("/", "/agenda?whole=1", "/settings", "/driver/hall", "/forget")),
        (staff, ("/staff", "/staff/broadcasts/new", "/staff/people", "/staff/deliveries", "/staff/questions")),
    ):
        for path in paths:
            text = (await browser.get(path)).text
            assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?!/static/)[^"]*"', text) == [], path
            assert re.findall(r"<script>|\son\w+=|\sstyle=|javascript:", text) == [], path
            for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
                assert (await browser.get(asset)).status_code == 200


async def test_a_forged_or_revoked_invitation_opens_nothing(wired: Festival) -> None:
    good = await wired.parts.people.invite("ingrid")
    browser = wired.browser()
    assert (await browser.get(f"/i/{good[:-1]}{'A' if good[-1] != 'A' else 'B'}")).status_code == 403
    inside = await wired.delegate("ingrid")
    await wired.parts.people.revoke("ingrid")
    assert (await inside.get("/")).status_code == 401
    assert (await browser.get(f"/i/{good}")).status_code == 403


async def test_a_sign_in_link_works_once_and_a_dismissed_member_is_out_at_once(wired: Festival) -> None:
    member = await wired.parts.people.add_staff("Olga", Role.OWNER)
    link = f"/staff/sign-in/{await wired.parts.people.sign_in_code(member.id)}"
    first, second = wired.browser(), wired.browser()
    assert (await first.get(link)).status_code == 200
    assert (await second.get(link)).status_code == 403
    assert (await second.get("/staff")).status_code == 401
    await wired.parts.people.dismiss(member.id)
    assert (await first.get("/staff")).status_code == 401


async def test_a_delegates_session_opens_no_staff_page(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    session = browser.cookies["delegate"]
    browser.cookies.set("staff", session, domain="festival.test", path="/staff")
    for path in ("/staff", "/staff/people", "/staff/broadcasts/new", "/staff/questions/events"):
        assert (await browser.get(path)).status_code == 401, path


@pytest.mark.parametrize("wired", [{"mode": "open"}], indirect=True)
async def test_open_access_asks_for_a_name_and_a_language(wired: Festival) -> None:
    browser = wired.browser()
    page = await browser.get("/", headers={"Accept-Language": "fr-CA,en;q=0.5"})
    assert (page.url.path, 'lang="fr"' in page.text) == ("/join", True)
    page = await browser.post("/join", data={"csrf": token(page), "name": "  Luc   Roy ", "language": "fr"})
    assert "Bonjour Luc Roy !" in page.text
    assert len(await wired.parts.people.everyone()) == 3


async def test_by_invitation_only_means_nobody_joins(wired: Festival) -> None:
    assert (await wired.browser().get("/join")).status_code == 403
    page = await wired.browser().get("/", headers={"Accept-Language": "ko"})
    assert page.status_code == 401
    assert "초대장의 개인 링크를 열어 주세요" in page.text


async def test_too_large_a_request_is_refused_whatever_it_announces(wired: Festival) -> None:
    browser = await wired.delegate("ingrid")
    csrf = token(await browser.get("/"))
    announced = await browser.post("/messages/form", data={"csrf": csrf, "text": "x" * LARGEST_REQUEST})

    async def pieces() -> Any:
        for _ in range(40):
            yield b"x" * 1024

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    streamed = await browser.post("/messages/form", content=pieces(), headers=headers)
    assert (announced.status_code, streamed.status_code) == (413, 413)


async def test_what_breaks_inside_is_said_in_the_readers_language_without_a_stack(wired: Festival) -> None:
    browser = await wired.delegate("anna")

    async def broken(*args: object) -> None:
        raise RuntimeError("a secret detail")

    wired.parts.conversation = type("Broken", (), {"reply": broken})()
    form = {"csrf": token(await browser.get("/")), "text": "Hallo"}
    page = await browser.post("/messages/form", data=form)
    assert page.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in page.text
    assert "secret" not in page.text
    assert "Traceback" not in page.text
    missing = await browser.get("/driver/nowhere")
    assert (missing.status_code, "Hier ist nichts" in missing.text) == (404, True)


async def test_machines_learn_that_all_is_well_and_nothing_about_people(wired: Festival) -> None:
    browser = wired.browser()
    assert (await browser.get("/healthz")).json() == {"status": "ok", "waiting": 0}
    figures = await browser.get("/metrics")
    assert figures.status_code == 200
    assert "ingrid" not in figures.text
