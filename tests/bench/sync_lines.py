"""Lines to a server for the benchmarks of sync: raw HTTP over sockets that stay open, requests written ahead, so that
the clients cost little beside the server."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any, NamedTuple

HEADERS = "content-type: application/json\r\naccept-encoding: gzip, deflate, br, zstd\r\nconnection: keep-alive\r\n"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        import brotli

        packing = self.headers.get("content-encoding")
        plain = brotli.decompress(self.body) if packing == "br" else self.body
        return json.loads(gzip.decompress(plain) if packing == "gzip" else plain)


def post(body: Any, packed: bool = False) -> bytes:
    """The whole request to /sync as bytes."""
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    more = "content-encoding: gzip\r\n" if packed else ""
    text = gzip.compress(text, 6, mtime=0) if packed else text
    return f"POST /sync HTTP/1.1\r\nhost: town\r\n{HEADERS}{more}content-length: {len(text)}\r\n\r\n".encode() + text


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: town\r\n{HEADERS}\r\n".encode()


class Line(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self) -> None:
        self._got = b""
        self._whole = -1
        self._reply: asyncio.Future[Reply] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionResetError(str(error)))

    def data_received(self, data: bytes) -> None:
        self._got += data
        if self._whole < 0 and (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end].decode("latin-1").split("\r\n")
            self._status = int(head[0].split(" ", 2)[1])
            self._headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in head[1:])}
            self._whole = end + 4 + int(self._headers.get("content-length", 0))
        if 0 <= self._whole <= len(self._got):
            size = int(self._headers.get("content-length", 0))
            body, self._got = self._got[self._whole - size : self._whole], self._got[self._whole :]
            self._whole = -1
            if self._reply is not None and not self._reply.done():
                self._reply.set_result(Reply(self._status, self._headers, body))

    async def ask(self, request: bytes) -> Reply:
        self._reply = asyncio.get_running_loop().create_future()
        self.transport.write(request)  # type: ignore[attr-defined]
        return await self._reply

    def close(self) -> None:
        self.transport.close()


async def line_to(port: int) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


async def ask_once(port: int, request: bytes) -> Reply:
    line = await line_to(port)
    try:
        return await line.ask(request)
    finally:
        line.close()
