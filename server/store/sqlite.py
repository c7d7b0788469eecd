"""The SQLite engine under Piccolo and under the sync core: one writer, readers apart, every commit on the disk.

Piccolo's own engine opens a connection for every query; this one keeps them, and takes the write lock at BEGIN, so
that two transactions that read and then write never meet in `database is locked`.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar, Token
from functools import cache
from itertools import cycle
from typing import Any, cast

from piccolo.engine.sqlite import AsyncBatch, SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.query.base import Query
from piccolo.querystring import QueryString

from server.store import Values
from server.store.line import READER, WRITER, Line, connect
from server.store.unwell import Unwell, of_the_disk

# Piccolo reads integers through Decimal, fifteen times slower, for databases that hold 1.0 in integer columns.
sqlite3.register_converter("INTEGER", int)

LOCK_WAIT = 30.0
BUSY, DAMAGED = "database_busy", "database_damaged"


@cache
def of_one(sql: str) -> str:
    """A query for a list of keys, for one: the same text each time, whose statement is found at once."""
    return sql.format("?")


def dicts(cursor: sqlite3.Cursor) -> list[dict[str, Any]]:
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def commit(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


class Writing(SQLiteTransaction):
    """A transaction on the writer. It belongs to the task that opened it; others wait, or read what is committed."""

    engine: "SQLite"
    connection: Line
    locking = skipping = ""  # the write lock is taken at BEGIN

    async def __aenter__(self) -> "Writing":
        if self._parent is not None:
            return cast(Writing, self._parent)
        self.task = asyncio.current_task()
        await self.engine.take_turn()
        self.connection = self.engine.writer
        try:
            await self.connection.execute("BEGIN IMMEDIATE")
            self.engine.look_for_others()  # until the end of this one nobody else commits
        except BaseException:
            await self._release(roll_back)
            raise
        self.context: Token[Any] = self.engine.current_transaction.set(self)
        return self

    async def _release(self, last: Any) -> None:
        lock = self.engine.lock
        try:
            await self.connection.run_to_the_end(last)
        finally:
            self.engine.ours()
            lock.release()

    async def commit(self) -> None:
        await self.connection.run_to_the_end(commit)
        self.engine.ours()
        self._committed = True

    async def rollback(self) -> None:
        await self.connection.run_to_the_end(roll_back)
        self._rolled_back = True

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return False
        self.engine.current_transaction.reset(self.context)
        done = self._committed or self._rolled_back
        await self._release(roll_back if exception is not None or done else commit)
        if exception is None:
            self.engine.well()
        return False

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return await self.connection.run(lambda connection: connection.execute(sql, args).fetchall())

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        await self.connection.run(lambda connection: connection.executemany(sql, rows))


class Mine:
    """Piccolo's context variable, but blind in tasks that only inherited it."""

    def __init__(self, variable: Any) -> None:
        self._variable: ContextVar[Writing | None] = variable

    def get(self) -> Writing | None:
        transaction = self._variable.get()
        if transaction is None or transaction.task is not asyncio.current_task():
            return None
        return transaction

    def set(self, transaction: Writing) -> Token[Any]:
        return self._variable.set(transaction)

    def reset(self, token: Token[Any]) -> None:
        self._variable.reset(token)


class Batch(AsyncBatch):
    """Reads a long answer piece by piece on a reader of its own."""

    connection: Any

    async def __aenter__(self) -> "Batch":
        sql, args = self.query.querystrings[0].compile_string(engine_type="sqlite")
        self._rows: sqlite3.Cursor = await self.connection.run(lambda connection: connection.execute(sql, args))
        self._names = [column[0] for column in self._rows.description]
        return self

    async def next(self) -> list[dict[str, Any]]:
        rows = await self.connection.run(lambda _: self._rows.fetchmany(self.batch_size))
        named = [dict(zip(self._names, row, strict=True)) for row in rows]
        return cast(list[dict[str, Any]], await self.query._process_results(named))

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        await self.connection.run_to_the_end(lambda _: self._rows.close())
        self.connection.close()
        return False


