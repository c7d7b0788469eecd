"""A line between phone and server that counts every byte above TCP, headers included, and may be as thin as EDGE."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass


@dataclass
class Thin:
    port: int = 0
    up: int = 0
    down: int = 0

    def reset(self) -> None:
        self.up = self.down = 0


@asynccontextmanager
async def thin(target: int, rate: float = 0, delay: float = 0) -> AsyncIterator[Thin]:
    """`rate` in bit/s each way, shared by all connections, and seconds of `delay` each way; 0: as it is."""
    line = Thin()
    free = {"up": 0.0, "down": 0.0}
    loop = asyncio.get_running_loop()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str) -> None:
        while data := await reader.read(1400):
            setattr(line, way, getattr(line, way) + len(data))
            if rate:
                free[way] = max(loop.time(), free[way]) + len(data) * 8 / rate
                await asyncio.sleep(max(0.0, free[way] - loop.time()))
            loop.call_later(delay, writer.write, data)
        loop.call_later(delay, writer.close)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * delay)  # TCP's own round trip
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        with suppress(asyncio.CancelledError, ConnectionError):  # the benchmark is over
            await asyncio.gather(carry(reader, far_writer, "up"), carry(far_reader, writer, "down"))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
