"""News travels from worker to worker; a channel that broke comes back by itself, and then nobody has missed any."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from server.store.postgres import Postgres
from server.sync.hub import Hub
from server.sync.hub_postgres import PostgresHub
from server.sync.hub_redis import RedisHub
from server.sync.hub_shared import ORIGINS, messages
from tests.server import cluster
from tests.server.redis_server import redis_server

ME, DESK = "person:1", "desk:510131104"


class Ear:
    """A socket's ear at a hub."""

    def __init__(self, hub: Hub, client: str, *scopes: str) -> None:
        self.heard: list[str] = []
        hub.join(client, scopes, self.heard.extend)

    async def hears(self, *scopes: str) -> None:
        async with asyncio.timeout(10):
            while not set(scopes) <= set(self.heard):
                await asyncio.sleep(0.01)


class Bench:
    """Two hubs on one channel, and a way to cut it."""

    def __init__(self, one: Hub, other: Hub, cut: Callable[[], object], mend: Callable[[], object]) -> None:
        self.one, self.other, self.cut, self.mend = one, other, cut, mend

    async def until(self, *, alone: bool) -> None:
        async with asyncio.timeout(20):
            while self.one.alone is not alone or self.other.alone is not alone:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def over_postgres() -> AsyncIterator[Bench]:
    """Cut by refusing new connections and ending those that are there."""
    name = cluster.database("template0")
    stores = [Postgres(cluster.address_of(name)) for _ in range(2)]
    closed = f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"

    def cut() -> None:
        cluster.beside(cluster.statement(closed))
        cluster.beside(cluster.statement(end))

    def mend() -> None:
        cluster.beside(cluster.statement(closed.replace("false", "true")))

    one, other = (PostgresHub(store) for store in stores)
    async with one.running(), other.running():
        yield Bench(one, other, cut, mend)
    cluster.beside(cluster.drop(name))


@asynccontextmanager
async def over_redis() -> AsyncIterator[Bench]:
    with redis_server() as server:
        one, other = RedisHub(server.url, "town"), RedisHub(server.url, "town")
        async with one.running(), other.running():
            yield Bench(one, other, server.stop, server.start)


Channel = Callable[[], AbstractAsyncContextManager[Bench]]
BOTH = pytest.mark.parametrize("channel", [over_postgres, over_redis])


@BOTH
async def test_news_reaches_the_other_worker_and_not_the_device_that_made_it(channel: Channel) -> None:
    async with channel() as bench:
        here, there = Ear(bench.one, "phone", ME), Ear(bench.other, "tablet", ME, DESK)
        maker = Ear(bench.other, "maker", ME)
        bench.one.poke([ME, DESK], ["maker"])
        await there.hears(ME, DESK)
        assert here.heard == [ME]
        bench.other.poke([ME])
        async with asyncio.timeout(10):
            while len(here.heard) < 2:
                await asyncio.sleep(0.01)
        assert maker.heard == [ME] and there.heard == [ME, DESK, ME]
        await asyncio.sleep(0.2)
        assert here.heard == [ME, ME], "each is told once"


@BOTH
async def test_a_thousand_scopes_at_once_arrive_in_pieces(channel: Channel) -> None:
    async with channel() as bench:
        scopes = [f"person:{number:036}" for number in range(1000)]
        there = Ear(bench.other, "tablet", *scopes)
        bench.one.poke(scopes, [f"{number:022}" for number in range(ORIGINS)])
        await there.hears(*scopes)


@BOTH
async def test_a_broken_channel_comes_back_and_everybody_is_told(channel: Channel) -> None:
    async with channel() as bench:
        here, there = Ear(bench.one, "phone", ME), Ear(bench.other, "tablet", ME, DESK)
        bench.cut()
        await bench.until(alone=True)
        bench.one.poke([ME])
        assert here.heard == [ME], "this worker's own sockets hear as ever"
        assert there.heard == []
        bench.mend()
        await bench.until(alone=False)
        await there.hears(ME, DESK)
        here.heard.clear()
        bench.other.poke([ME])
        await here.hears(ME)


def test_no_message_is_longer_than_postgresql_takes() -> None:
    scopes, origins = ["desk:" + "9" * 59] * 500, [f"{number:022}" for number in range(ORIGINS)]
    made = messages("abcdef01", scopes, origins)
    assert max(len(one.encode()) for one in made) < 8000
    assert sum(one.count("desk:") for one in made) == 500
    assert messages("abcdef01", [], origins) == []


async def test_ten_thousand_sockets_are_not_told_in_the_same_instant() -> None:
    hub = Hub()
    told = []
    for number in range(350):
        hub.join(str(number), [ME], told.append)
    telling = asyncio.create_task(hub.poke_everybody())
    await asyncio.sleep(0)
    assert len(told) == 100
    await telling
    assert len(told) == 350
