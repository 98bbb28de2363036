"""Delegates' days through the real library and a real socket, in all nine languages at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.texts import TEXTS
from bot.clock import ManualClock
from bot.people.model import Delegate
from knowledge.answers.smalltalk import examples
from knowledge.answers.voice import Voice
from knowledge.localize import LANGUAGES, NATIVE_NAMES
from tests.e2e.telegram_world import Stage, stage
from tests.emulator.phone import Phone, buttons, words

MORNING = datetime(2026, 1, 6, 7, 0, tzinfo=UTC)
"""15:00 in Harbin, on the event's first day."""


class Day:
    """One delegate's day in one language."""

    def __init__(self, on: Stage, person: Delegate, language: str) -> None:
        self.on, self.person, self.language = on, person, language
        self.phone: Phone

    def t(self, message: str, **values: object) -> str:
        return TEXTS.text(self.language, message, **values)

    async def joins(self) -> None:
        self.phone = await self.on.invited(self.person, self.language)
        self.phone.say("/language")
        self.phone.press(NATIVE_NAMES[self.language], await self.phone.hears(timeout=30))
        await self.phone.sees(
            self.t("I will write to you in {language}.", language=NATIVE_NAMES[self.language]), timeout=30
        )

    async def asks(self) -> None:
        """Three questions the event itself suggests, and three that staff approved."""
        voice = Voice(self.on.application.programme.event, self.language)
        asked = examples(voice, self.on.application.clock.now())
        asked += [
            (one.question.get(self.language) or "").split("|")[0] for one in self.on.application.pack.approved[:3]
        ]
        for question in asked:
            self.phone.say(question)
            said = await self.phone.hears(timeout=40)
            assert len(words(said)) > 10
        history = await self.on.history(self.person.id)
        kinds = [line.content.kind for line in history if line.direction == "out"]
        assert len(kinds) == len(asked) == 6
        assert "handover" not in kinds
        assert {line.language for line in history if line.direction == "out"} == {self.language}

    async def browses(self) -> None:
        """The agenda, turned by editing one message; a star; a place on the map and on a card for the driver."""
        self.phone.say("/agenda")
        page = await self.phone.hears(self.t("My agenda"), timeout=30)
        star = next(one for one in buttons(page) if "⭐" in one["text"])
        self.phone.tap(page, star["callback_data"])
        await self.until(lambda: "☆" in str(page["reply_markup"]))
        self.phone.press("›", page)
        await self.until(lambda: "1 ⭐" in str(page["reply_markup"]) and "‹" in str(page["reply_markup"]))
        self.phone.say("/venues")
        self.phone.press("", await self.phone.hears(self.t("Places"), timeout=30))
        place = await self.phone.hears("📍", timeout=30)
        self.phone.press("🗺", place)
        assert (await self.phone.hears(timeout=30))["venue"]
        self.phone.press("🚕", place)
        assert (await self.phone.hears(timeout=30))["photo"]

    async def is_reminded(self) -> None:
        reminder = await self.phone.hears(self.t("Reminder"), timeout=60)
        self.phone.press("📅", reminder)
        assert words(await self.phone.hears(".ics", timeout=30))

    async def asks_a_person(self) -> None:
        self.phone.say(f"/staff {self.person.name}?")
        await self.phone.hears(timeout=30)

    async def is_answered(self) -> None:
        said = await self.phone.hears(f"42 {self.person.name}", timeout=60)
        assert self.t("From the staff") in words(said)
        self.phone.press("✔️", said)
        await self.until(lambda: "reply_markup" not in said)

    async def leaves(self) -> None:
        self.phone.say("/mydata")
        document = (await self.phone.hears("my-data.json", timeout=30))["document"]
        kept = json.loads(self.on.world.files[document["file_id"]].content)
        assert kept["person"]["id"] == self.person.id
        assert len(kept["messages"]) > 10
        self.phone.say("/forget")
        self.phone.press("🗑", await self.phone.hears(timeout=30))
        await self.phone.sees(self.t("Your data has been erased. Goodbye!"), timeout=30)
        assert await self.on.history(self.person.id) == ()
        self.phone.say("?")
        await self.phone.hears(
            self.t("This assistant is for invited delegates. Please open your personal invitation link."), timeout=30
        )

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():
                await self.on.world.changed.wait()


async def everyone(days: list[Day], step: Callable[[Day], Awaitable[None]]) -> None:
    """Take a step of all days at once; a failure says whose it was."""

    async def take(day: Day) -> None:
        try:
            await step(day)
        except BaseException as error:
            error.add_note(f"in {day.language}")
            raise

    await asyncio.gather(*(take(day) for day in days))


@pytest.mark.timeout(400)
async def test_a_delegates_day_in_each_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock(MORNING)
    async with stage(tmp_path, monkeypatch, clock=clock, staff=True) as on:
        desk = await on.member("Mia")
        people = await on.application.people.everyone()
        days = [Day(on, person, language) for person, language in zip(people, LANGUAGES, strict=False)]
        for step in (Day.joins, Day.asks, Day.browses):
            await everyone(days, step)
        await on.application.reminders.refresh()
        clock.turn(timedelta(hours=1, minutes=25))
        assert await on.application.reminders.fire_due() >= len(days)
        await everyone(days, Day.is_reminded)
        await everyone(days, Day.asks_a_person)
        for day in days:
            card = await desk.sees(f"❓ {day.person.name}?", timeout=60)
            desk.say(f"42 {day.person.name}", reply_to=card)
        await everyone(days, Day.is_answered)
        await everyone(days, Day.leaves)
        assert on.delegates.limits.refusals == 0
        assert set(on.delegates.commands) == {"", *LANGUAGES} - {"en"}
