"""R7: a reader never skips a row, however long transactions take; and what two workers do at once is done once."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from server.accounts.actor import Actor
from server.schema.types import Mutation
from server.store import Store, Transaction
from server.store.postgres import Postgres
from server.sync.core import Core
from server.sync.pull import pull
from server.sync.push import Batch
from server.sync.unit import print_of
from server.sync.work import Work
from tests.server.counter import draft, open_counter
from tests.server.engines import on
from tests.server.town import Town, mutation, new_id, town

DESK = "desk:510131104"
NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


class Slow:
    """A transaction that dawdles before each statement and before its end."""

    def __init__(self, inner: Transaction, chance: random.Random) -> None:
        self.inner, self.chance = inner, chance
        self.locking, self.skipping = inner.locking, inner.skipping

    async def dawdle(self) -> None:
        await asyncio.sleep(self.chance.random() ** 3 * 0.012)

    async def fetch(self, sql: str, args: Any = ()) -> Any:
        await self.dawdle()
        return await self.inner.fetch(sql, args)

    async def many(self, sql: str, rows: Any) -> None:
        await self.dawdle()
        await self.inner.many(sql, rows)


class Dawdling:
    def __init__(self, inner: Store) -> None:
        self.inner, self.chance = inner, random.Random(7)

    async def fetch(self, sql: str, args: Any = ()) -> Any:
        return await self.inner.fetch(sql, args)

    async def fetch_by(self, sql: str, key: str) -> Any:
        return await self.inner.fetch_by(sql, key)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Slow]:
        async with self.inner.writing() as tx:
            slow = Slow(tx, self.chance)
            yield slow
            await slow.dawdle()


def note(key: str) -> Callable[[Work], None]:
    return lambda work: work.show(DESK, "note", key, {"text": "收件"})


@pytest.mark.usefixtures("both_engines")
async def test_R7_a_reader_that_polls_every_10_ms_skips_nothing_of_fifty_slow_writers(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        store, core = xilai.core.store, Core(Dawdling(xilai.core.store), xilai.settings)
        writing = True
        seen: list[int] = []

        async def write(writer: int) -> None:
            for number in range(2):
                await core.act(note(f"{writer}-{number}"))

        async def read() -> None:
            cursors: dict[str, int] = {}
            at_rest = False
            while not at_rest:
                at_rest = not writing
                news = await pull(store, {DESK: DESK}, cursors, {}, True, {})
                seen.extend(change.version for change in news.rows.get(DESK, []))
                cursors |= news.cursors
                await asyncio.sleep(0.01)

        reader = asyncio.create_task(read())
        await asyncio.gather(*(write(writer) for writer in range(50)))
        writing = False
        await reader
        assert seen == list(range(1, 101))
        assert await store.fetch("SELECT version FROM scope WHERE id = ?", (DESK,)) == [(100,)]


@asynccontextmanager
async def two_workers(folder: Path) -> AsyncIterator[tuple[Town, Core, Core]]:
    """One town in PostgreSQL, and two cores that share nothing but its database."""
    with on("postgres"):
        async with town(folder) as xilai:
            other = Postgres(str(xilai.settings.database_url), 5)
            await other.open()
            try:
                yield xilai, xilai.core, Core(other, xilai.settings)
            finally:
                await other.close()


async def push(core: Core, actor: Actor, *sent: dict[str, Any]) -> list[tuple[str, Any]]:
    batch = Batch(actor, [Mutation(**one) for one in sent])
    await core.push(batch)
    return [(result.status, None if result.code is UNSET else result.code) for result in batch.results]


async def test_the_same_mutation_at_two_workers_at_once_has_one_effect_and_one_result(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (xilai, one, other):
        phone = await xilai.sign_in("13800000001")
        actor = Actor(phone.person, phone.client)
        for seq in range(1, 21):
            change = mutation("accounts.set_profile", "accounts", seq, **(NAME | {"name": f"陈{seq}号"}))
            answers = await asyncio.gather(*(push(core, actor, change) for core in (one, other, one, other)))
            assert {tuple(answer) for answer in answers} == {(("accepted", None),)}, (seq, answers)
        assert await one.store.fetch("SELECT count(*) FROM ledger") == [(20,)]
        assert await one.store.fetch("SELECT seq FROM lane") == [(20,)]
        assert (await phone.sync())["cursors"]["me"] == 21  # the sign-in's row, and twenty changes


async def test_two_workers_never_use_one_place_of_a_lane_twice(tmp_path: Path) -> None:
    """A tab that forgot its counter: two different mutations claim the same place."""
    async with two_workers(tmp_path) as (xilai, one, other):
        phone = await xilai.sign_in("13800000001")
        actor = Actor(phone.person, phone.client)
        for seq in range(1, 11):
            rivals = [mutation("accounts.set_profile", "accounts", seq, **NAME) for _ in range(2)]
            answers = await asyncio.gather(push(one, actor, rivals[0]), push(other, actor, rivals[1]))
            assert sorted(answer[0] for answer in answers) == [("accepted", None), ("rejected", "lane_invalid")]


async def test_two_workers_count_without_gap_or_repeat_also_from_nothing(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (_, one, other):
        took = await asyncio.gather(
            *(core.act(lambda work: work.next_number("receipt")) for _ in range(40) for core in (one, other))
        )
        assert sorted(took) == list(range(1, 81))


async def test_two_that_want_the_same_rows_in_opposite_order_both_succeed(tmp_path: Path) -> None:
    async with two_workers(tmp_path) as (_, one, other):

        def add(first: str, second: str) -> Callable[[Work], None]:
            def both(work: Work) -> None:
                work.next_number(first)
                work.next_number(second)

            return both

        await one.act(add("a", "b"))
        pairs = [(one, "ab"), (other, "ba")] * 20
        await asyncio.gather(*(core.act(add(*names)) for core, names in pairs))
        assert await one.store.fetch("SELECT id, value FROM counter ORDER BY id") == [("a", 41), ("b", 41)]


async def test_many_batches_of_two_workers_that_meet_at_one_desk_all_count(tmp_path: Path) -> None:
    """Both write the same scope: versions and digest come out as if one had done it all."""
    async with two_workers(tmp_path) as (_, one, other):

        def notes(name: str) -> Callable[[Work], None]:
            def many(work: Work) -> None:
                for number in range(20):
                    work.show(DESK, "note", f"{name}-{number}", {"of": name})
                    work.show("desk:510131105", "note", f"{number}", {"of": name})

            return many

        await asyncio.gather(*(core.act(notes(f"{turn}{id(core)}")) for turn in range(15) for core in (one, other)))
        for scope, versions in ((DESK, 600), ("desk:510131105", 600)):
            cursors, rows = {scope: 0}, {}
            while True:
                news = await pull(one.store, {scope: scope}, cursors, {}, True, {})
                rows |= {change.key: change.version for change in news.rows.get(scope, [])}
                cursors |= news.cursors
                if not news.more:
                    break
            assert cursors == {scope: versions}
            assert len(set(rows.values())) == len(rows)
            [(digest,)] = await one.store.fetch("SELECT digest FROM scope WHERE id = ?", (scope,))
            mix = 0
            for key, version in rows.items():
                mix ^= print_of("note", key, version)
            assert digest == f"{mix:016x}"


async def test_a_step_sent_again_with_the_next_one_while_another_worker_still_does_it_waits_for_it(
    tmp_path: Path,
) -> None:
    """The line broke; the phone sends the draft again, to another worker, and the next step with it."""
    async with two_workers(tmp_path) as (xilai, one, other):
        await open_counter(xilai)
        slow = Core(Dawdling(one.store), xilai.settings)
        for turn in range(10):
            phone = await xilai.sign_in(f"1380000{turn:04}")
            actor, id = Actor(phone.person, phone.client), new_id()
            saved = mutation("applications.save", id, 1, **draft(id))
            gone = mutation("applications.discard", id, 2, id=id)
            first, second = await asyncio.gather(push(slow, actor, saved), push(other, actor, saved, gone))
            assert first == [("accepted", None)]
            assert second == [("accepted", None)] * 2
