"""What Telegram shows of the bot before anyone writes: the command menu and its descriptions, in nine languages."""

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.channels.telegram.texts import TEXTS
from knowledge.event import Event
from knowledge.localize import LANGUAGES

COMMANDS = {
    "today": "Today’s programme",
    "tomorrow": "Tomorrow’s programme",
    "next": "What comes next",
    "agenda": "My agenda, day by day",
    "venues": "Places and how to get there",
    "remind": "Reminders and quiet hours",
    "language": "Change the language",
    "staff": "Ask a person",
    "mydata": "What is kept about me",
    "forget": "Erase my data",
    "help": "What I can do",
}
"""The menu, in order."""

_DEFAULT = "en"
_log = structlog.get_logger(__name__)


async def publish(bot: Bot, event: Event) -> None:
    """Set what is not set yet; failures wait for the next start."""
    for language in LANGUAGES:
        try:
            await _publish(bot, event, language)
        except AiogramError as error:
            _log.warning("profile not set", language=language, reason=str(error))


async def _publish(bot: Bot, event: Event, language: str) -> None:
    code = "" if language == _DEFAULT else language
    wanted = [BotCommand(command=name, description=said) for name, said in menu(language).items()]
    if await bot.get_my_commands(language_code=code) == wanted:
        return
    name = event.name.best(language, event.language)
    long = TEXTS.text(
        language,
        "I am the assistant of {event}. Ask me about the programme, places and practical matters, in your own language. "
        "I remind you ahead of what concerns you, and tell you what changes.",
        event=name,
    )
    await bot.set_my_description(long[:512], language_code=code)
    short = TEXTS.text(language, "Programme, places, reminders: {event}", event=name)
    await bot.set_my_short_description(short[:120], language_code=code)
    await bot.set_my_commands(wanted, language_code=code)


def menu(language: str) -> dict[str, str]:
    """The commands with what they do."""
    return {name: TEXTS.text(language, said) for name, said in COMMANDS.items()}
