"""A form that is sent twice (double tap, repeat after a lost connection) is obeyed once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")
_REMEMBERED = 1_000


class Once(Generic[Result]):
    """Remembers the outcome of the latest thousand form keys, for as long as the process lives."""

    def __init__(self) -> None:
        self._done: OrderedDict[str, asyncio.Future[Result]] = OrderedDict()

    async def do(self, key: str, work: Callable[[], Awaitable[Result]]) -> Result:
        """The outcome of `work`, done now unless it was, or is being, done under this key; an empty key is never
        remembered, and a failure is forgotten."""
        if not key:
            return await work()
        if key in self._done:
            return await asyncio.shield(self._done[key])
        outcome: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._done[key] = outcome
        try:
            outcome.set_result(await work())
        except BaseException as error:
            del self._done[key]
            outcome.set_exception(error if isinstance(error, Exception) else RuntimeError("the request was cut off"))
            outcome.exception()  # it is raised below; nobody else needs to be waiting
            raise
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
        return outcome.result()
