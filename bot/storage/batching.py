"""Many small things written down or looked up in few transactions: whoever comes while one is under way joins the next."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Entry = TypeVar("Entry")
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(eq=False)
class _Batch(Generic[Entry]):
    """Entries of one transaction; whoever opened it writes it."""

    entries: list[Entry] = field(default_factory=list)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    written: bool = False
    error: Exception | None = None


class Batching(Generic[Entry]):
    """Hands the entries of concurrent callers together to `write`, which commits them; one batch at a time."""

    def __init__(self, write: Callable[[Sequence[Entry]], Awaitable[None]]) -> None:
        self._write = write
        self._open = _Batch[Entry]()
        self._writing = asyncio.Lock()

    async def commit(self, entry: Entry) -> None:
        """Return once the entry is written. What `write` raises for a batch, each of its callers gets."""
        while not await self._committed(entry, self._open):
            pass  # whoever was to write the batch was stopped: on to the next one

    async def _committed(self, entry: Entry, batch: _Batch[Entry]) -> bool:
        batch.entries.append(entry)
        if len(batch.entries) > 1:
            await batch.closed.wait()
            if batch.error:
                raise batch.error
            return batch.written
        try:
            async with self._writing:
                self._open = _Batch()
                await self._write(batch.entries)
                batch.written = True
        except Exception as error:
            batch.error = error
            raise
        finally:
            if self._open is batch:
                self._open = _Batch()
            batch.closed.set()
        return True


@dataclass(eq=False)
class _Wanted(Generic[Key, Value]):
    key: Key
    found: Value | None = None


class Lookups(Generic[Key, Value]):
    """Hands the keys of concurrent callers together to `look`, which gives what it found by key; nobody gets what was looked up
    before they asked."""

    def __init__(self, look: Callable[[Collection[Key]], Awaitable[Mapping[Key, Value]]]) -> None:
        self._look = look
        self._wanted = Batching[_Wanted[Key, Value]](self._fill)

    async def get(self, key: Key) -> Value | None:
        """What there is for the key. What `look` raises for a batch, each of its callers gets."""
        wanted = _Wanted[Key, Value](key)
        await self._wanted.commit(wanted)
        return wanted.found

    async def _fill(self, batch: Sequence[_Wanted[Key, Value]]) -> None:
        found = await self._look({wanted.key for wanted in batch})
        for wanted in batch:
            wanted.found = found.get(wanted.key)
