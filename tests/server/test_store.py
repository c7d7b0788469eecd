"""The SQLite engine under failure, cancellation and crowds; Piccolo's ordinary queries on top of it."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from piccolo.columns import Bytea, Serial

from server.applications.tables import Application
from server.piccolo_conf import APP_REGISTRY, DB
from server.settings import Settings
from server.store.migrate import migrate, opened
from server.store.rows import shape
from server.store.trouble import Unavailable
from server.sync.tables import Counter
from tests.server.engines import settings_of


@asynccontextmanager
async def store(folder: Path) -> AsyncIterator[None]:
    DB.open(str(folder / "test.sqlite"))
    try:
        await migrate()
        yield
    finally:
        DB.close()


async def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    async with store(tmp_path):
        before = await DB.fetch("SELECT name, sql FROM sqlite_master ORDER BY name")
        await migrate()
        assert await DB.fetch("SELECT name, sql FROM sqlite_master ORDER BY name") == before
        assert ("scope_row_version",) in await DB.fetch("SELECT name FROM sqlite_master")


async def test_migrating_leaves_nothing_where_python_looks_for_modules(tmp_path: Path) -> None:
    before = list(sys.path)
    async with store(tmp_path):
        await migrate()
    assert sys.path == before


async def test_commits_survive_a_power_cut_by_the_settings_of_the_file(tmp_path: Path) -> None:
    async with store(tmp_path), DB.writing() as tx:
        assert await tx.fetch("PRAGMA journal_mode") == [("wal",)]
        assert await tx.fetch("PRAGMA synchronous") == [(2,)]  # FULL


async def test_fifty_that_read_and_then_write_all_succeed(tmp_path: Path) -> None:
    async with store(tmp_path):
        await Counter.insert(Counter(id="n", value=0))

        async def add() -> None:
            async with DB.transaction():
                row = await Counter.select().where(Counter.id == "n").first()
                assert row is not None
                await asyncio.sleep(0)
                await Counter.update({Counter.value: row["value"] + 1}).where(Counter.id == "n")

        await asyncio.gather(*(add() for _ in range(50)))
        assert await DB.fetch("SELECT value FROM counter") == [(50,)]


async def test_an_exception_rolls_back_and_the_next_goes_on(tmp_path: Path) -> None:
    async with store(tmp_path):
        with pytest.raises(ZeroDivisionError):
            async with DB.transaction():
                await Counter.insert(Counter(id="a", value=1))
                1 / 0  # noqa: B018
        async with DB.writing() as tx:
            await tx.many("INSERT INTO counter (id, value) VALUES (?, ?)", [("b", 2)])
        assert await DB.fetch("SELECT id FROM counter") == [("b",)]


async def test_a_failed_begin_gives_the_lock_back(tmp_path: Path) -> None:
    async with store(tmp_path):
        other = sqlite3.connect(tmp_path / "test.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        DB.writer._connection.execute("PRAGMA busy_timeout = 10")
        for _ in range(3):
            with pytest.raises(Unavailable):
                async with DB.writing():
                    pass
        other.execute("ROLLBACK")
        other.close()
        async with asyncio.timeout(5), DB.writing() as tx:
            await tx.many("INSERT INTO counter (id, value) VALUES (?, ?)", [("a", 1)])


async def test_a_failed_commit_rolls_back_and_gives_the_lock_back(tmp_path: Path) -> None:
    async with store(tmp_path):
        await Counter.raw("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        await Counter.raw("CREATE TABLE child (of INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
        with pytest.raises(sqlite3.IntegrityError):
            async with DB.writing() as tx:
                await tx.many("INSERT INTO child VALUES (?)", [(7,)])
        async with asyncio.timeout(5), DB.writing() as tx:
            assert await tx.fetch("SELECT count(*) FROM child") == [(0,)]


async def test_a_cancelled_task_leaves_no_half_transaction_behind(tmp_path: Path) -> None:
    async with store(tmp_path):

        async def slow(turns: int) -> None:
            async with DB.writing() as tx:
                for number in range(200):
                    await tx.many("INSERT INTO counter (id, value) VALUES (?, 1)", [(f"{turns}-{number}",)])

        for turns in range(20):
            task = asyncio.create_task(slow(turns))
            for _ in range(turns):
                await asyncio.sleep(0.0003)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            async with asyncio.timeout(5), DB.writing() as tx:
                assert await tx.fetch("SELECT count(*) FROM counter") == [(0,)]


async def test_a_task_started_inside_a_transaction_is_not_part_of_it(tmp_path: Path) -> None:
    async with store(tmp_path):

        async def later() -> None:
            await Counter.insert(Counter(id="later", value=1))

        with pytest.raises(ZeroDivisionError):
            async with DB.transaction():
                await Counter.insert(Counter(id="inside", value=1))
                task = asyncio.create_task(later())
                await asyncio.sleep(0.01)
                1 / 0  # noqa: B018
        await task
        assert await DB.fetch("SELECT id FROM counter") == [("later",)]


async def test_readers_see_only_what_is_committed(tmp_path: Path) -> None:
    async with store(tmp_path), DB.writing() as tx:
        await tx.many("INSERT INTO counter (id, value) VALUES (?, ?)", [("a", 1)])
        assert await DB.fetch("SELECT count(*) FROM counter") == [(0,)]
        assert await tx.fetch("SELECT count(*) FROM counter") == [(1,)]


async def test_a_nested_transaction_is_part_of_the_outer_one(tmp_path: Path) -> None:
    async with store(tmp_path):
        async with DB.transaction():
            async with DB.transaction():
                await Counter.insert(Counter(id="inner", value=1))
            assert await DB.fetch("SELECT count(*) FROM counter") == [(0,)]
        assert await DB.fetch("SELECT count(*) FROM counter") == [(1,)]


async def test_a_long_answer_is_read_in_batches_with_conditions(tmp_path: Path) -> None:
    async with store(tmp_path):
        await Counter.insert(*(Counter(id=f"{number:04}", value=number % 2) for number in range(500)))
        sizes = []
        query = Counter.select(Counter.id).where(Counter.value == 1, Counter.id != "0001")
        async with await query.batch(batch_size=100) as batches:
            async for batch in batches:
                sizes.append(len(batch))
        assert sizes == [100, 100, 49]
        with pytest.raises(ZeroDivisionError):
            async with await query.batch(batch_size=10) as batches:
                1 / 0  # noqa: B018


async def test_a_column_that_does_not_exist_is_no_row(tmp_path: Path) -> None:
    async with store(tmp_path):
        with pytest.raises(KeyError):
            shape(Counter).pack({"id": "a", "value": 1, "colour": "red"})


@pytest.mark.usefixtures("both_engines")
async def test_a_column_that_an_insert_leaves_out_has_what_its_table_says(tmp_path: Path) -> None:
    """In every table: many rows at once leave out what has its default in all of them."""
    settings = Settings(data_dir=tmp_path, database_url=settings_of(tmp_path).get("database_url"))
    async with opened(settings) as engine, engine.writing() as tx:
        tables = [table for app in APP_REGISTRY.app_configs.values() for table in app.table_classes]
        others = Serial, Bytea  # jobs, and files of a feed: no mutation writes them by this way
        for of in [shape(table) for table in tables if not any(isinstance(one, others) for one in table._meta.columns)]:
            key = of.pack({})[of.at[of.key]]
            whole = of.pack({of.key: 7 if isinstance(key, int) else "k"})
            await tx.many(*of.inserting([whole]))
            assert await tx.fetch(of.select) == [whole], of.name
            await tx.many(of.delete, [(whole[of.at[of.key]],)])
        blank = shape(Application).blank() | {"id": "a"}
        assert len(shape(Application).inserting([shape(Application).pack(blank)])[1][0]) == 1
