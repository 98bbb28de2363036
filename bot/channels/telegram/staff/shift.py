"""A member of staff at work in a chat: who, in which language, and how to write back."""

from dataclasses import dataclass

from bot.channels.telegram.buttons import Rows
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.staff.desk import Desk
from bot.channels.telegram.texts import STAFF
from bot.people.model import Staff
from knowledge.event import Event, Item, LocalizedText
from knowledge.localize import clock, short_day


@dataclass(frozen=True)
class Shift:
    """A message or tap of a member of staff whose access has just been checked. `message` is the message tapped or
    written, `query` the tap to answer."""

    parts: Parts
    desk: Desk
    chat: int
    member: Staff
    language: str
    message: int = 0
    query: str = ""

    @property
    def event(self) -> Event:
        return self.parts.programme.event

    def t(self, message: str, /, **values: object) -> str:
        """One of our texts in this person's language."""
        return STAFF.text(self.language, message, **values)

    def own(self, text: LocalizedText) -> str:
        """The event's text in this person's language."""
        return text.best(self.language, self.event.language)

    def named(self, item: Item) -> str:
        """An item with its day and time."""
        start = self.event.local(item.start)
        return f"{short_day(start.date(), self.language)} {clock(start, self.language)} · {self.own(item.title)}"

    async def say(self, text: str, rows: Rows = (), *, reply_to: int = 0) -> int | None:
        """Send HTML; the message's number."""
        return await self.desk.say(self.chat, text, rows, reply_to=reply_to)

    async def revise(self, text: str, rows: Rows = ()) -> None:
        """Write the tapped message anew."""
        await self.desk.revise(self.chat, self.message, text, rows)

    async def toast(self, text: str = "") -> None:
        """Answer the tap."""
        if self.query:
            await self.desk.toast(self.query, text)
