"""WebSocket /bus/live: whoever is at the other end names lines and stops and hears of them. No session and no hello, as
at a bus stop. A bare ASGI handler, because ten thousand wait at once; GET /bus/line/… is for who gets no socket."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from server.problems import Problem
from server.schema.types import BusFollow
from server.sync.core import Core
from server.transit.now import OLD
from server.transit.stream.stream import Full, Key, Stream, Viewer, stream_of

PATH = "/bus/live"
MOST = 20_000  # sockets of a process
FOLLOW_WITHIN = 20.0  # seconds: a round trip on 2G takes several
PAUSE = 0.2  # seconds between two wishes of a socket
BAD, FULL = 4400, 4429
follow_of = msgspec.json.Decoder(BusFollow).decode


def stream_app(core: Core) -> ASGIApp:
    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        stream = stream_of(core)
        if stream.sockets >= MOST:
            await close(send, FULL)
            return
        viewer = Viewer(send)
        stream.sockets += 1
        try:
            await listen(stream, viewer, receive)
        except (TimeoutError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            await close(send, BAD)
        except Full:
            await close(send, FULL)
        finally:
            stream.sockets -= 1
            stream.leave(viewer)
            viewer.close()

    return live


async def listen(stream: Stream, viewer: Viewer, receive: Receive) -> None:
    async with asyncio.timeout(FOLLOW_WITHIN):
        message: Any = await receive()
    while message["type"] == "websocket.receive":
        stream.follow(viewer, keys_of(follow_of(message.get("text") or message.get("bytes") or b"")))
        await asyncio.sleep(PAUSE)
        message = await receive()


def keys_of(wish: BusFollow) -> list[Key]:
    stops, lines = wish.stops or [], wish.lines or []
    return [*(("stop", code) for code in stops), *(("line", code) for code in lines)]


async def close(send: Send, code: int) -> None:
    with suppress(Exception):  # it may be gone already
        await send({"type": "websocket.close", "code": code, "reason": ""})


@get("/bus/line/{line:str}", summary="Where the buses of a line are, as the whole that the socket tells")
async def line_now(line: FromPath[str], core: NamedDependency[Core]) -> Response[bytes]:
    subject = stream_of(core).once("line", line)
    if not subject.known:
        raise Problem("not_found")
    body = subject.whole()["text"].encode()
    return Response(body, media_type="application/json", headers={"cache-control": f"public, max-age={OLD}"})