class SQLite(SQLiteEngine):
    writer: Line

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.current_transaction = Mine(self.current_transaction)  # type: ignore[assignment]
        self._opened: str | None = None
        self.trouble: str | None = None  # why the last transaction failed for no fault of its own

    def open(self, path: str) -> None:
        """Points the engine at a file, closing the one that was open."""
        self.close()
        self.path = path
        self.lock = asyncio.Lock()
        self.writer = Line(path, WRITER, self._note)
        self._readers = [Line(path, READER, self._note) for _ in range(2)]
        self._turns = cycle(self._readers)
        # Short indexed reads cost less on the loop's own thread than a visit to another one.
        self._here = connect(path, READER, plain=True)
        self._looking: asyncio.AbstractEventLoop | None = None
        self._asked: asyncio.AbstractEventLoop | None = None
        self._others = False
        self._version = self._version_now()
        self._opened = path

    def close(self) -> None:
        if self._opened is None:
            return
        self._opened = None
        self._here.close()
        for line in (*self._readers, self.writer):
            line.close()

    def _ready(self) -> None:
        if self._opened is None:
            self.open(self.path)

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        self._ready()
        try:
            if self._looking is not (loop := asyncio.get_running_loop()):
                self._look(loop)
            return self._here.execute(sql, args).fetchall()
        except sqlite3.Error as error:
            self.look_away()
            if (unwell := of_the_disk(error, self._note)) is not None:
                raise unwell from error
            raise

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Reads of one turn of the loop see one moment of the database: to take its lock and give it back costs a third
        of a short read. Our own commits end it, so what is acknowledged is always seen."""
        self.look_away()
        self._here.execute("BEGIN")
        self._looking = loop
        loop.call_soon(self.look_away)

    def look_away(self) -> None:
        if self._opened is None or self._looking is None:
            return
        self._looking = None
        roll_back(self._here)

    def _version_now(self) -> int | None:
        """Another number whenever anybody has committed since; None where the disk is sick."""
        try:
            return int(self._here.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None

    def ours(self) -> None:
        """A transaction of ours has ended."""
        self.look_away()
        if self._opened is not None:
            self._version = self._version_now()

    def look_for_others(self) -> None:
        version = self._version_now()
        if version is None or version != self._version:
            self._version, self._others = version, True

    def others_wrote(self) -> bool:
        """Whether another process has written since this was asked last; looked at once a turn of the loop. Who commits
        in the very moment after a commit of ours is told by `written_beside` alone."""
        self._ready()
        if self._asked is not (loop := asyncio.get_running_loop()):
            self._asked = loop
            loop.call_soon(self._ask_again)
            self.look_for_others()
        others, self._others = self._others, False
        return others

    def _ask_again(self) -> None:
        self._asked = None

    async def fetch_by(self, sql: str, key: str) -> list[Values]:
        return await self.fetch(of_one(sql), (key,))

    def _note(self, word: str) -> None:
        if self.trouble != DAMAGED:
            self.trouble = word

    def well(self) -> None:
        """A transaction was written. Damage elsewhere in the file stays until a look at all of it finds none."""
        if self.trouble != DAMAGED:
            self.trouble = None

    async def look_for_damage(self) -> None:
        found = await self._readers[0].run(lambda connection: connection.execute("PRAGMA quick_check(1)").fetchall())
        if found == [("ok",)]:
            self.trouble = None

    async def written_beside(self) -> int:
        """A number that is another one when another process has written. So SQLite promises for a connection's own
        commits, and this process writes through one."""
        found = await self.writer.run(lambda connection: connection.execute("PRAGMA data_version").fetchone())
        return int(found[0])

    async def take_turn(self) -> None:
        try:
            async with asyncio.timeout(LOCK_WAIT):
                await self.lock.acquire()
        except TimeoutError:
            self._note(BUSY)
            raise Unwell(f"{BUSY}: another transaction takes longer than {LOCK_WAIT:.0f} s") from None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        async with self.transaction(allow_nested=False) as transaction:
            yield transaction

    def transaction(
        self, transaction_type: TransactionType = TransactionType.immediate, allow_nested: bool = True
    ) -> Writing:
        self._ready()
        return Writing(self, transaction_type, allow_nested)

    async def batch(self, query: Query[Any, Any], batch_size: int = 100, node: str | None = None) -> Batch:
        self._ready()
        return Batch(connection=cast(Any, Line(self.path, READER)), query=query, batch_size=batch_size)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> list[dict[str, Any]]:
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self._run(sql, args)

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> list[dict[str, Any]]:
        return await self._run(ddl, ())

    async def _run(self, sql: str, args: Sequence[Any]) -> list[dict[str, Any]]:
        self._ready()

        def act(connection: sqlite3.Connection) -> list[dict[str, Any]]:
            return dicts(connection.execute(sql, args))

        if (transaction := cast(Mine, self.current_transaction).get()) is not None:
            return await transaction.connection.run(act)
        if sql.lstrip()[:6].upper() == "SELECT":
            return await next(self._turns).run(act)
        await self.take_turn()
        try:
            return await self.writer.run(act)
        finally:
            self.ours()
            self.lock.release()
