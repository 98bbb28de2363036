"""The staff bot (python-telegram-bot)."""

from bot.channels.telegram.staff.bot import StaffBot

__all__ = ["StaffBot"]
