"""One SQLite connection and the one thread that uses it: statements run in the order in which they were given."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from server.store.unwell import translated

T = TypeVar("T")

# Pages of 8 KB hold three drafts, those of 4 KB just one: a push costs 40 % less. A log of 16 MB instead of 4 MB before
# it is taken into the file spares writing the same index pages at every large commit.
WRITER = (
    "page_size=8192",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=1",
    "cache_size=-32000",
    "wal_autocheckpoint=2000",
    "journal_size_limit=67108864",
)
READER = ("query_only=1", "cache_size=-16000")


def connect(path: str, pragmas: tuple[str, ...], plain: bool = False) -> sqlite3.Connection:
    """`plain` leaves out the look at each column's type that Piccolo's queries need: half the price of a short read."""
    connection = sqlite3.connect(
        path,
        detect_types=0 if plain else sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
        timeout=5,
    )
    for pragma in (*pragmas, "temp_store=memory"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Line:
    def __init__(self, path: str, pragmas: tuple[str, ...], note: Callable[[str], None] = lambda word: None) -> None:
        self._note = note
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        try:
            with translated(note):
                self._connection = self._thread.submit(connect, path, pragmas).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def run(self, act: Callable[[sqlite3.Connection], T]) -> T:
        with translated(self._note):
            return await asyncio.wrap_future(self._thread.submit(act, self._connection))

    async def run_to_the_end(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """For COMMIT and ROLLBACK: a cancelled task waits for them and is cancelled after."""
        future: Future[T] = self._thread.submit(act, self._connection)
        cancelled: asyncio.CancelledError | None = None
        while not future.done():
            try:
                await asyncio.shield(asyncio.wrap_future(future))
            except asyncio.CancelledError as error:
                cancelled = error
            except Exception:
                break
        with translated(self._note):
            result = future.result()
        if cancelled is not None:
            raise cancelled
        return result

    async def execute(self, sql: str, args: Any = ()) -> None:
        await self.run(lambda connection: connection.execute(sql, args))

    def close(self) -> None:
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()
