"""Free text is a question; everything else gets a sensible reply."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.channels.telegram.delegate.filters import with_command, with_words
from bot.channels.telegram.delegate.visit import Visit
from bot.channels.telegram.markup import clean, escape
from bot.channels.telegram.view import reply_view
from bot.people.model import Channel


def router() -> Router:
    router = Router(name="talk")
    router.message.register(unknown_command, with_command)
    router.message.register(question, with_words)
    router.edited_message.register(question, with_words)
    router.message.register(wordless)
    router.callback_query.register(outdated)
    return router


async def question(message: Message, visit: Visit) -> None:
    """A text, or what stands below a picture; an edited one is asked anew."""
    await answer(visit, message.text or message.caption or "")


async def answer(visit: Visit, text: str) -> None:
    """Ask the assistant and show its answer; nothing to somebody who writes faster than anyone reads."""
    async with visit.outlet.typing(visit.chat):
        reply = await visit.parts.conversation.reply(visit.known, clean(text), Channel.TELEGRAM)
    if reply is not None:
        await visit.show(reply_view(reply, visit.reminded))


async def unknown_command(message: Message, visit: Visit) -> None:
    await visit.say(escape(visit.t("I don’t know this command. Write your question in words, or see /help.")))


async def wordless(message: Message, visit: Visit) -> None:
    """A picture, voice message, sticker … without words."""
    if message.sticker or message.animation or message.dice:
        said = visit.t("Nice! If you have a question, write it in words.")
    elif message.voice or message.audio or message.video_note or message.video:
        said = visit.t("I cannot listen to recordings. Please write your question.")
    elif message.photo or message.document:
        said = visit.t("I cannot read pictures and files. Please write your question in words.")
    else:
        said = visit.t("Please write your question in words.")
    await visit.say(escape(said))


async def outdated(query: CallbackQuery, visit: Visit) -> None:
    """A button of ours that no longer means anything, or one that never was ours."""
    await visit.toast(query, visit.t("This button is out of date."))
