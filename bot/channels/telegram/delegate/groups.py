"""In groups the bot only says where to find it: answers are personal."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.buttons import Button
from bot.channels.telegram.delegate.filters import in_group
from bot.channels.telegram.delegate.visit import Visit
from bot.channels.telegram.markup import escape


def router() -> Router:
    router = Router(name="groups")
    router.message.register(spoken_to, in_group)
    router.edited_message.register(_nothing, in_group)
    router.callback_query.register(_nothing_tapped, in_group)
    return router


async def spoken_to(message: Message, bot: Bot, visit: Visit) -> None:
    """Answer a mention or a command with the way to the private chat."""
    me = await bot.me()
    text = message.text or message.caption or ""
    if f"@{me.username}".lower() not in text.lower() and not text.startswith("/"):
        return
    button = Button("💬 " + visit.t("Write to me"), url=f"https://t.me/{me.username}")
    await visit.say(escape(visit.t("I answer in private, in your own language.")), ((button,),))


async def _nothing(message: Message) -> None:
    """Edits in groups concern nobody."""


async def _nothing_tapped(query: CallbackQuery, visit: Visit) -> None:
    await visit.toast(query)
