"""News between workers by PostgreSQL's LISTEN and NOTIFY, over one connection that is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from server.store.postgres import Postgres
from server.sync.hub_shared import Send, SharedHub

CHANNEL = "ganchang_news"


class PostgresHub(SharedHub):
    def __init__(self, store: Postgres) -> None:
        super().__init__()
        self.store = store

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[Send]:
        connection = await self.store.connect()
        heard: asyncio.Queue[str] = asyncio.Queue()

        def take(_: Any, __: int, ___: str, payload: str) -> None:
            heard.put_nowait(payload)

        async def send(out: list[str]) -> None:
            if out:
                await connection.executemany("SELECT pg_notify($1, $2)", [(CHANNEL, one) for one in out])
            else:
                await connection.execute("SELECT 1")

        async def listen() -> None:
            while True:
                await self.hear(await heard.get())

        listening = asyncio.create_task(listen())
        try:
            await connection.add_listener(CHANNEL, take)
            connection.add_termination_listener(self.wake)
            yield send
        finally:
            listening.cancel()
            connection.terminate()
