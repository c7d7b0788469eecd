"""Workers of one machine take turns at writing what a crowd sends, so that few transactions hold all of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from server.store import postgres
from server.store.postgres import Postgres
from server.store.trouble import Unavailable
from tests.server.engines import on
from tests.server.town import Town, mutation, town

NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "510131104"}


@pytest.fixture(autouse=True)
def on_postgres() -> Iterator[None]:
    with on("postgres"):
        yield


@asynccontextmanager
async def other_worker(xilai: Town) -> AsyncIterator[Postgres]:
    """One whose turn is the same."""
    opened = Postgres(str(xilai.settings.database_url), 4)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()


async def waits_for_its_turn(beside: Postgres) -> None:
    while await beside.fetch("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == [(0,)]:
        await asyncio.sleep(0.01)


async def test_who_comes_while_another_worker_writes_shares_the_next_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "TURN_WITHIN", 20_000)
    async with town(tmp_path) as xilai, other_worker(xilai) as other, asyncio.timeout(20):
        phones = [await xilai.sign_in(f"1380000000{number}") for number in range(3)]
        changes = [mutation("accounts.set_profile", "accounts", 1, **NAME) for _ in phones]
        async with other.writing(in_turn=True):
            asked = [asyncio.create_task(phones[0].sync(changes[0]))]
            await waits_for_its_turn(other)
            asked += [asyncio.create_task(phone.sync(one)) for phone, one in zip(phones[1:], changes[1:], strict=True)]
            while xilai.core.gate.queued < 3:
                await asyncio.sleep(0.01)
            async with xilai.core.store.writing() as alone:  # whoever writes for one alone does not wait
                assert await alone.fetch("SELECT count(*) FROM ledger") == [(0,)]
        for one, answer in zip(changes, await asyncio.gather(*asked), strict=True):
            assert answer["results"] == [{"id": one["id"], "status": "accepted"}]
        assert await other.fetch("SELECT count(*), count(DISTINCT xmin::text) FROM ledger") == [(3, 1)]


async def test_a_worker_that_hangs_in_its_turn_keeps_nobody_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "TURN_WITHIN", 20)
    async with town(tmp_path) as xilai, other_worker(xilai) as other, asyncio.timeout(20):
        phone = await xilai.sign_in("13800000001")
        async with other.writing(in_turn=True):
            change = mutation("accounts.set_profile", "accounts", 1, **NAME)
            assert (await phone.sync(change))["results"] == [{"id": change["id"], "status": "accepted"}]
            for _ in range(2):  # with its turn or without, it waits for rows as long as any other
                async with Postgres.writing(xilai.core.store, in_turn=True) as tx:  # type: ignore[arg-type]
                    assert await tx.fetch("SHOW lock_timeout") == [("20s",)]


async def test_a_killed_backend_gives_its_turn_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "TURN_WITHIN", 20_000)
    async with town(tmp_path) as xilai, other_worker(xilai) as other, asyncio.timeout(20):
        phone = await xilai.sign_in("13800000001")
        change = mutation("accounts.set_profile", "accounts", 1, **NAME)
        with pytest.raises(Unavailable):
            async with other.writing(in_turn=True) as tx:
                [(pid,)] = await tx.fetch("SELECT pg_backend_pid()")
                asked = asyncio.create_task(phone.sync(change))
                await waits_for_its_turn(other)
                await xilai.core.store.fetch("SELECT pg_terminate_backend(?::int, 5000)", (pid,))
                assert (await asked)["results"] == [{"id": change["id"], "status": "accepted"}]
                await tx.fetch("SELECT 1")
