"""Uploads to the real server over real sockets, cut in the middle of a body: what arrived is kept, the rest follows."""

import asyncio
import hashlib
import re
import secrets
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.server.process import Running, browser_of, running
from tests.server.test_files_content import photo
from tests.server.town import new_id

PHOTO = photo("JPEG", (1600, 1200))
OPERATOR = "operator-of-the-cut-tests"


@dataclass
class Connected:
    server: Running
    http: httpx.AsyncClient

    @property
    def port(self) -> int:
        return self.server.port


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[Connected]:
    async with running(folder, OPERATOR_TOKEN=OPERATOR) as process, browser_of(process) as http:
        yield Connected(process, http)


async def sign_in(town: Connected, phone: str) -> dict[str, str]:
    """As a person would: the code is read on the operator page."""
    await town.http.post("/auth/code", json={"phone": phone})
    for _ in range(100):
        answer = await town.http.get("/operator/messages.json", headers={"authorization": f"Bearer {OPERATOR}"})
        codes = [re.search(r"\d{6}", one["text"]) for one in answer.json() if one["phone"] == phone]
        if codes and codes[0]:
            break
        await asyncio.sleep(0.1)
    assert codes and codes[0]
    asked = {"phone": phone, "code": codes[0][0], "client": secrets.token_urlsafe(16)}
    session = (await town.http.post("/auth/session", json=asked)).json()["session"]
    return {"authorization": f"Bearer {session}"}


async def announce(town: Connected, headers: dict[str, str]) -> str:
    body = {"sha256": hashlib.sha256(PHOTO).hexdigest(), "size": len(PHOTO), "type": "image/jpeg"}
    begun = await town.http.post("/blob", json={**body, "application": new_id()}, headers=headers)
    assert begun.status_code in (200, 201), begun.text
    return str(begun.headers["location"])


async def offset(town: Connected, at: str, headers: dict[str, str]) -> int:
    return int((await town.http.head(at, headers=headers)).headers["upload-offset"])


async def settled(town: Connected, at: str, headers: dict[str, str], wanted: int) -> int:
    """The server may learn of a cut a moment later than we do."""
    for _ in range(100):
        if (now := await offset(town, at, headers)) >= wanted:
            return now
        await asyncio.sleep(0.02)
    return now


async def cut_after(
    town: Connected, at: str, headers: dict[str, str], begin: int, count: int, *, reset: bool, slow: bool
) -> None:
    """Promises the whole rest, sends `count` bytes of it, and is gone: with a goodbye (FIN) or without (RST)."""
    head = [f"PATCH {at} HTTP/1.1", "Host: town", "Content-Type: application/offset+octet-stream"]
    head += [f"Upload-Offset: {begin}", f"Content-Length: {len(PHOTO) - begin}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    _, writer = await asyncio.open_connection("127.0.0.1", town.port)
    writer.write("\r\n".join([*head, "", ""]).encode())
    step = 4096 if slow else count
    for start in range(begin, begin + count, step):
        writer.write(PHOTO[start : min(start + step, begin + count)])
        await writer.drain()
        if slow:
            await asyncio.sleep(0.005)
    if reset:
        # A reset throws away what the other side has not read yet, so give it time to read.
        await asyncio.sleep(0.3)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "in drops"])
@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
async def test_P1_every_byte_that_arrived_is_kept(tmp_path: Path, reset: bool, slow: bool) -> None:
    async with server(tmp_path) as town:
        headers = await sign_in(town, "13800000001")
        at = await announce(town, headers)
        begin = 0
        for count in (1, 1000, 50_000, 20_001):
            await cut_after(town, at, headers, begin, count, reset=reset, slow=slow)
            begin += count
            assert await settled(town, at, headers, begin) == begin
        sent = await town.http.patch(
            at,
            content=PHOTO[begin:],
            headers={**headers, "content-type": "application/offset+octet-stream", "upload-offset": str(begin)},
        )
        assert sent.status_code == 204
        assert (await town.http.get(at, headers=headers)).content == PHOTO


async def test_P1_an_old_connection_that_hangs_cannot_spoil_the_new_one(tmp_path: Path) -> None:
    """The phone lost its line without the server noticing, comes back, and the old connection wakes up late."""
    async with server(tmp_path) as town:
        headers = await sign_in(town, "13800000001")
        at = await announce(town, headers)
        head = f"PATCH {at} HTTP/1.1\r\nHost: town\r\nUpload-Offset: 0\r\n"
        head += "Content-Type: application/offset+octet-stream\r\n"
        head += f"Content-Length: {len(PHOTO)}\r\nAuthorization: {headers['authorization']}\r\n\r\n"
        reader, old = await asyncio.open_connection("127.0.0.1", town.port)
        old.write(head.encode() + PHOTO[:1000])
        assert await settled(town, at, headers, 1000) == 1000
        piece = {**headers, "content-type": "application/offset+octet-stream", "upload-offset": "1000"}
        assert (await town.http.patch(at, content=PHOTO[1000:5000], headers=piece)).status_code == 204
        old.write(b"?" * 3000)
        assert b" 409 " in await asyncio.wait_for(reader.readline(), 10)
        old.close()
        assert await offset(town, at, headers) == 5000
        piece["upload-offset"] = "5000"
        assert (await town.http.patch(at, content=PHOTO[5000:], headers=piece)).status_code == 204
        assert (await town.http.get(at, headers=headers)).content == PHOTO


async def test_P1_a_server_killed_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    async with server(tmp_path) as town:
        headers = await sign_in(town, "13800000001")
        at = await announce(town, headers)
        await cut_after(town, at, headers, 0, 40_000, reset=False, slow=False)
        assert await settled(town, at, headers, 40_000) == 40_000
        await town.server.kill()
    async with server(tmp_path) as again:
        assert await offset(again, at, headers) == 40_000
        piece = {**headers, "content-type": "application/offset+octet-stream", "upload-offset": "40000"}
        assert (await again.http.patch(at, content=PHOTO[40_000:], headers=piece)).status_code == 204
        assert (await again.http.get(at, headers=headers)).content == PHOTO
