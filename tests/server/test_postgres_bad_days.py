"""PostgreSQL restarted, backends killed, connections used up: what was acknowledged stays, what was not is sent again
and done once, and the service comes back by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from server.jobs.registry import QUEUES, Run, job
from server.store import postgres
from server.store.postgres import Postgres
from server.store.rows import shape
from server.store.trouble import Hindered, Unavailable
from server.sync.tables import Counter
from tests.server import cluster
from tests.server.engines import on
from tests.server.town import Device, Town, mutation, town

NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


class Phone:
    """Sends one change after the other, each until it has an answer."""

    def __init__(self, device: Device) -> None:
        self.device, self.seq, self.refused = device, 0, 0

    async def send_one(self) -> None:
        self.seq += 1
        change = mutation("accounts.set_profile", "accounts", self.seq, **(NAME | {"name": f"陈{self.seq}号"}))
        while True:
            reply = await self.device.post_sync(change)
            if reply.status_code == 200:
                assert reply.json()["results"] == [{"id": change["id"], "status": "accepted"}]
                return
            assert (reply.status_code, reply.json()["code"]) == (503, "overloaded"), reply.text
            assert reply.headers["retry-after"] == "5"
            self.refused += 1
            await asyncio.sleep(0.02)

    async def is_right(self) -> None:
        """What the town shows is the last change, and each change counted once."""
        self.device.cursors.clear()
        [row] = (await self.device.sync())["rows"]["me"]
        assert row["body"]["name"] == f"陈{self.seq}号"
        assert row["version"] == self.seq + 1  # the sign-in's row, and one for each change


@asynccontextmanager
async def phones(xilai: Town, count: int, until: asyncio.Event) -> AsyncIterator[list[Phone]]:
    """They send all the time that a block takes, and a little longer."""
    held = [Phone(await xilai.sign_in(f"1380000{number:04}")) for number in range(count)]

    async def go_on(phone: Phone) -> None:
        while not until.is_set():
            await phone.send_one()

    tasks = [asyncio.create_task(go_on(phone)) for phone in held]
    yield held
    until.set()
    async with asyncio.timeout(60):
        await asyncio.gather(*tasks)


async def test_a_restart_in_the_middle_of_batches_loses_nothing_and_the_service_comes_back(tmp_path: Path) -> None:
    own, done = cluster.Cluster(), asyncio.Event()
    seen: list[int] = []

    async def note(payload: dict[str, Any], run: Run) -> None:
        seen.append(payload["n"])

    job("test")(note)
    try:
        async with town(tmp_path, database_url=own.url) as xilai:
            async with phones(xilai, 4, done) as held:
                xilai.worker.start()  # not before: it would send the codes that the test reads from the queue
                for _ in range(2):
                    await asyncio.sleep(0.3)
                    await asyncio.to_thread(own.stop)
                    assert (await xilai.http.get("/ready")).status_code == 503
                    assert (await xilai.http.get("/health")).status_code == 200
                    asked = await xilai.http.post("/auth/code", json={"phone": "13800009999"})
                    assert (asked.status_code, asked.json()["code"]) == (503, "overloaded")
                    await asyncio.to_thread(own.start)
                await asyncio.sleep(0.3)
            assert all(phone.refused for phone in held)
            for phone in held:
                await phone.is_right()
            assert (await xilai.http.get("/ready")).status_code == 200
            await xilai.core.act(lambda work: work.enqueue("test", {"n": 7}))
            async with asyncio.timeout(20):
                while seen != [7]:
                    await asyncio.sleep(0.05)
            async with asyncio.timeout(20):
                while xilai.core.hub.alone:
                    await asyncio.sleep(0.05)
            await xilai.worker.stop()
    finally:
        QUEUES.pop("test", None)
        own.remove()


async def test_killed_backends_are_replaced_and_each_change_counts_once(tmp_path: Path) -> None:
    with on("postgres"):
        done = asyncio.Event()
        async with town(tmp_path) as xilai:
            killer = await asyncpg.connect(cluster.shared())
            database = str(xilai.settings.database_url).rsplit("/", 1)[1]
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
            async with phones(xilai, 4, done) as held:
                for _ in range(8):
                    await asyncio.sleep(0.05)
                    await killer.execute(kill, database)
            await killer.close()
            assert sum(phone.refused for phone in held) > 0
            for phone in held:
                await phone.is_right()


async def test_used_up_connections_are_said_in_time_and_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on("postgres"):
        async with town(tmp_path, database_connections=2) as xilai:
            phone = Phone(await xilai.sign_in("13800000001"))
            monkeypatch.setattr(postgres, "TAKE_WITHIN", 0.2)
            async with AsyncExitStack() as held:
                for _ in range(2):
                    await held.enter_async_context(Postgres.transaction(xilai.core.store, allow_nested=True))  # type: ignore[arg-type]
                    xilai.core.store.current_transaction.set(None)  # type: ignore[attr-defined]
                reply = await phone.device.post_sync()
                assert reply.status_code == 503 and reply.headers["retry-after"] == "5"
                assert (await xilai.http.get("/ready")).status_code == 503
            await phone.send_one()
            assert phone.refused == 0


@asynccontextmanager
async def store() -> AsyncIterator[Postgres]:
    name = cluster.database()
    opened = Postgres(cluster.address_of(name), 4)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()
        cluster.beside(cluster.drop(name))


ADD = "INSERT INTO counter (id, value) VALUES (?, ?)"


async def test_a_statement_that_failed_and_was_passed_over_does_not_end_as_a_commit() -> None:
    async with store() as db:
        with pytest.raises(RuntimeError, match="COMMIT became ROLLBACK"):
            async with db.writing() as tx:
                await tx.many(ADD, [("a", 1)])
                with suppress(Hindered):
                    await tx.many(ADD, [("a", 2)])
        assert await db.fetch("SELECT count(*) FROM counter") == [(0,)]


async def test_who_wrote_last_writes_next_however_many_read_and_a_killed_one_is_replaced() -> None:
    async def pid(one: Any) -> int:
        [(found,)] = await one.fetch("SELECT pg_backend_pid()")
        return int(found)

    async def writer() -> int:
        async with db.writing() as tx:
            return await pid(tx)

    async with store() as db:
        first = await writer()
        assert first not in await asyncio.gather(*(pid(db) for _ in range(8)))
        assert len({first, *await asyncio.gather(writer(), writer())}) == 2, "two at once are two"
        last = await writer()
        await db.fetch("SELECT pg_terminate_backend(?::int, 5000)", (last,))
        with suppress(Unavailable):  # who writes at that very moment is told to come again
            await writer()
        assert await writer() != last


async def test_a_line_that_a_firewall_forgot_over_night_is_left_before_anybody_writes_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "QUIET", 0.0)
    monkeypatch.setattr(postgres, "ALIVE_WITHIN", 0.1)
    async with store() as db, asyncio.timeout(5):
        for silent in (False, True, False):
            async with db.writing() as tx:
                assert await tx.fetch("SELECT 1") == [(1,)]
            if silent:
                db._writer._transport.pause_reading()
        others = [await db.take() for _ in range(db.connections - 1)]  # none of the pool's places is lost
        for one in others:
            await db.opened.release(one)


async def test_a_cancelled_task_leaves_no_half_transaction_and_no_lost_connection() -> None:
    async with store() as db:

        async def slow(turn: int) -> None:
            async with db.writing() as tx:
                for number in range(100):
                    await tx.many(ADD, [(f"{turn}-{number}", 1)])

        for turns in range(12):
            task = asyncio.create_task(slow(turns))
            await asyncio.sleep(0.002 * turns)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        async with asyncio.timeout(10), db.writing() as tx:
            assert [count % 100 for (count,) in await tx.fetch("SELECT count(*) FROM counter")] == [0]


async def test_what_is_acknowledged_is_on_the_disk_by_the_settings_of_the_session() -> None:
    async with store() as db, db.writing() as tx:
        shown = {}
        for name in ("synchronous_commit", "idle_in_transaction_session_timeout", "lock_timeout"):
            [(shown[name],)] = await tx.fetch(f"SHOW {name}")
        assert shown == {
            "synchronous_commit": "on",
            "idle_in_transaction_session_timeout": "1min",
            "lock_timeout": "20s",
        }


async def test_rows_go_in_by_copy_by_arrays_or_one_by_one_alike() -> None:
    async with store() as db:
        for count in (1, 500):
            rows = [(f"{count}-{number}", number) for number in range(count)]
            async with db.writing() as tx:
                await tx.many(shape(Counter).insert, rows)
            with pytest.raises(Hindered):
                async with db.writing() as tx:
                    await tx.many(shape(Counter).insert, rows)
            async with db.writing() as tx:
                await tx.many(f"{ADD} ON CONFLICT (id) DO UPDATE SET value = excluded.value", rows)
                await tx.many("UPDATE counter SET value = value + 1 WHERE id = ?", [(id,) for id, _ in rows])
            found = await db.fetch("SELECT id, value FROM counter WHERE id LIKE ? ORDER BY value", (f"{count}-%",))
            assert found == [(id, value + 1) for id, value in rows]


async def test_piccolos_own_queries_and_its_batches_work_on_the_pool(tmp_path: Path) -> None:
    with on("postgres"):
        async with town(tmp_path):
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


async def test_a_database_that_is_not_there_is_told_as_unavailable() -> None:
    with pytest.raises(Unavailable):
        await Postgres("postgresql://town@127.0.0.1:1/town").open()


@pytest.mark.usefixtures("both_engines")
async def test_letters_that_no_database_keeps_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        nul = mutation("accounts.set_profile", "accounts", 1, **(NAME | {"name": "陈\0芳"}))
        meant = mutation("accounts.set_profile", "accounts", 2, **(NAME | {"name": "陈\\u0000芳"}))
        answer = await phone.sync(nul, meant)
        assert [(one["status"], one.get("code")) for one in answer["results"]] == [
            ("rejected", "args_invalid"),
            ("accepted", None),
        ]
        assert (await xilai.http.get("/g/item/510131104/a%00b")).status_code == 404
