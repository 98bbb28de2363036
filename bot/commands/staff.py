"""`broadcast`, `invite` and `staff`: what staff do from the terminal."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot.app import Application, open_application
from bot.broadcasts.model import Draft
from bot.config import Config, load
from bot.delivery.model import Lane
from bot.errors import ConfigurationError
from bot.logs import quiet
from bot.people.model import Role

Result = TypeVar("Result")
TERMINAL = "terminal"
"""Who acts, in the audit log, when a command does."""


def with_application(config: Path, data: Path, use: Callable[[Application], Awaitable[Result]]) -> Result:
    """Open the application on the data folder, use it once, close it."""

    quiet()

    async def main() -> Result:
        async with open_application(load(config), data) as application:
            return await use(application)

    return asyncio.run(main())


def broadcast(config: Path, data: Path, text: str, *, language: str, audience: str, lane: str, yes: bool) -> None:
    """Print whom it would reach; queue it when `yes`."""
    if lane not in ("urgent", "broadcast"):
        raise ConfigurationError(f'--lane "{lane}" does not exist; say urgent or broadcast')

    async def use(application: Application) -> str:
        source = language or application.programme.event.language
        draft = Draft(texts={source: text}, source=source, audience=audience, lane=Lane[lane.upper()])
        preview = await application.broadcasts.preview(draft)
        languages = ", ".join(f"{code} {count}" for code, count in sorted(preview.by_language.items()))
        said = (
            f"{preview.recipients} recipients ({languages or 'nobody'}); {preview.unopened} have never opened the bot, "
            f"{preview.unreachable} cannot be reached"
        )
        if not yes:
            return f"{said}\nnothing was sent; add --yes to queue it"
        sent = await application.broadcasts.send(draft, TERMINAL)
        return f"{said}\nbroadcast {sent.id} is {sent.state.value}; it leaves as soon as `python -m bot run` runs"

    print(with_application(config, data, use))


def invite(config: Path, data: Path, people: list[str], *, revoke: bool, as_json: bool) -> None:
    """Print each person's link, or revoke them."""

    async def use(application: Application) -> dict[str, str]:
        chosen = people or [delegate.id for delegate in await application.people.everyone()]
        if revoke:
            return {one: f"{await application.people.revoke(one)} revoked" for one in chosen}
        address = address_of(application.config)
        return {one: f"{address}/i/{await application.people.invite(one)}" for one in chosen}

    found = with_application(config, data, use)
    print(json.dumps(found, indent=2) if as_json else "\n".join(f"{one}\t{link}" for one, link in found.items()))


def add(config: Path, data: Path, *, name: str, role: str, telegram: str) -> None:
    """Add a member of staff; print the link and the code that sign them in once."""
    if role not in set(Role):
        raise ConfigurationError(f'--role "{role}" does not exist; say owner, sender or helper')

    async def use(application: Application) -> str:
        member = await application.people.add_staff(name, Role(role), telegram)
        code = await application.people.sign_in_code(member.id)
        address = address_of(application.config)
        return (
            f"{member.id} is {member.role.value}\nstaff console, once: {address}/staff/sign-in/{code}"
            f"\nor, to the staff bot in Telegram: /start {code}"
        )

    print(with_application(config, data, use))


def remove(config: Path, data: Path, member: str) -> None:
    """End a member of staff's access."""

    async def use(application: Application) -> None:
        await application.people.dismiss(member)

    with_application(config, data, use)
    print(f"{member} has no access any more")


def address_of(config: Config) -> str:
    """Where people reach the web chat."""
    return config.web.public_url.rstrip("/") or f"http://{config.web.host}:{config.web.port}"
