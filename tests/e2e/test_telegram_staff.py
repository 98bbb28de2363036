"""A staff member's day through the real library and a real socket."""

import asyncio
from pathlib import Path

import pytest

from bot.delivery.service import Outbox
from bot.people.model import Role
from tests.e2e.telegram_world import Stage, running, stage
from tests.emulator.faults import Fault, Kind
from tests.emulator.phone import Message, Phone, labels, words

APPROVAL = (("DELEGATE__DELIVERY__APPROVAL", "true"),)


async def announce(mia: Phone, text: str, *taps: str) -> Message:
    """Write an announcement and tap through to its preview."""
    mia.say("/broadcast")
    await mia.hears("New announcement", timeout=20)
    mia.say(text)
    panel = await mia.hears("Who gets it?", timeout=20)
    for label in (*taps, "Continue"):
        await until(mia, lambda label=label: any(label in one for one in labels(panel)))
        mia.press(label, panel)
        await until(mia, lambda label=label: not any(label in one and "⬜" in one for one in labels(panel)))
    await until(mia, lambda: "How and when?" in words(panel))
    return panel


async def preview(mia: Phone, panel: Message) -> None:
    mia.press("Preview", panel)
    await until(mia, lambda: "Recipients" in words(panel))


async def until(phone: Phone, holds: object, timeout: float = 20) -> None:
    assert callable(holds)
    async with asyncio.timeout(timeout):
        while not holds():
            await phone.world.changed.wait()


async def unreachable(on: Stage, name: str) -> None:
    """Wait until the product knows that this person cannot be reached."""
    outbox = Outbox(on.application.database, on.application.clock, on.application.live)
    async with asyncio.timeout(20):
        while name not in [one.name for one in await outbox.unreachable()]:
            await asyncio.sleep(0.05)


async def three_delegates(on: Stage) -> list[Phone]:
    """Two of Rovaniemi and one of Bucheon."""
    people = {person.id: person for person in await on.application.people.everyone()}
    chosen = [people[one] for one in ("rovaniemi-1", "rovaniemi-2", "bucheon-1")]
    return list(await asyncio.gather(*(on.invited(person) for person in chosen)))


@pytest.mark.timeout(300)
async def test_an_announcement_is_approved_watched_retried_and_recalled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch, staff=True, settings=APPROVAL) as on:
        mia, rui = await on.member("Mia"), await on.member("Rui", Role.OWNER)
        helper = await on.member("Hanna", Role.HELPER)
        aino, mikko, seo = await three_delegates(on)
        panel = await announce(mia, "The bus leaves at 18:05 from Gate 3.", "Delegations ›", "Rovaniemi", "Back")
        mia.press("Readers must confirm", panel)
        await until(mia, lambda: "must be confirmed" in words(panel))
        await preview(mia, panel)
        assert "Recipients: 2" in words(panel)
        mia.press("Send", panel)
        await mia.hears("waits for approval", timeout=20)
        assert not any("Approve" in label for message in mia.received() for label in labels(message))

        on.world.faults.plan(Fault(Kind.DROP, "sendMessage", mikko.chat))
        rui.press("Approve", await rui.hears("18:05", timeout=30))
        said = await aino.hears("18:05", timeout=30)
        assert said["text"].startswith("📣")
        watched = await mia.sees("of 2 sent", timeout=30)
        await until(mia, lambda: "1 uncertain" in words(watched), timeout=30)
        assert sum("18:05" in words(one) for one in mikko.received()) == 1, "what may have arrived is not repeated"
        aino.press("I have read this", said)
        await until(aino, lambda: any("confirmed" in label for label in labels(said)) or "✅" in str(labels(said)))
        await until(mia, lambda: "1 confirmed" in words(watched), timeout=30)

        mia.press("Recall", watched)
        mia.press("Recall", await mia.hears("Take no.", timeout=20))
        await until(aino, lambda: not any("18:05" in words(one) for one in aino.received()), timeout=30)
        await mia.sees("Taken back or corrected: 1, to do: 0", timeout=30)
        assert not any("18:05" in words(one) for one in seo.received())
        assert not any("18:05" in words(one) for one in helper.received())


