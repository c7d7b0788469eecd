"""The one door to the database. SQL is written with `?` and runs on every engine behind this protocol."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Values = tuple[Any, ...]


class Transaction(Protocol):
    """`locking` at the end of a SELECT keeps its rows from other writers until the transaction ends; `skipping` leaves
    out those that another one keeps. Both are empty where there is but one writer."""

    locking: str
    skipping: str

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]: ...

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None: ...


class Store(Protocol):
    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        """Committed data only, for short indexed reads."""
        ...

    async def fetch_by(self, sql: str, key: str) -> list[Values]:
        """The same for a query `… IN ({})` whose last column is the key, which many ask at once."""
        ...

    def writing(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that sees and locks what it changes: all of it is durable afterwards, or nothing."""
        ...
