"""One query by key for all who ask it at the same moment: what each costs is the way to the database and back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from server.store import Values
from server.store.rows import marks, padded

AT_ONCE = 2  # queries under way: were it one, a line that hangs would hold up all who ask
LARGEST = 256  # keys

Fetch = Callable[[str, Sequence[Any]], Awaitable[list[Values]]]
Asked = tuple[str, "asyncio.Future[list[Values]]"]


class Together:
    def __init__(self, fetch: Fetch, sql: str) -> None:
        self._fetch, self._sql = fetch, sql
        self._asked: list[Asked] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def rows(self, key: str) -> list[Values]:
        mine: asyncio.Future[list[Values]] = asyncio.get_running_loop().create_future()
        self._asked.append((key, mine))
        if len(self._under_way) < AT_ONCE and len(self._asked) == 1:
            self._start()
        return await mine

    def _start(self) -> None:
        task = asyncio.create_task(self._ask())
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if self._asked and len(self._under_way) < AT_ONCE:
            self._start()

    async def _ask(self) -> None:
        asked, self._asked = self._asked[:LARGEST], self._asked[LARGEST:]
        found: dict[str, list[Values]] = {key: [] for key, _ in asked}
        keys = padded(list(found))
        try:
            for row in await self._fetch(self._sql.format(marks(len(keys))), keys):
                found[row[-1]].append(row)
        except Exception as error:
            for _, mine in asked:
                if not mine.done():
                    mine.set_exception(error)
            return
        for key, mine in asked:
            if not mine.done():  # who asked may have gone
                mine.set_result(found[key])
