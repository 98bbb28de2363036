"""Many callers, few transactions; nobody is told that what was not written was."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import pytest

from bot.storage.batching import Batching, Lookups


class Paper:
    """Writes a batch while `free` is set; `failing` of the next ones raise."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.free = asyncio.Event()
        self.failing = 0

    async def write(self, entries: Sequence[int]) -> None:
        await self.free.wait()
        if self.failing:
            self.failing -= 1
            raise OSError("disk full")
        self.batches.append(list(entries))


async def started(batching: Batching[int], numbers: Sequence[int]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(batching.commit(number)) for number in numbers]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_who_comes_while_one_batch_is_written_joins_the_next() -> None:
    paper = Paper()
    batching = Batching(paper.write)
    tasks = await started(batching, [1, 2, 3])
    tasks += await started(batching, [4, 5])
    assert not any(task.done() for task in tasks)
    paper.free.set()
    await asyncio.gather(*tasks)
    assert paper.batches == [[1], [2, 3, 4, 5]]


async def test_each_caller_gets_the_error_of_its_batch_and_the_next_batch_is_written() -> None:
    paper = Paper()
    batching = Batching(paper.write)
    first, *more = await started(batching, [1, 2, 3])
    paper.failing = 2
    paper.free.set()
    results = await asyncio.gather(first, *more, return_exceptions=True)
    assert [type(result) for result in results] == [OSError] * 3
    await batching.commit(4)
    assert paper.batches == [[4]]


@pytest.mark.parametrize("stopped", [0, 1])
async def test_who_is_stopped_takes_nobody_along(stopped: int) -> None:
    paper = Paper()
    batching = Batching(paper.write)
    tasks = await started(batching, [1, 2, 3])
    tasks[stopped].cancel()
    await asyncio.sleep(0)
    paper.free.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[stopped], asyncio.CancelledError)
    written = {number for batch in paper.batches for number in batch}
    assert written >= {1, 2, 3} - {stopped + 1}


async def test_what_many_ask_for_in_the_same_moment_is_looked_up_together() -> None:
    known, looked_up = {"anna": 1, "ben": 2}, list[set[str]]()

    async def look(keys: Collection[str]) -> Mapping[str, int]:
        looked_up.append(set(keys))
        await asyncio.sleep(0)
        return {key: known[key] for key in keys if key in known}

    lookups = Lookups(look)
    assert await asyncio.gather(*map(lookups.get, ("anna", "ben", "nobody", "ben"))) == [1, 2, None, 2]
    assert looked_up == [{"anna"}, {"ben", "nobody"}]
    known["anna"] = 3
    assert await lookups.get("anna") == 3


async def test_a_look_up_that_fails_fails_for_those_who_asked_alone() -> None:
    async def look(keys: Collection[str]) -> Mapping[str, int]:
        await asyncio.sleep(0)
        if "bad" in keys:
            raise OSError("disk gone")
        return dict.fromkeys(keys, 1)

    lookups = Lookups(look)
    found = await asyncio.gather(*map(lookups.get, ("good", "bad", "other")), return_exceptions=True)
    assert found[0] == 1
    assert [type(one) for one in found[1:]] == [OSError, OSError]
    assert await lookups.get("good") == 1
