"""Which language each chat of staff is written to in: chosen, else their Telegram's."""

from typing import Any

from bot.channels.telegram.parts import Parts
from bot.people.model import Staff
from bot.storage.kept import keep, kept
from knowledge.localize import LANGUAGES

_NAME = "staffbot.languages"


class Languages:
    """Remembered across restarts, since cards are sent unasked."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._known: dict[str, str] = {}

    async def load(self) -> None:
        async with self._parts.database.read() as tx:
            found: Any = await kept(tx, _NAME)
        self._known = dict(found or {})

    def of(self, chat: int, member: Staff) -> str:
        """The language to write in."""
        return self._known.get(str(chat), member.language)

    async def seen(self, chat: int, code: str) -> None:
        """Their Telegram speaks this language; it counts until they choose."""
        if str(chat) not in self._known and code.split("-")[0] in LANGUAGES:
            await self.choose(chat, code.split("-")[0])

    async def choose(self, chat: int, code: str) -> None:
        self._known[str(chat)] = code
        async with self._parts.database.begin() as tx:
            await keep(tx, _NAME, self._known)
