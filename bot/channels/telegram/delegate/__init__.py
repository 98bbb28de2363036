"""The delegates' bot (aiogram)."""

from bot.channels.telegram.delegate.models import import_library

import_library()

from bot.channels.telegram.delegate.bot import DelegateBot  # noqa: E402 - after the library

__all__ = ["DelegateBot"]
