"""Hand-written doubles of the outside: a carrier that follows a script, a crash, a time source that is turned."""

from collections.abc import Callable, Iterable

from bot.clock import Clock
from bot.delivery.model import Cause, Lane, Message, Outcome, Parcel, Sent
from bot.people import store as people
from bot.people.model import Address, Channel
from bot.storage.engine import Database


class Crash(BaseException):
    """The process dies here."""


class ScriptedCarrier:
    """Notes what it was given; `behave` says what comes of it, and may raise Crash."""

    def __init__(
        self, channel: Channel = Channel.TELEGRAM, behave: Callable[[Parcel], Outcome] = lambda parcel: Sent()
    ) -> None:
        self.channel, self.behave = channel, behave
        self.delivered: list[Parcel] = []

    async def deliver(self, parcel: Parcel) -> Outcome:
        self.delivered.append(parcel)
        return self.behave(parcel)

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(parcel.recipient, parcel.text) for parcel in self.delivered]


def note(person: str, text: str, clock: Clock, **values: object) -> Message:
    """A broadcast-lane message that is due now, unless told otherwise."""
    given = {"subject": text, "occasion": "once", "lane": Lane.BROADCAST, "language": "en", "cause": Cause.BROADCAST}
    return Message.model_validate({"recipient": person, "text": text, "due_at": clock.now(), **given, **values})


async def settle_in(database: Database, clock: Clock, persons: Iterable[str], channel: Channel) -> None:
    """Give people an address on the channel, named like themselves."""
    async with database.begin() as tx:
        homes = [Address(person=person, channel=channel, value=f"{channel}-{person}") for person in persons]
        await people.add_addresses(tx, homes, clock.now())
