"""Faults that others have shipped, put in on purpose, between the server and its database or in the device."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from server.accounts.held import Held
from server.store import Transaction, Values
from server.store.trouble import Unavailable
from tests.sim import town
from tests.sim.device import Device, Json
from tests.sim.engines import OnSQLite, take_files
from tests.sim.town import MortalStore, Reply, Worker


class Bent:
    """A transaction that answers some statements otherwise."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.locking, self.skipping = tx.locking, tx.skipping

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return await self.tx.fetch(sql, args)

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        await self.tx.many(sql, rows)


class WithoutLedger(Bent):
    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        return [] if 'FROM "ledger"' in sql else await self.tx.fetch(sql, args)


class WithoutLocks(Bent):
    """What was read in order to decide may be another's by the time that it is written."""

    def __init__(self, tx: Transaction) -> None:
        super().__init__(tx)
        self.locking = self.skipping = ""


class AnyNumber(int):
    """A lane's last number that everything may follow."""

    def __add__(self, other: int) -> "AnyNumber":
        return self

    def __lt__(self, other: int) -> bool:
        return False

    __gt__ = __lt__


class WithoutOrder(Bent):
    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        if 'FROM "lane"' not in sql:
            return await self.tx.fetch(sql, args)
        return [(id, AnyNumber(0)) for id in dict.fromkeys(args)]


class BareSequence(Bent):
    """Row versions from a sequence of which each of two workers has fetched a block ahead, as databases do."""

    towns: dict[Path, dict[Any, int]] = {}

    def __init__(self, tx: Any) -> None:
        super().__init__(tx)
        self.blocks = self.towns.setdefault(Path(tx.engine.path).parent, {})
        self.worker = self.blocks["turn"] = 1 - self.blocks.get("turn", 1)
        self.heads: dict[str, int] = {}

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Values]:
        found = await self.tx.fetch(sql, args)
        if 'FROM "scope" ' not in sql:
            return found
        self.heads |= {scope: version for scope, version, *_ in found}
        return [(id, self.blocks.get((id, self.worker), 1000 * self.worker + at), *more) for id, at, *more in found]

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        if 'INTO "scope" ' not in sql:
            return await self.tx.many(sql, rows)
        for scope, last, *more in rows:
            self.blocks[scope, self.worker] = last
            await self.tx.many(sql, [(scope, max(last, self.heads.get(scope, 0)), *more)])


def bend(patch: pytest.MonkeyPatch, bent: type[Bent]) -> None:
    honest = MortalStore.writing

    @asynccontextmanager
    async def writing(self: MortalStore) -> AsyncIterator[Transaction]:
        async with honest(self) as tx:
            yield bent(tx)

    patch.setattr(MortalStore, "writing", writing)


def drop_the_ledger_check(patch: pytest.MonkeyPatch) -> None:
    bend(patch, WithoutLedger)


def ignore_the_order_of_a_lane(patch: pytest.MonkeyPatch) -> None:
    bend(patch, WithoutOrder)


def keep_no_rows_from_other_workers(patch: pytest.MonkeyPatch) -> None:
    bend(patch, WithoutLocks)
    patch.setattr(town, "LASTS", 0.2)  # so long that they meet also where the machine is slow


def take_versions_from_a_bare_sequence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(BareSequence, "towns", {})
    bend(patch, BareSequence)


def acknowledge_before_commit(patch: pytest.MonkeyPatch) -> None:
    """What was committed last is not on the disk yet when the process dies."""
    honest, stop = MortalStore.writing, OnSQLite.stop

    @asynccontextmanager
    async def writing(self: MortalStore) -> AsyncIterator[Transaction]:
        path = self.engine.path  # type: ignore[union-attr]  # of SQLite alone
        take_files(Path(path), Path(f"{path}.before"))
        async with honest(self) as tx:
            yield tx

    def stop_early(self: OnSQLite) -> None:
        before = Path(f"{self.path}.before")
        if before.exists():
            self.take(before)
        else:
            stop(self)

    patch.setattr(MortalStore, "writing", writing)
    patch.setattr(OnSQLite, "stop", stop_early)


def call_a_broken_commit_done(patch: pytest.MonkeyPatch) -> None:
    honest = MortalStore.writing

    @asynccontextmanager
    async def writing(self: MortalStore) -> AsyncIterator[Transaction]:
        with suppress(Unavailable):
            async with honest(self) as tx:
                yield tx

    patch.setattr(MortalStore, "writing", writing)


def skip_the_digest(patch: pytest.MonkeyPatch) -> None:
    honest = Worker.one

    async def deaf(self: Worker, body: bytes, whole: bool = True) -> Reply:
        request = msgspec.json.decode(body) if whole else {}
        request.pop("digests", None)
        return await honest(self, msgspec.json.encode(request) if whole else body, whole)

    patch.setattr(Worker, "one", deaf)


def keep_what_was_known_of_a_session(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Held, "forget", lambda self, writes: None)


def number_anew_at_each_try(patch: pytest.MonkeyPatch) -> None:
    honest = Device._take

    def take(self: Device, drawer: Any, now: int) -> list[Json]:
        for entry in drawer.outbox.values():
            entry.seq = None if entry.state == "waiting" else entry.seq
        return honest(self, drawer, now)

    patch.setattr(Device, "_take", take)


def forget_what_was_sent(patch: pytest.MonkeyPatch) -> None:
    honest = Device.ask

    def ask(self: Device, number: int, at: int) -> bytes | None:
        body = honest(self, number, at)
        if body is not None and self.mine is not None:
            self.mine.outbox = {id: one for id, one in self.mine.outbox.items() if one.seq is None}
        return body

    patch.setattr(Device, "ask", ask)


def keep_the_cursor_apart_from_the_rows(patch: pytest.MonkeyPatch) -> None:
    """The cursor is written first: a crash in between skips rows for good."""
    honest = Device.hear

    def hear(self: Device, number: int, body: bytes, packed: bool, at: int, dies: str | None = None) -> None:
        drawer = self.mine
        asked = self.asked is not None and self.asked.number == number
        if asked and drawer is not None and dies == "before_rows":
            with suppress(msgspec.DecodeError, OSError, EOFError):  # the answer may be cut
                drawer.cursors |= msgspec.json.decode(Reply(200, body, packed).plain).get("cursors", {})
        honest(self, number, body, packed, at, dies)

    patch.setattr(Device, "hear", hear)
