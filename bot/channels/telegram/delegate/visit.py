"""Who writes, from which chat, in which language; and how to write back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aiogram.methods import EditMessageReplyMarkup, EditMessageText
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.buttons import Rows, markup
from bot.channels.telegram.delegate.outlet import Outlet
from bot.channels.telegram.delegate.session import Call
from bot.channels.telegram.parts import Parts
from bot.channels.telegram.texts import TEXTS
from bot.channels.telegram.view import View
from bot.people.model import Delegate
from knowledge.answers.voice import Voice
from knowledge.event import Event, LocalizedText
from knowledge.localize import spoken


@dataclass(frozen=True)
class Visit:
    """A message or tap of somebody in a chat; `delegate` is None while we do not know them."""

    parts: Parts
    outlet: Outlet
    chat: int
    name: str
    language: str
    delegate: Delegate | None = None

    @property
    def event(self) -> Event:
        return self.parts.programme.event

    @property
    def known(self) -> Delegate:
        """The delegate, where handlers are only reached by delegates."""
        if self.delegate is None:
            raise LookupError("nobody is known in this chat")
        return self.delegate

    @property
    def voice(self) -> Voice:
        return Voice(self.event, self.language)

    def t(self, message: str, /, **values: object) -> str:
        """One of our texts in this person's language."""
        return TEXTS.text(self.language, message, **values)

    def own(self, text: LocalizedText) -> str:
        """The event's text in this person's language."""
        return text.best(self.language, self.event.language)

    async def say(self, text: str, rows: Rows = ()) -> int | None:
        """Send HTML; the message's number."""
        sent = await self.outlet.send(self.chat, Call.saying(self.chat, text, rows))
        return sent.message_id if sent else None

    async def show(self, view: View) -> None:
        """Send all parts, the buttons below the last."""
        for part in view.parts[:-1]:
            await self.say(part)
        await self.say(view.parts[-1], view.rows)

    async def revise(self, message: int, text: str, rows: Rows = ()) -> None:
        """Write the message anew."""
        edit = EditMessageText(chat_id=self.chat, message_id=message, text=text, reply_markup=keyboard(rows))
        await self.outlet.send(self.chat, edit)

    async def rebutton(self, message: int, rows: Rows) -> None:
        """Give the message other buttons."""
        edit = EditMessageReplyMarkup(chat_id=self.chat, message_id=message, reply_markup=keyboard(rows))
        await self.outlet.send(self.chat, edit)

    async def toast(self, query: CallbackQuery, text: str = "") -> None:
        """Answer a tap with a short notice."""
        await self.outlet.quick(query.answer(text[:190] or None))

    def as_(self, delegate: Delegate) -> "Visit":
        """The same visit, of this delegate."""
        return replace(self, delegate=delegate, language=spoken(delegate.language or self.language))

    def reminded(self, item: str) -> bool:
        """Whether the delegate hears of this item ahead of it."""
        found = self.event.items_by_id.get(item)
        if self.delegate is None or found is None:
            return False
        chosen = self.delegate.preferences
        if item in chosen.muted or not chosen.reminders:
            return False
        return item in chosen.starred or found.concerns(self.delegate.delegation, self.delegate.id)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The buttons as aiogram takes them; None without any."""
    return InlineKeyboardMarkup.model_validate(markup(rows)) if rows else None


def message_of(query: CallbackQuery) -> int:
    """The number of the message that was tapped; 0 when it is too old to tell."""
    return query.message.message_id if query.message else 0


def tapped_rows(query: CallbackQuery) -> Sequence[Sequence[InlineKeyboardButton]]:
    """The buttons of the message that was tapped, as they are."""
    markup = getattr(query.message, "reply_markup", None)
    return markup.inline_keyboard if markup else ()
