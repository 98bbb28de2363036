"""Delivery to the web chat: the journal's own row, written by whoever marks the message as sent."""

from bot.delivery.model import Outcome, Parcel, Sent
from bot.people.model import Channel


class WebCarrier:
    """Nothing is transported: an open page is woken, and a closed one shows the row when it is opened."""

    channel = Channel.WEB

    async def deliver(self, parcel: Parcel) -> Outcome:
        return Sent()
