"""sync.idle: what 10,000 phones cost that have the app open and nothing to say."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import tempfile
import zlib
from pathlib import Path

from tests.bench.rows import at_most
from tests.bench.sync_people import Phone, filled
from tests.bench.sync_servers import Served, apart, served

SOCKETS = 10_000
SHAKE = (
    b"GET /live HTTP/1.1\r\nhost: town\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def frame(text: str) -> bytes:
    """A masked text frame of a client; a mask of zeros changes nothing."""
    data = text.encode()
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2, "big")
    return b"\x81" + length + b"\0\0\0\0" + data


async def opened(port: int, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    writer.write(SHAKE)
    await reader.readuntil(b"\r\n\r\n")
    phone = Phone(number)
    writer.write(frame(json.dumps({"client": phone.client, "session": phone.session, "packed": True})))
    return reader, writer


async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
    writer.write(frame(json.dumps(Phone(number).request(cursors={"me": 3}))))
    head = await asyncio.wait_for(reader.readexactly(2), 10)
    size = head[1] & 127 if head[1] & 127 < 126 else int.from_bytes(await reader.readexactly(2), "big")
    data = await reader.readexactly(size)
    return b'"at"' in (data if head[0] & 15 == 1 else zlib.decompress(data))


async def crowd(server: Served) -> tuple[float, float, int]:
    before = server.memory()
    lines = []
    for first in range(0, SOCKETS, 100):
        lines += await asyncio.gather(*(opened(server.port, number) for number in range(first, first + 100)))
    await asyncio.sleep(5)
    after = server.memory()
    well = [await answers(*lines[number], number) for number in range(0, SOCKETS, 100)]
    for _, writer in lines:
        writer.transport.abort()
    return before, after, well.count(False)


def measure() -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))
    with tempfile.TemporaryDirectory() as kept:
        filled(Path(kept), SOCKETS)
        with served(Path(kept)) as server:
            apart(1)
            before, after, deaf = asyncio.run(crowd(server))
    note = f"{SOCKETS} signed-in sockets; {before:.0f} MB without them, {(after - before) * 1024 / SOCKETS:.1f} kB each"
    at_most("sync.idle", after, "MB", 350, note)
    at_most("sync.idle.deaf", deaf, "sockets", 0, "of a hundred asked afterwards")


if __name__ == "__main__":
    measure()
    os._exit(0)  # ten thousand transports take seconds to be collected
