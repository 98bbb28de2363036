"""Who blocks the bot cannot be reached; who comes back can."""

from aiogram import Router
from aiogram.types import ChatMemberUpdated

from bot.channels.telegram.delegate.filters import in_private
from bot.channels.telegram.delegate.visit import Visit
from bot.delivery.live import STAFF_TOPIC
from bot.delivery.service import Outbox
from bot.people import store
from bot.people.model import Channel


def router() -> Router:
    router = Router(name="membership")
    router.my_chat_member.register(changed, in_private)
    return router


async def changed(event: ChatMemberUpdated, visit: Visit) -> None:
    """Note it, and let what waited for them go."""
    parts = visit.parts
    if event.new_chat_member.status in ("kicked", "left"):
        async with parts.database.begin() as tx:
            await store.mark_unreachable(tx, Channel.TELEGRAM, str(visit.chat), "blocked the bot")
        parts.live.publish(STAFF_TOPIC)
    elif visit.delegate is not None:
        await parts.people.seen(visit.delegate.id, Channel.TELEGRAM, str(visit.chat))
        await Outbox(parts.database, parts.clock, parts.live).revive(visit.delegate.id)
