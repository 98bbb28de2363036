from pathlib import Path

import pytest

from tests.e2e.telegram_world import stage
from tests.emulator.phone import words


async def test_an_invited_delegate_asks_and_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch) as on:
        person = (await on.application.people.everyone())[0]
        phone = await on.invited(person)
        phone.say("When is the opening ceremony?")
        print(words(await phone.hears(timeout=10)))
        assert on.delegates.limits.refusals == 0
