"""A function over a unit of work that only looks: committed rows, no lock, nothing written."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from server.store import Store, Values
from server.sync.core import Core
from server.sync.unit import settle
from server.sync.work import Loaded, Missing, Work, Writes

T = TypeVar("T")


class Committed:
    locking = skipping = ""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return await self._store.fetch(sql, args)

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        raise RuntimeError("who only looks writes nothing")


async def look(core: Core, function: Callable[[Work], T]) -> T:
    loaded, now = Loaded(core.settings), core.clock()
    seen: list[T] = []

    def attempt() -> None:
        seen.clear()
        try:
            seen.append(function(Work(loaded, Writes(), now)))
        except Missing:
            return

    await settle(Committed(core.store), loaded, attempt)
    return seen[0]
