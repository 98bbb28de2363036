"""Which messages and taps a handler is for. All are coroutines: aiogram runs every other filter, its `F` too, in a thread."""

from collections.abc import Awaitable, Callable

from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject

from bot.channels.telegram.buttons import unpack
from bot.channels.telegram.delegate.visit import Visit


def tapped(*codes: str) -> Callable[[CallbackQuery], Awaitable[bool]]:
    """Buttons with one of these codes."""

    async def meant(query: CallbackQuery) -> bool:
        return unpack(query.data or "")[0] in codes

    return meant


async def in_group(event: Message | CallbackQuery) -> bool:
    """Whatever stands in a group."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and message.chat.type != "private"


async def in_private(event: ChatMemberUpdated) -> bool:
    """A change of membership in a private chat: blocked, or taken up again."""
    return event.chat.type == "private"


async def from_stranger(_: TelegramObject, visit: Visit) -> bool:
    """Somebody who is no delegate."""
    return visit.delegate is None


async def from_undecided(_: TelegramObject, visit: Visit) -> bool:
    """A delegate who has not agreed yet."""
    return visit.delegate is not None and visit.delegate.consented_at is None


async def with_place(message: Message) -> bool:
    """A location that was sent."""
    return message.location is not None


async def with_words(message: Message) -> bool:
    """A text, or what stands below a picture."""
    return bool(message.text or message.caption)


async def with_command(message: Message) -> bool:
    """A text that begins as a command does."""
    return bool(message.text and message.text.startswith("/"))


def rest_of(query: CallbackQuery) -> str:
    """What follows the code, with its sign."""
    return unpack(query.data or "")[1]
