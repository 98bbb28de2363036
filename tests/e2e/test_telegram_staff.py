from pathlib import Path

import pytest

from bot.people.model import Role
from tests.e2e.telegram_world import stage
from tests.emulator.phone import words


async def test_staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path, monkeypatch, staff=True) as on:
        people = on.application.people
        mia = await people.add_staff("Mia", Role.OWNER)
        code = await people.sign_in_code(mia.id)
        phone = on.phone(on.staff, "Mia")
        phone.say(f"/start {code}")
        print(words(await phone.hears("Mia", timeout=20)))
        for command in ("/help", "/status", "/queue", "/who", "/delay opening 15m", "/cancel"):
            phone.say(command)
            m = await phone.hears(timeout=10)
            print("---", words(m), m.get("reply_markup"))
