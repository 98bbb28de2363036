"""The bots whose tokens are set, ready to be run beside everything else."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bot.channels.telegram.parts import Parts
from bot.channels.telegram.webhook import Asgi, Routes, routes_of
from bot.config import Secrets
from bot.delivery.model import Carrier
from bot.delivery.pacing import Door, Gate, Limits
from bot.errors import ConfigurationError
from bot.people.model import Channel


@dataclass(frozen=True)
class Bots:
    """What they add to the application: carriers and doors for the courier, background work, webhook routes."""

    carriers: tuple[Carrier, ...] = ()
    doors: Mapping[Channel, Door] | None = None
    works: tuple[Callable[[], Coroutine[Any, Any, None]], ...] = ()
    routes: Routes | None = None

    def in_front_of(self, site: Asgi) -> Asgi:
        """The site with the webhook routes, if any, in front."""
        return self.routes.before(site) if self.routes else site


_TOKEN = re.compile(r"\d+:[\w-]+")
"""A bot's number and its secret."""

DELEGATES, STAFF = "bot.channels.telegram.delegate", "bot.channels.telegram.staff"


_BOTS = (("delegate_bot_token", DELEGATES), ("staff_bot_token", STAFF))


def check_tokens(secrets: Secrets) -> None:
    """ConfigurationError when a token cannot be one."""
    for name, _ in _BOTS:
        token = getattr(secrets, name).get_secret_value()
        if token and not _TOKEN.fullmatch(token):
            raise ConfigurationError(f"{name.upper()} is no bot token; copy it again from @BotFather (123456:ABC…)")


def prepare(secrets: Secrets) -> None:
    """Import what the bots with a token need; their libraries take seconds, which who takes over does not have."""
    for name, module in _BOTS:
        if getattr(secrets, name).get_secret_value():
            import_module(module)


@asynccontextmanager
async def bots(parts: Parts) -> AsyncIterator[Bots]:
    """The bots, their connections closed at the end of the block. ConfigurationError when webhooks lack a setting."""
    hooks = routes_of(parts.config.telegram, parts.secrets)
    async with AsyncExitStack() as stack:
        carriers: list[Carrier] = []
        doors: dict[Channel, Door] = {}
        works: list[Callable[[], Coroutine[Any, Any, None]]] = []
        if parts.secrets.delegate_bot_token.get_secret_value():
            gate = Gate(Limits(per_second=parts.config.delivery.per_second))
            delegates = await _made(DELEGATES, "DelegateBot", parts, gate, hooks)
            stack.push_async_callback(delegates.close)
            carriers.append(delegates.carrier)
            doors[Channel.TELEGRAM] = gate
            works.append(delegates.run)
        if parts.secrets.staff_bot_token.get_secret_value():
            staff = await _made(STAFF, "StaffBot", parts, hooks)
            stack.push_async_callback(staff.close)
            works.append(staff.run)
        yield Bots(tuple(carriers), doors, tuple(works), hooks)


async def _made(module: str, name: str, *given: object) -> Any:
    """Make a bot. Its library takes seconds to import, in which the loop must go on."""
    return getattr(await asyncio.to_thread(import_module, module), name)(*given)
