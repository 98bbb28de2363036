"""Reminders that have been written but have not left, when the programme changes under them."""

from datetime import datetime

from bot.people import store as people
from bot.people.model import Delegate
from bot.reminders import store
from bot.reminders.compose import STATED, say
from bot.reminders.plan import DAY_PREFIX, EVENING, Due
from bot.reminders.store import Waiting
from bot.storage.engine import Transaction
from knowledge.answers.facts import facts
from knowledge.event import Event, Item


async def mend(tx: Transaction, event: Event, now: datetime) -> None:
    """Reword what is outdated, without what has moved or is off; withdraw what then says nothing."""
    useless = []
    for letter in await store.waiting(tx):
        if not _outdated(event, letter):
            continue
        person = await people.delegate(tx, letter.recipient)
        dues = _still_so(event, letter)
        if person is None or not dues:
            useless.append(letter.id)
        else:
            await _reword(tx, event, person, letter, dues, now)
    if useless:
        await store.withdraw(tx, useless, now)


def _outdated(event: Event, letter: Waiting) -> bool:
    items = {fact.item for fact in letter.facts}
    found = [event.items_by_id[one] for one in items if one in event.items_by_id]
    current = {fact for item in found if not item.cancelled for fact in facts([item], STATED)}
    return current != set(letter.facts)


def _still_so(event: Event, letter: Waiting) -> list[Due]:
    """What the letter may still say: its day, and the items that start when it says."""
    kind, _, name = letter.subject.partition(":")
    if kind == "digest":
        return [Due(f"{DAY_PREFIX}{name}", EVENING, letter.due_at, letter.due_at, letter.due_at)]
    starts = {fact.item: fact.value for fact in letter.facts if fact.field == "start"}
    found = (event.items_by_id.get(item) for item in starts)
    same = [item for item in found if item and not item.cancelled and _start(item) == starts[item.id]]
    return [Due(item.id, "", letter.due_at, item.start, letter.due_at) for item in same]


def _start(item: Item) -> str:
    return facts([item], ("start",))[0].value


async def _reword(
    tx: Transaction, event: Event, person: Delegate, letter: Waiting, dues: list[Due], now: datetime
) -> None:
    said = say(event, person, dues, max(now, letter.due_at))
    await store.reword(tx, letter.id, said.text, said.content, facts(said.items, STATED))
