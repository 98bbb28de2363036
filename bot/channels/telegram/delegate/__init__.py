"""The delegates' bot (aiogram)."""

from bot.channels.telegram.delegate.bot import DelegateBot

__all__ = ["DelegateBot"]