@pytest.mark.timeout(300)
async def test_what_failed_is_retried_and_a_sent_text_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        mia = await on.member("Mia")
        aino, mikko, seo = await three_delegates(on)
        mikko.block()
        await unreachable(on, "Mikko Saarela")
        panel = await announce(mia, "Dinner is at 19:30.", "Delegations ›", "Rovaniemi", "Bucheon", "Back")
        await preview(mia, panel)
        mia.press("Send", panel)
        watched = await mia.hears("sent", timeout=20)
        await seo.hears("19:30", timeout=30)
        await until(mia, lambda: "failed" in words(watched), timeout=30)
        mikko.open()
        await mikko.hears("19:30", timeout=30)
        await until(mia, lambda: "4 of 4" in words(watched) or "3 of" in words(watched), timeout=30)

        mia.press("Correct", watched)
        await mia.hears("English", timeout=20)
        mia.say("Dinner is at 20:00.")
        await seo.sees("20:00", timeout=30)
        await aino.sees("20:00", timeout=30)
        assert not any("19:30" in words(one) for phone in (aino, seo) for one in phone.received())


async def test_a_question_is_claimed_answered_kept_and_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        mia, hanna = await on.member("Mia"), await on.member("Hanna", Role.HELPER)
        aino, *_ = await three_delegates(on)
        aino.say("/staff Who has my blue umbrella?")
        await aino.hears(timeout=20)
        card = await hanna.hears("blue umbrella", timeout=20)
        assert "Rovaniemi" in words(card)
        hanna.press("I take it", card)
        await until(hanna, lambda: "👤 Hanna" in words(card))
        aino.say("It is at the theatre, I think.")
        more = await hanna.hears("at the theatre", timeout=20)
        assert more["reply_to_message"]["message_id"] == card["message_id"]
        hanna.say("The badge desk has it.", reply_to=more)
        await aino.hears("The badge desk has it.", timeout=20)
        await until(hanna, lambda: "Keep the answer" in str(labels(card)))
        hanna.press("Keep the answer", card)
        hanna.press("Close", card)
        await until(hanna, lambda: "Closed" in words(card))
        claire = await on.invited(await on.application.people.delegate("edmonton-1"))
        claire.say("Who has my blue umbrella?")
        await claire.hears("The badge desk has it.", timeout=20)
        hanna.say("/delay welcome-dinner 15m")
        await hanna.hears("ask a sender", timeout=20)
        assert await mia.sees("Closed", timeout=20)


async def test_an_item_is_delayed_after_its_impact_was_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        mia = await on.member("Mia")
        aino, *_ = await three_delegates(on)
        event = on.application.programme.event
        item = next(one for one in event.items if "everyone" in one.audience and one.start > on.application.clock.now())
        mia.say(f"/delay {item.id} 15m")
        shown = await mia.hears("Notified: 14", timeout=20)
        assert on.application.programme.event is event, "nothing is released before it is confirmed"
        mia.press("Release", shown)
        await until(mia, lambda: "14 are notified" in words(shown))
        await aino.hears("🔄", timeout=30)
        moved = on.application.programme.event.items_by_id[item.id]
        assert (moved.start - item.start).total_seconds() == 900


async def test_staff_removed_while_composing_send_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        mia = await on.member("Mia")
        panel = await announce(mia, "Free ice cream.", "Everyone")
        await preview(mia, panel)
        await on.application.people.dismiss("mia")
        mia.press("Send", panel)
        await mia.hears("This bot is for staff", timeout=20)
        await on.application.people.add_staff("Mia", Role.SENDER)
        mia.press("Send", panel)
        await until(mia, lambda: on.staff.toasts and "out of date" in on.staff.toasts[-1]["text"])
        assert await on.application.broadcasts.latest() == ()


async def test_an_announcement_half_written_outlives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True, run=False) as on:
        async with running(on.application):
            mia = await on.member("Mia")
            panel = await announce(mia, "The coaches leave at 16:30.", "Everyone")
        async with running(on.application):
            await preview(mia, panel)
            mia.press("Send", panel)
            async with asyncio.timeout(20):
                while not (sent := await on.application.broadcasts.latest(5)):
                    await asyncio.sleep(0.05)
        assert [one.draft.texts for one in sent] == [{"en": "The coaches leave at 16:30."}]
