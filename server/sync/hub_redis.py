"""News between workers by Redis or Valkey, publish and subscribe."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from server.sync.hub_shared import ANSWER_WITHIN, Send, SharedHub


class RedisHub(SharedHub):
    def __init__(self, url: str, name: str) -> None:
        """`name` tells towns apart that share one Redis."""
        super().__init__()
        self.url, self.name = url, f"ganchang:{name}"

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[Send]:
        async with (
            Redis.from_url(self.url, socket_timeout=ANSWER_WITHIN, socket_connect_timeout=ANSWER_WITHIN) as out,
            Redis.from_url(self.url, socket_connect_timeout=ANSWER_WITHIN) as inward,
            inward.pubsub() as heard,
        ):
            await heard.subscribe(self.name)

            async def listen() -> None:
                try:
                    async for message in heard.listen():
                        if message["type"] == "message":
                            await self.hear(message["data"])
                finally:
                    self.wake()

            async def send(messages: list[str]) -> None:
                if listening.done():
                    raise ConnectionError("the subscription ended")
                for one in messages:
                    await out.publish(self.name, one)
                if not messages:
                    await out.ping()

            listening = asyncio.create_task(listen())
            try:
                yield send
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
