import asyncio
from typing import Any

from bot.channels.telegram.intake import LONGEST_LINE, Intake, Update, chat_of
from bot.storage import updates as store
from bot.storage.engine import Database


def update(number: int, chat: int, **more: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, **more}}


class Handler:
    """Writes down what it is given; waits for `open` on request."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.open = asyncio.Event()

    async def __call__(self, given: Update) -> None:
        if "slow" in given["message"]:
            await self.open.wait()
        self.seen.append(given["update_id"])


async def test_updates_of_a_chat_stay_in_order_and_do_not_wait_for_other_chats(database: Database) -> None:
    handler = Handler()
    intake = Intake(database, "bot", handler)
    await intake.receive([update(1, 7, slow=1), update(2, 7), update(3, 8), update(4, 7)])
    await asyncio.sleep(0)
    assert handler.seen == [3]
    handler.open.set()
    await intake.drain()
    assert handler.seen == [3, 1, 2, 4]


async def test_an_update_delivered_again_is_handled_once(database: Database) -> None:
    handler = Handler()
    intake = Intake(database, "bot", handler)
    await intake.receive([update(1, 7)])
    await intake.receive([update(1, 7), update(2, 7)])
    await intake.drain()
    again = Intake(database, "bot", handler)
    await again.receive([update(2, 7)])
    await again.drain()
    other = Intake(database, "another bot", handler)
    await other.receive([update(2, 7)])
    await other.drain()
    assert handler.seen == [1, 2, 2]


async def test_what_a_dead_process_left_is_taken_up(database: Database) -> None:
    stuck, handler = Handler(), Handler()
    dead = Intake(database, "bot", stuck)
    await dead.receive([update(1, 7), update(2, 7, slow=1), update(3, 7)])
    await asyncio.sleep(0)
    await dead.drain(seconds=0)
    handler.open.set()
    intake = Intake(database, "bot", handler)
    running = asyncio.create_task(intake.run())
    async with asyncio.timeout(5):
        while len(handler.seen) < 2:
            await asyncio.sleep(0.01)
    running.cancel()
    await intake.drain()
    assert (stuck.seen, handler.seen) == ([1], [2, 3])
    async with database.read() as tx:
        assert await store.unhandled(tx, "bot") == []


async def test_a_flood_of_one_chat_is_cut_short(database: Database) -> None:
    handler = Handler()
    intake = Intake(database, "bot", handler)
    await intake.receive([update(number, 7, slow=1) for number in range(1000)] + [update(2000, 8)])
    handler.open.set()
    await intake.drain()
    assert len(handler.seen) == LONGEST_LINE + 1
    assert 2000 in handler.seen


def test_the_turn_of_strange_updates_is_found_or_shared() -> None:
    assert chat_of(update(1, 7)) == "7"
    assert chat_of({"update_id": 1, "callback_query": {"from": {"id": 5}, "message": {"chat": {"id": 9}}}}) == "9"
    assert chat_of({"update_id": 1, "callback_query": {"from": {"id": 5}}}) == "5"
    assert chat_of({"update_id": 1, "message": [1], "poll": {"chat": "x"}}) == ""
