"""SQL of copies that were sent and are to be taken back or written anew. A sent row's `reason` says what is to be done
with it, and afterwards what was."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update

from bot.delivery.model import Content, State
from bot.people.model import Channel
from bot.storage.engine import Transaction
from bot.storage.tables import messages, outbox


class Errand(StrEnum):
    """What is to be done with a sent copy."""

    RECALL = "to be recalled"
    CORRECT = "to be corrected"


RECALLED, CORRECTED = "recalled", "corrected"
_ERRANDS = tuple(errand.value for errand in Errand)


@dataclass(frozen=True)
class Copy:
    """A sent copy with something still to be done; `references` are the platform's message ids, first to last."""

    id: int
    broadcast: int
    recipient: str
    address: str
    references: tuple[int, ...]
    text: str
    language: str
    content: Content
    errand: Errand


async def mark(tx: Transaction, number: int, errand: Errand, channel: Channel) -> int:
    """Note on the broadcast's copies sent over the channel what is to be done; returns how many those are."""
    where = (outbox.c.broadcast == number, outbox.c.state == State.SENT.value, outbox.c.channel == channel.value)
    return (await tx.execute(update(outbox).where(*where).values(reason=errand.value))).rowcount


async def finish(tx: Transaction, number: int, word: str, but: Channel) -> int:
    """Note on the copies of all other channels that it has been done; returns how many those are."""
    where = (outbox.c.broadcast == number, outbox.c.state == State.SENT.value, outbox.c.channel != but.value)
    return (await tx.execute(update(outbox).where(*where).values(reason=word))).rowcount


async def unsay(tx: Transaction, number: int) -> None:
    """Take the copies out of their readers' histories."""
    rows = select(outbox.c.id).where(outbox.c.broadcast == number)
    await tx.execute(delete(messages).where(messages.c.outbox.in_(rows)))


async def reword(tx: Transaction, number: int, texts: Mapping[str, str]) -> None:
    """Write the copies of each language anew, sent or not, and what their readers' histories say."""
    for language, text in texts.items():
        rows = select(outbox.c.id).where(outbox.c.broadcast == number, outbox.c.language == language)
        await tx.execute(update(messages).where(messages.c.outbox.in_(rows)).values(text=text))
        await tx.execute(update(outbox).where(outbox.c.id.in_(rows)).values(text=text))


async def languages(tx: Transaction, number: int) -> frozenset[str]:
    """The languages the copies were written in."""
    query = select(outbox.c.language).where(outbox.c.broadcast == number).distinct()
    return frozenset((await tx.execute(query)).scalars())


async def readers(tx: Transaction, number: int) -> frozenset[str]:
    """Who has got a copy."""
    where = (outbox.c.broadcast == number, outbox.c.state == State.SENT.value)
    return frozenset((await tx.execute(select(outbox.c.recipient).where(*where))).scalars())


async def open_copies(tx: Transaction, channel: Channel, limit: int) -> Sequence[Copy]:
    """Copies sent over the channel with something still to be done, oldest first."""
    where = (outbox.c.state == State.SENT.value, outbox.c.channel == channel.value, outbox.c.reason.in_(_ERRANDS))
    rows = await tx.execute(select(outbox).where(*where).order_by(outbox.c.id).limit(limit))
    return [
        Copy(
            id=row.id,
            broadcast=row.broadcast,
            recipient=row.recipient,
            address=row.address,
            references=tuple(int(one) for one in row.reference.split(",") if one.isdigit()),
            text=row.text,
            language=row.language,
            content=Content.model_validate(row.content),
            errand=Errand(row.reason),
        )
        for row in rows
    ]


async def settle(tx: Transaction, row: int, reason: str) -> None:
    """Note what became of it."""
    where = (outbox.c.id == row, outbox.c.state == State.SENT.value)
    await tx.execute(update(outbox).where(*where).values(reason=reason))


async def reasons(tx: Transaction, number: int) -> Counter[str]:
    """How many sent copies say what."""
    where = (outbox.c.broadcast == number, outbox.c.state == State.SENT.value, outbox.c.reason != "")
    return Counter((await tx.execute(select(outbox.c.reason).where(*where))).scalars())
