"""The live socket: says that there is news, and takes SyncRequests as frames."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import msgspec
import structlog
from litestar import WebSocket, websocket
from litestar.exceptions import WebSocketDisconnect, WebSocketException
from litestar.handlers import WebsocketRouteHandler
from msgspec import UNSET

from server.accounts.actor import Actor
from server.problems import Problem
from server.schema.types import LiveHello, Poke
from server.sync.core import Core
from server.sync.exchange import Answer, Who, encode, exchange, read

log = structlog.get_logger()

HELLO_WITHIN = 20.0  # seconds: a round trip on 2G takes several
PACKED_FROM = 400  # bytes: less would not pay
SOCKETS = 16  # of one device: each tab has its own, and on a bad line dead ones hang about for minutes
BAD_HELLO, TOO_MANY = 4400, 4429
hello_of = msgspec.json.Decoder(LiveHello).decode


class Ear:
    """What one socket hears: pokes that come while one is being sent are joined into the next."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._news: dict[str, None] = {}
        self._rung = asyncio.Event()
        self._names: dict[str, str] = {}
        self._leave: Callable[[], None] = lambda: None

    def listen(self, actor: Actor) -> None:
        """Follows the scopes that the actor has now."""
        names = {stored: name for name, stored in actor.scopes().items()} | {"guide": "guide"}
        if names == self._names:
            return
        self.close()
        self._names = names
        self._leave = self.core.hub.join(actor.client, names, self._hear)

    def _hear(self, scopes: list[str]) -> None:
        self._news.update((self._names[scope], None) for scope in scopes)
        self._rung.set()

    async def tell(self, socket: WebSocket) -> None:  # type: ignore[type-arg]
        while True:
            await self._rung.wait()
            self._rung.clear()
            news, self._news = self._news, {}
            try:
                await socket.send_text(encode(Poke(poke=list(news))).decode())
            except Exception:  # the socket is gone; the side that reads from it ends the matter
                return

    def close(self) -> None:
        self._leave()


async def send(socket: WebSocket, reply: bytes, packed: bool) -> None:  # type: ignore[type-arg]
    """Packed here and not by the socket's own extension: that keeps some 40 KB a socket for ever."""
    if packed and len(reply) >= PACKED_FROM:
        await socket.send_bytes(zlib.compress(reply, 9))
    else:
        await socket.send_text(reply.decode())


def live_route(core: Core, who: Who) -> WebsocketRouteHandler:
    async def answer(frame: str, ear: Ear) -> Answer:
        try:
            reply, actor = await exchange(core, who, read(frame))
        except Problem as problem:
            return Answer(
                at=int(core.clock().timestamp()), error=problem.code, retry_after=problem.retry_after or UNSET
            )
        except Exception:
            log.exception("frame_failed")
            return Answer(at=int(core.clock().timestamp()), error="server_error", retry_after=5)
        ear.listen(actor)
        return reply

    open_sockets: dict[str, list[WebSocket]] = {}  # type: ignore[type-arg]

    @asynccontextmanager
    async def counted(client: str, socket: WebSocket) -> AsyncIterator[None]:  # type: ignore[type-arg]
        """The oldest makes room: most likely nobody is at its other end any more."""
        mine = open_sockets.setdefault(client, [])
        mine.append(socket)
        try:
            if len(mine) > SOCKETS:
                with suppress(Exception):  # it may be gone already
                    await mine.pop(0).close(TOO_MANY)
            yield
        finally:
            if socket in mine:
                mine.remove(socket)
            if not mine and open_sockets.get(client) is mine:
                del open_sockets[client]

    async def serve(socket: WebSocket, hello: LiveHello, ear: Ear) -> None:  # type: ignore[type-arg]
        actor, _ = await who(core, hello.session or None, hello.client)
        ear.listen(actor)
        telling = asyncio.create_task(ear.tell(socket))
        try:
            while True:
                frame = await socket.receive_text()
                reply = await answer(frame, ear)
                await send(socket, encode(reply), packed=hello.packed is True)
        finally:
            ear.close()
            telling.cancel()

    @websocket("/live")
    async def live(socket: WebSocket) -> None:  # type: ignore[type-arg]
        await socket.accept()
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                hello = hello_of(await socket.receive_text())
            async with counted(hello.client, socket):
                await serve(socket, hello, Ear(core))
        except (TimeoutError, msgspec.MsgspecError, RecursionError):
            await socket.close(BAD_HELLO)
        except (WebSocketDisconnect, WebSocketException):
            pass

    return live
