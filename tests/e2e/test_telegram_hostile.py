"""What strangers, forgers and broken servers send: nothing crashes, nothing is done, nothing internal is shown."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.people.model import Role
from bot.storage.tables import audit
from tests.e2e.telegram_world import STAFF_TOKEN, Stage, stage
from tests.emulator.faults import Fault, Kind
from tests.emulator.phone import Phone, words

FORGED = (
    "m:../../etc/passwd",
    "m:" + "é" * 31,
    "c:nothing",
    "r:nothing",
    "n:",
    "q:What is next?",
    "q#0123456789abcdef",
    "a:999999999999999999",
    "a:-1",
    "a:1",
    "g:99999999m0",
    "g:20260106m" + "9" * 40,
    "g:20260106q0",
    "t:20260106m0:zzzz",
    "V:" + "9" * 50,
    "v:x",
    "p:lead:session:1000d",
    "p:quiet:99-99",
    "p:page:nothing",
    "l:xx",
    "x",
    "",
    "\x00",
    "🙂" * 16,
    "ea:00000000",
    "bs:00000000",
    "h:close:1",
    "w:recall:1",
)
STRANGE: tuple[dict[str, Any], ...] = (
    {"message": None},
    {"message": {}},
    {"message": {"message_id": "x", "chat": "y"}},
    {"message": [1, 2]},
    {"callback_query": {"id": 1}},
    {"a_kind_of_update_of_next_year": {"chat": {"id": 1}, "text": "hello"}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"edited_channel_post": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "channel"}}},
    {},
)
TEXTS = (
    "\x00\x01\x02",
    "a" + "\u0301" * 4095,
    "/" + "x" * 4000,
    "/start " + "A" * 64,
    "/start ../../..",
    "/delay concert 15m",
    "/broadcast Hello everyone",
    "/cancel opening-ceremony",
    "<b>unclosed & <script>alert(1)</script>",
    "\u202e\u200f\u2066 reversed",
    "🏳️‍🌈" * 500,
    "{0} {title} %s %(x)s",
)


async def audited(on: Stage, action: str) -> int:
    async with on.application.database.read() as tx:
        rows = await tx.execute(select(audit.c.id).where(audit.c.action == action))
        return len(rows.all())


async def settled(*phones: Phone) -> None:
    """Wait until every update has been handled: the queue is only emptied by what was."""
    async with asyncio.timeout(60):
        while any(phone.bot.queue for phone in phones):
            phones[0].bot.news.set()
            await asyncio.sleep(0.1)


async def test_hostile_updates_do_nothing_and_the_next_question_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        person = await on.application.people.delegate("edmonton-1")
        phone = await on.invited(person)
        stranger = on.phone(on.staff, "Stranger")
        before = on.application.programme.event
        for bot in (on.delegates, on.staff):
            for strange in STRANGE:
                on.world.add_update(bot, **strange)
        message = phone.received()[-1]
        for data in FORGED:
            phone.tap(message, data)
            phone.tap(None, data)
            stranger.tap(None, data)
        stranger.say("/start " + "x" * 32)
        stranger.say("/delay welcome-dinner 15m")
        for text in TEXTS:
            phone.say(text)
            stranger.say(text)
        await settled(phone, stranger)
        phone.say("When is the opening ceremony?")
        await phone.hears("17:15", timeout=60)
        shown = " ".join(words(one) for one in (*phone.received(), *stranger.received()))
        for internal in ("Traceback", "Error", "None", "python -m", "Exception", "sqlalchemy"):
            assert internal not in shown
        assert on.application.programme.event is before
        assert await on.application.broadcasts.latest() == ()
        assert await audited(on, "staff button refused") >= len([data for data in FORGED if data])
        assert await audited(on, "sign-in refused") >= 1
        assert len(stranger.received()) <= 6, "a stranger gets a few replies a minute"


async def test_nobody_but_its_owner_spends_a_sign_in_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        mia = await on.application.people.add_staff("Mia", Role.OWNER)
        code = await on.application.people.sign_in_code(mia.id)
        phone, thief, delegate = on.phone(on.staff, "Mia"), on.phone(on.staff, "Thief"), on.phone(on.delegates, "Thief")
        delegate.say(f"/start {code}")
        await delegate.hears("not valid", timeout=30)
        phone.say(f"/start {code}")
        await phone.hears("Welcome, Mia", timeout=30)
        thief.say(f"/start {code}")
        await thief.hears("This bot is for staff", timeout=30)
        thief.say("/status")
        await settled(thief)
        assert not any("Delegates:" in words(one) for one in thief.received())


async def test_pictures_voices_edits_groups_and_places_are_replied_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch) as on:
        phone = await on.invited(await on.application.people.delegate("edmonton-1"))
        file = {"file_id": "f", "file_unique_id": "f", "duration": 1}
        phone.send(voice=file)
        await phone.hears("recordings", timeout=20)
        phone.send_photo(b"\x89PNG")
        await phone.hears("pictures", timeout=20)
        phone.send_photo(b"\x89PNG", caption="When is the opening ceremony?")
        await phone.hears("17:15", timeout=20)
        asked = phone.say("Hello")
        await phone.hears(timeout=20)
        phone.edit(asked, "When is the opening ceremony?")
        await phone.hears("17:15", timeout=20)
        venue = next(one for one in on.application.programme.event.venues if one.latitude)
        phone.send(location={"latitude": venue.latitude, "longitude": venue.longitude})
        await phone.hears("Nearest to you (10 m", timeout=20)
        assert (await phone.hears(timeout=20))["venue"]["title"] == venue.name.best("en")
        on.delegates.groups[-77] = "Mayors"
        group = Phone(on.world, on.delegates, phone.user, chat=-77)
        group.say("Good morning everyone")
        group.say("@delegates_bot when is dinner?")
        assert "in private" in words(await group.hears(timeout=20))
        assert len(group.received()) == 1


async def test_replies_survive_a_bad_network_and_are_not_repeated_where_they_may_have_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch) as on:
        phone = await on.invited(await on.application.people.delegate("edmonton-1"))
        for fault in (
            Fault(Kind.RETRY, "sendMessage"),
            Fault(Kind.PAGE, "getUpdates"),
            Fault(Kind.REFUSE, "getUpdates"),
        ):
            on.world.faults.plan(fault)
        phone.say("When is the opening ceremony?")
        await phone.hears("17:15", timeout=30)
        assert sum("17:15" in words(one) for one in phone.received()) == 1


async def test_a_restart_answers_what_was_asked_meanwhile_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.e2e.telegram_world import running

    async with stage(tmp_path, monkeypatch, run=False) as on:
        async with running(on.application):
            phone = await on.invited(await on.application.people.delegate("edmonton-1"))
            phone.say("When is the opening ceremony?")
            handled = [dict(one) for one in on.delegates.queue]
            await phone.hears("17:15", timeout=30)
        phone.say("Where is the opening ceremony?")
        count = len(phone.received())
        async with running(on.application):
            await phone.hears("Dream Stage", timeout=30)
            on.delegates.queue.extendleft(reversed(handled))
            await settled(phone)
        assert len(phone.received()) == count + 1


async def test_no_token_is_ever_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.config import LogSection, Secrets
    from bot.logs import set_up

    async with stage(tmp_path, monkeypatch, staff=True) as on:
        set_up(LogSection(level="DEBUG"), Secrets.from_environment())
        phone = await on.invited(await on.application.people.delegate("edmonton-1"))
        for bot in (on.delegates, on.staff):
            del on.world.bots[bot.token]
        phone.say("Is anybody there?")
        for bot in (on.delegates, on.staff):
            bot.polls += 1
            bot.news.set()
        said = ""
        async with asyncio.timeout(90):
            while said.count("does not know this token") < 2:
                await asyncio.sleep(0.1)
                said += "".join(capfd.readouterr())
    said += "".join(capfd.readouterr())
    assert "CANARY" not in said
    assert STAFF_TOKEN not in said
