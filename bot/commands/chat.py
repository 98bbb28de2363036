"""`chat`: the conversation in a terminal, with the same memory as everywhere."""

import asyncio
from datetime import datetime
from pathlib import Path

from bot.app import Application, open_application
from bot.config import load
from bot.conversation.model import Reply
from bot.delivery.model import Content
from bot.errors import ConfigurationError, NotFound
from bot.logs import quiet
from bot.people.model import Channel, Delegate
from knowledge.answers.model import ActionKind
from knowledge.localize import LANGUAGES

_GUEST = "terminal-guest"


def chat(config: Path, data: Path, *, lang: str, person: str, start: datetime | None) -> None:
    """Read questions from standard input until it ends."""
    if lang and lang not in LANGUAGES:
        raise ConfigurationError(f'--lang "{lang}" is not spoken here; say one of {", ".join(LANGUAGES)}')
    quiet()
    asyncio.run(_chat(config, data, lang, person, start))


async def _chat(config: Path, data: Path, lang: str, person: str, start: datetime | None) -> None:
    async with open_application(load(config), data, start=start) as application:
        delegate = await _delegate(application, lang, person)
        event = application.programme.event
        print(f"{event.name.best(delegate.language)} · {event.local(application.clock.now()):%a %d %b %H:%M}")
        if application.clock.rehearsal and event.notice:
            print(event.notice.best(delegate.language))
        await asyncio.to_thread(application.answers.warm)
        await _talk(application, delegate)


async def _talk(application: Application, delegate: Delegate) -> None:
    options: list[str] = []
    while (line := await asyncio.to_thread(_read)) is not None:
        chosen = int(line) - 1 if line.strip().isdigit() else -1
        text = options[chosen] if 0 <= chosen < len(options) else line
        reply = await application.conversation.reply(delegate, text, Channel.TERMINAL) if text.strip() else None
        if reply is not None:
            options = _show(reply)


def _read() -> str | None:
    try:
        return input("> ")
    except (EOFError, KeyboardInterrupt):
        return None


def _show(reply: Reply) -> list[str]:
    print(reply.text)
    for citation in reply.content.citations:
        print(f"  · {citation.title} ({citation.source})")
    options = _options(reply.content)
    for number, (label, _) in enumerate(options, 1):
        print(f"  [{number}] {label}")
    return [target for _, target in options]


def _options(content: Content) -> list[tuple[str, str]]:
    return [
        (action.label or action.target, action.target) for action in content.actions if action.kind is ActionKind.ASK
    ]


async def _delegate(application: Application, lang: str, person: str) -> Delegate:
    if person:
        return await application.people.delegate(person)
    try:
        guest = await application.people.delegate(_GUEST)
    except NotFound:
        guest = Delegate(id=_GUEST, name="Guest", language=lang)
        await application.people.enrol([guest])
    return guest.model_copy(update={"language": lang}) if lang else guest
