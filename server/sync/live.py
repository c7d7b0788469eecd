"""The live socket: says that there is news, and takes SyncRequests as frames. A bare ASGI handler, because a phone that
is open and quiet must cost next to nothing."""

import asyncio
import zlib
from contextlib import suppress

import msgspec
import structlog
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import UNSET

from server.problems import Problem
from server.schema.types import LiveHello
from server.sync.bodies import unpacked
from server.sync.core import Core
from server.sync.ear import Ear
from server.sync.exchange import Answer, Who, encode, exchange, read

log = structlog.get_logger()

PATH = "/live"
HELLO_WITHIN = 20.0  # seconds: a round trip on 2G takes several
PACKED_FROM = 400  # bytes: less would not pay
SOCKETS = 16  # of one device: each tab has its own, and on a bad line dead ones hang about for minutes
BAD_HELLO, TOO_MANY = 4400, 4429
hello_of = msgspec.json.Decoder(LiveHello).decode


class Lost(Exception):
    """The other end is gone."""


class Socket:
    __slots__ = ("_receive", "_send", "packed")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self.packed = False  # whether the other end can unpack

    async def accept(self) -> None:
        await self._receive()
        await self._send({"type": "websocket.accept", "subprotocol": None, "headers": []})

    async def hear(self) -> str | bytes:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise Lost
        text = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def say(self, reply: bytes) -> None:
        """Packed here and not by the socket's own extension: that keeps some 40 KB a socket for ever."""
        if self.packed and len(reply) >= PACKED_FROM:
            await self._send({"type": "websocket.send", "bytes": zlib.compress(reply, 9), "text": None})
        else:
            await self._send({"type": "websocket.send", "bytes": None, "text": reply.decode()})

    async def close(self, code: int) -> None:
        with suppress(Exception):  # it may be gone already
            await self._send({"type": "websocket.close", "code": code, "reason": ""})


def live_app(core: Core, who: Who) -> ASGIApp:
    async def answer(frame: str | bytes, ear: Ear) -> Answer:
        try:
            request = read(frame if isinstance(frame, str) else unpacked(frame, b"deflate"))
            reply, actor = await exchange(core, who, request)
        except Problem as problem:
            return Answer(
                at=int(core.clock().timestamp()), error=problem.code, retry_after=problem.retry_after or UNSET
            )
        except Exception:
            log.exception("frame_failed")
            return Answer(at=int(core.clock().timestamp()), error="server_error", retry_after=5)
        ear.listen(actor, request.session or None)
        return reply

    open_sockets: dict[str, list[Socket]] = {}

    async def serve(socket: Socket, hello: LiveHello) -> None:
        mine = open_sockets.setdefault(hello.client, [])
        mine.append(socket)
        ear = Ear(core, who, socket.say)
        try:
            if len(mine) > SOCKETS:  # the oldest makes room: most likely nobody is at its other end any more
                await mine.pop(0).close(TOO_MANY)
            actor, _ = await who(core, hello.session or None, hello.client)
            ear.listen(actor, hello.session or None)
            while True:
                await socket.say(encode(await answer(await socket.hear(), ear)))
        finally:
            ear.close()
            if socket in mine:
                mine.remove(socket)
            if not mine and open_sockets.get(hello.client) is mine:
                del open_sockets[hello.client]

    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        socket = Socket(receive, send)
        await socket.accept()
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                hello = hello_of(await socket.hear())
        except (TimeoutError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            await socket.close(BAD_HELLO)
            return
        except Lost:
            return
        socket.packed = hello.packed is True
        # Whatever sending to a lost socket raises, there is nobody left to tell.
        with suppress(Lost, OSError, RuntimeError):
            await serve(socket, hello)

    return live
