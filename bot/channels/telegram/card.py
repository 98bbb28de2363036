"""The card for the driver, before it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What stands on it; `language` is the one spoken where the event is."""

    heading: str
    name: str
    address: str
    phone: str
    language: str

    def drawn(self) -> bytes | None:
        """The card as PNG; None when this machine has no font for its letters. Takes a moment: call it in a thread."""
        from bot.channels.telegram.picture import draw  # the library for pictures waits for the first card

        return draw(self)
