"""Who gives up waiting at the gate holds nobody else up."""

import asyncio

from bot.delivery.pacing import Gate, Limits


async def test_a_wait_cancelled_in_the_moment_of_its_turn_leaves_the_gate_open() -> None:
    gate = Gate(Limits(per_second=1000))
    passed: list[str] = []

    async def send(chat: str) -> None:
        async with gate.slot(chat):
            passed.append(chat)

    async with gate.slot("anna"):
        second = asyncio.create_task(send("anna"))
        await asyncio.sleep(0.01)
        second.cancel()  # it has not noticed yet when the slot becomes free
    third = asyncio.create_task(send("ben"))
    fourth = asyncio.create_task(send("anna"))
    async with asyncio.timeout(10):
        await asyncio.gather(third, fourth)
    assert sorted(passed) == ["anna", "ben"]
    assert second.cancelled()
