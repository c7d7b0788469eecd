"""The PostgreSQL engine under Piccolo and under the sync core: a pool, transactions that end well whatever happens,
and errors of the network told apart from errors of ours.

Transactions are READ COMMITTED and lock every row that they read in order to decide (`locking`): what a mutation
decided on still holds when it is written.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import Token
from typing import Any, TypeVar, cast

import asyncpg
from asyncpg import exceptions as said
from piccolo.engine.postgres import AsyncBatch, PostgresEngine, PostgresTransaction

from server.store import Values
from server.store.dollars import given, listed, numbered, over_arrays, plain_insert
from server.store.sqlite import Mine
from server.store.together import Together
from server.store.trouble import Hindered, Unavailable

T = TypeVar("T")

TAKE_WITHIN = 10.0  # seconds for a connection from the pool
ANSWER_WITHIN = 30.0  # seconds for a statement
END_WITHIN = 10.0  # seconds for COMMIT and ROLLBACK
COPY_FROM = 300  # rows: three times as fast as arrays, but it has to ask for the columns first
ENOUGH = 4  # connections, of which one is kept for writing
QUIET = 60.0  # seconds after which that one is asked first whether it is still there: the pool forgets idle ones itself
ALIVE_WITHIN = 1.0  # seconds for its answer
ARRAYS_FROM = 8  # rows: below it the statement that every connection knows already is faster

# A worker that hangs in a transaction must not keep rows from the others for ever; what is told as kept is on the disk.
# All that is asked here goes by an index where there is one: a plan that was made while a table was new and small would
# else read all of it for every push, until somebody counts the table again.
SESSION = {
    "application_name": "ganchang",
    "idle_in_transaction_session_timeout": "60000",
    "lock_timeout": "20000",
    "enable_seqscan": "off",
    "jit": "off",
    "synchronous_commit": "on",
    "timezone": "UTC",
}

HINDERED = (
    said.SerializationError,
    said.DeadlockDetectedError,
    said.UniqueViolationError,
    said.InvalidCachedStatementError,
)
OURS = (said.DataError, said.ClientConfigurationError, said.UnsupportedClientFeatureError)
# A backend that was killed shows as InternalClientError, a connection that is gone as InterfaceError.
GONE = (
    said.PostgresConnectionError,
    said.OperatorInterventionError,
    said.InsufficientResourcesError,
    said.LockNotAvailableError,
    said.IdleInTransactionSessionTimeoutError,
    said.ReadOnlySQLTransactionError,
    said.InterfaceError,
    said.InternalClientError,
    OSError,
    TimeoutError,
)


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except OURS:
        raise
    except HINDERED as error:
        raise Hindered(f"{type(error).__name__}: {error}") from error
    except GONE as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error


async def to_the_end(act: Coroutine[Any, Any, T]) -> T:
    """A cancelled task waits for it and is cancelled after."""
    task = asyncio.create_task(act)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            if task.cancelled():
                raise
            cancelled = error
        except Exception:
            break
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result


class Writing(PostgresTransaction):
    """A transaction on a connection of its own. It belongs to the task that opened it."""

    engine: "Postgres"
    locking = " FOR UPDATE"
    skipping = " FOR UPDATE SKIP LOCKED"

    async def __aenter__(self) -> "Writing":
        if self._parent is not None:
            return cast(Writing, self._parent)
        self.task = asyncio.current_task()
        with translated():
            self.connection = await self.engine.take_to_write()
            try:
                await self.connection.execute("BEGIN", timeout=END_WITHIN)
            except BaseException:
                await to_the_end(self._give_back(broken=True))
                raise
        self.context: Token[Any] = self.engine.current_transaction.set(self)
        return self

    async def _give_back(self, broken: bool) -> None:
        with suppress(Exception):  # a connection that broke has left the pool by itself
            if broken:
                self.connection.terminate()
            await self.engine.written(self.connection)

    async def _end(self, last: str) -> None:
        broken = True
        try:
            tag = await self.connection.execute(last, timeout=END_WITHIN)
            broken = False
        finally:
            await self._give_back(broken)
        if tag != last:  # PostgreSQL ends a transaction in which a statement failed with ROLLBACK, and calls it success
            raise RuntimeError(f"{last} became {tag}")

    async def commit(self) -> None:
        with translated():
            await self.connection.execute("COMMIT", timeout=END_WITHIN)
        self._committed = True

    async def rollback(self) -> None:
        with translated():
            await self.connection.execute("ROLLBACK", timeout=END_WITHIN)
        self._rolled_back = True

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return False
        self.engine.current_transaction.reset(self.context)
        if isinstance(exception, asyncio.CancelledError | Unavailable):
            # The connection may be in the middle of anything; closed, the server undoes what it began.
            await to_the_end(self._give_back(broken=True))
        elif self._committed or self._rolled_back:
            await to_the_end(self._give_back(broken=False))
        elif exception is not None:
            with suppress(Exception):  # the cause is what the caller must hear of
                await to_the_end(self._end("ROLLBACK"))
        else:
            with translated():
                await to_the_end(self._end("COMMIT"))
        return False

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        text, takes = listed(sql)
        with translated():
            rows = await self.connection.fetch(text, *given(takes, args), timeout=ANSWER_WITHIN)
        return [tuple(row) for row in rows]

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        values = [read(row) if bytes in map(type, row) else row for row in rows]
        if not values:
            return
        plain = plain_insert(sql) if len(values) >= COPY_FROM else None
        with translated():
            if plain is not None:
                await self.connection.copy_records_to_table(
                    plain[0], records=values, columns=plain[1], timeout=ANSWER_WITHIN
                )
                return
            types = await self.engine.types_of(self.connection, sql) if len(values) >= ARRAYS_FROM else ()
            whole = over_arrays(sql, types)
            if whole is None:
                await self.connection.executemany(numbered(sql), values, timeout=ANSWER_WITHIN)
            else:
                columns = ([*column] for column in zip(*values, strict=True))
                await self.connection.execute(whole, *columns, timeout=ANSWER_WITHIN)


def read(row: Sequence[Any]) -> Values:
    """Long texts may come as UTF-8, see `rows.LONG`."""
    return tuple([value.decode() if isinstance(value, bytes) else value for value in row])


class Batch(AsyncBatch):
    """Piccolo's own swallows the exceptions of the block."""

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        await super().__aexit__(exception_type, exception, traceback)  # type: ignore[no-untyped-call]
        return False


