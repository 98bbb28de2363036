"""The announcements that staff are writing, one a chat, remembered across restarts."""

from pydantic import TypeAdapter, ValidationError

from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.composing import Composing
from bot.storage.kept import keep, kept

_NAME = "staffbot.unsent"
_WRITTEN = TypeAdapter(dict[int, Composing])


class Unsent:
    """`by_chat` is changed in place; `save` keeps what differs from what was kept last."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.by_chat: dict[int, Composing] = {}
        self._kept: dict[int, Composing] = {}

    async def load(self) -> None:
        """What an earlier process left; what another version wrote and this one cannot read is given up."""
        async with self._parts.database.read() as tx:
            found = await kept(tx, _NAME)
        try:
            self.by_chat.update(_WRITTEN.validate_python(found or {}))
        except ValidationError:
            return
        self._kept = dict(self.by_chat)

    async def save(self) -> None:
        """Keep them; nothing is written when nothing has changed."""
        if self.by_chat == self._kept:
            return
        self._kept = dict(self.by_chat)
        async with self._parts.database.begin() as tx:
            await keep(tx, _NAME, _WRITTEN.dump_python(self._kept, mode="json"))
