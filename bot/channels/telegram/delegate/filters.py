"""Which taps a handler is for."""

from collections.abc import Callable

from aiogram.types import CallbackQuery

from bot.channels.telegram.buttons import unpack


def tapped(*codes: str) -> Callable[[CallbackQuery], bool]:
    """Buttons with one of these codes."""
    return lambda query: unpack(query.data or "")[0] in codes


def rest_of(query: CallbackQuery) -> str:
    """What follows the code, with its sign."""
    return unpack(query.data or "")[1]