async def leave_as_it_is(connection: asyncpg.Connection) -> None:
    """Instead of a round trip that resets the session: nothing here changes it beyond a transaction."""


class Postgres(PostgresEngine):
    def __init__(self, url: str, connections: int = 10) -> None:
        super().__init__(config={"dsn": url, "timeout": TAKE_WITHIN, "server_settings": SESSION}, extensions=())
        self.url, self.connections = url, connections
        self.current_transaction = Mine(self.current_transaction)  # type: ignore[assignment]
        self._types: dict[str, tuple[str, ...]] = {}
        self._together: dict[str, Together] = {}
        self._writer: Any = None  # kept out of the pool, see `take_to_write`
        self._wrote = 0.0  # when, by the loop's clock

    async def check_version(self) -> None:
        """Not when the module is imported: whether the database can be reached is asked when it is opened."""

    async def prep_database(self) -> None: ...

    @property
    def opened(self) -> asyncpg.Pool:
        if self.pool is None:
            raise Unavailable("the database is not open")
        return self.pool

    async def open(self) -> None:
        """Raises `Unavailable` when the database does not answer."""
        self._together = {}
        with translated():
            self.pool = await asyncpg.create_pool(
                **self.config,
                min_size=1,
                max_size=self.connections,
                reset=leave_as_it_is,
                statement_cache_size=500,
                max_cached_statement_lifetime=0,
            )

    async def close(self) -> None:
        pool, self.pool = self.pool, None
        if pool is None:
            return
        writer, self._writer = self._writer, None
        try:
            async with asyncio.timeout(END_WITHIN):
                if writer is not None:
                    await pool.release(writer)
                await pool.close()
        except Exception:  # a connection that hangs must not keep the server from ending
            pool.terminate()

    async def take(self) -> Any:
        return await self.opened.acquire(timeout=TAKE_WITHIN)

    async def take_to_write(self) -> Any:
        """The one that wrote last: it knows the statements of mutations, and the first of each takes another as long
        as all of them after it."""
        writer, self._writer = self._writer, None
        with suppress(said.InterfaceError):  # a connection that broke has left the pool by itself
            if writer is not None and not writer.is_closed() and await self._answers(writer):
                return writer
        return await self.take()

    async def _answers(self, writer: Any) -> bool:
        """What stands between may have forgotten a connection that was quiet for long, and told nobody."""
        if asyncio.get_running_loop().time() - self._wrote < QUIET:
            return True
        try:
            await writer.execute("SELECT 1", timeout=ALIVE_WITHIN)
        except BaseException as error:
            writer.terminate()
            if not isinstance(error, Exception):
                raise
            return False
        return True

    async def written(self, connection: Any) -> None:
        if self._writer is None and self.connections >= ENOUGH and not connection.is_closed():
            self._writer, self._wrote = connection, asyncio.get_running_loop().time()
        else:
            await self.opened.release(connection, timeout=END_WITHIN)

    async def connect(self) -> asyncpg.Connection:
        """One to keep, beside the pool."""
        with translated():
            return await asyncpg.connect(**self.config)

    async def types_of(self, connection: Any, sql: str) -> tuple[str, ...]:
        """The types that PostgreSQL gives to the places of a statement."""
        if sql not in self._types:
            prepared = await connection.prepare(numbered(sql))
            self._types[sql] = tuple(one.name for one in prepared.get_parameters())
        return self._types[sql]

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        text, takes = listed(sql)
        with translated():
            connection = await self.take()
            try:
                rows = await connection.fetch(text, *given(takes, args), timeout=ANSWER_WITHIN)
            except (said.CharacterNotInRepertoireError, said.UntranslatableCharacterError):
                return []  # looked for by a name with NUL in it, which no text here can hold
            finally:
                await self.opened.release(connection)
        return [tuple(row) for row in rows]

    async def fetch_by(self, sql: str, key: str) -> list[Values]:
        if sql not in self._together:
            self._together[sql] = Together(self.fetch, sql)
        return await self._together[sql].rows(key)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Writing]:
        async with self.transaction(allow_nested=False) as transaction:
            yield transaction

    def transaction(self, allow_nested: bool = True) -> Writing:
        return Writing(self, allow_nested)

    async def batch(self, query: Any, batch_size: int = 100, node: str | None = None) -> Batch:
        return Batch(connection=await self.connect(), query=query, batch_size=batch_size)
