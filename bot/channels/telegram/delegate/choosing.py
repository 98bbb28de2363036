"""Reminders, one's own data, help."""

import json

from aiogram import Router
from aiogram.filters import Command
from aiogram.methods import SendDocument
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.channels.telegram.buttons import Button, pack
from bot.channels.telegram.delegate.filters import rest_of, tapped
from bot.channels.telegram.delegate.joining import FORGET, what_to_ask
from bot.channels.telegram.delegate.profile import menu
from bot.channels.telegram.delegate.visit import Visit, message_of
from bot.channels.telegram.markup import bold, escape
from bot.channels.telegram.reminding import PREFERENCE, changed, page_of, show
from bot.delivery import store as journal

_EVERYTHING = 1_000_000


def router() -> Router:
    router = Router(name="choosing")
    router.message.register(reminders, Command("remind"))
    router.callback_query.register(choose, tapped(PREFERENCE))
    router.message.register(my_data, Command("mydata"))
    router.message.register(ask_before_forgetting, Command("forget"))
    router.callback_query.register(forget, tapped(FORGET))
    router.message.register(help_, Command("help"))
    return router


async def reminders(message: Message, visit: Visit) -> None:
    await visit.say(*show(visit.known.preferences, "", visit.event, visit.language))


async def choose(query: CallbackQuery, visit: Visit) -> None:
    """Take over a choice and show the page as it is now."""
    await visit.toast(query)
    choice = rest_of(query)[1:]
    chosen = changed(visit.known.preferences, choice, visit.event)
    if chosen != visit.known.preferences:
        await visit.parts.people.prefer(visit.known.id, chosen)
    await visit.revise(message_of(query), *show(chosen, page_of(choice), visit.event, visit.language))


async def my_data(message: Message, visit: Visit) -> None:
    """Everything kept about them, as a file."""
    async with visit.parts.database.read() as tx:
        lines = await journal.history(tx, visit.known.id, limit=_EVERYTHING)
    about = visit.known.model_dump(mode="json")
    said = [line.model_dump(mode="json", exclude={"person"}) for line in lines]
    content = json.dumps({"person": about, "messages": said}, ensure_ascii=False, indent=1).encode()
    file = BufferedInputFile(content, "my-data.json")
    caption = escape(visit.t("This is everything that is kept about you."))
    await visit.outlet.send(visit.chat, SendDocument(chat_id=visit.chat, document=file, caption=caption))


async def ask_before_forgetting(message: Message, visit: Visit) -> None:
    text = visit.t("Erase your name, your messages and your choices? You will get no more reminders. This is final.")
    yes, no = (
        Button("🗑 " + visit.t("Erase everything"), pack(FORGET, "yes")),
        Button(visit.t("Keep"), pack(FORGET, "no")),
    )
    await visit.say(escape(text), ((yes,), (no,)))


async def forget(query: CallbackQuery, visit: Visit) -> None:
    """Erase them, if they meant it."""
    await visit.toast(query)
    if rest_of(query) != ":yes":
        await visit.revise(message_of(query), escape(visit.t("Nothing was erased.")))
        return
    await visit.parts.people.forget(visit.known.id)
    visit.parts.live.publish(visit.known.id)
    await visit.revise(message_of(query), escape(visit.t("Your data has been erased. Goodbye!")))


async def help_(message: Message, visit: Visit) -> None:
    """What can be asked, and the commands."""
    commands = "\n".join(f"/{name} – {escape(said)}" for name, said in menu(visit.language).items())
    await visit.say(f"{bold(visit.t('What I can do'))}\n{escape(what_to_ask(visit))}\n\n{commands}")
