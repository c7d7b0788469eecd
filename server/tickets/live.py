"""The hall's socket: everybody who looks at one centre's line hears what changed, in a frame made once for all of them.
No hello and no session, because screens and strangers with a paper ticket have none."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import Send

from server.hours.clock import day_of
from server.sync.core import Core
from server.tickets import hall
from server.tickets.line import hall_scope

PACKED_FROM = 400  # bytes
PAUSE = 0.15  # seconds within which several calls are one frame
MOST = 20_000  # sockets of a process
UNKNOWN, FULL = 4404, 4429


def frame(body: bytes) -> dict[str, object]:
    """Long ones packed, as on the live socket; who connects with ?plain gets text."""
    packed = zlib.compress(body, 6) if len(body) >= PACKED_FROM else None
    text = None if packed else body.decode()
    return {"type": "websocket.send", "bytes": packed, "text": text}


class Viewer:
    """One socket. While a frame is on its way to a slow one it misses what comes, and gets the whole after."""

    __slots__ = ("_behind", "_send", "_task", "_watch", "plain")

    def __init__(self, send: Send, watch: "Watch", plain: bool) -> None:
        self._send, self._watch, self.plain = send, watch, plain
        self._task: asyncio.Task[None] | None = None
        self._behind = False

    def tell(self, body: bytes, packed: dict[str, object]) -> None:
        if self._task is not None:
            self._behind = True
            return
        self._task = asyncio.create_task(self._say(body, packed))

    async def _say(self, body: bytes, packed: dict[str, object]) -> None:
        try:
            message = {"type": "websocket.send", "bytes": None, "text": body.decode()} if self.plain else packed
            await self._send(message)  # type: ignore[arg-type]
            while self._behind:
                self._behind = False
                await self._send(frame(self._watch.whole))  # type: ignore[arg-type]
        except Exception:  # the socket is gone; the side that reads from it ends the matter
            return
        finally:
            self._task = None

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Watch:
    """One centre's line as this process last told it."""

    def __init__(self, core: Core, centre: str) -> None:
        self._core, self._centre = core, centre
        self.viewers: set[Viewer] = set()
        self.state: hall.Hall | None = None
        self.whole = b""
        self._leave: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False

    async def read(self) -> hall.Hall | None:
        now = self._core.clock()
        return await hall.read(self._core.store, self._centre, str(day_of(now)), int(now.timestamp()))

    async def open(self) -> bool:
        """False where there is no such centre."""
        if self._leave is None:
            scope = hall_scope(self._centre)
            self._leave = self._core.hub.join("", [scope], lambda _: self._hear())
        if self.state is None or not self.viewers:
            self.state = await self.read()
            self.whole = hall.encode(self.state) if self.state else b""
        return self.state is not None

    def _hear(self) -> None:
        self._again = True
        if self._task is None:
            self._task = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._again and self.viewers:
                self._again = False
                new = await self.read()
                old, self.state = self.state, new
                if new is None or old is None:
                    continue
                self.whole = hall.encode(new)
                told = hall.news(old, new)
                body = self.whole if told is None else hall.encode(told)
                packed = frame(body)
                for viewer in list(self.viewers):
                    viewer.tell(body, packed)
                await asyncio.sleep(PAUSE)
        finally:
            self._task = None

    def close(self) -> None:
        if self._leave is not None:
            self._leave()
            self._leave = None
        if self._task is not None:
            self._task.cancel()


def hall_socket() -> Any:
    """The route of the socket; each process keeps what it told."""
    watches: dict[str, Watch] = {}

    @websocket("/q/{centre:str}/live")
    async def live(socket: WebSocket[Any, Any, Any], centre: FromPath[str], core: NamedDependency[Core]) -> None:
        await socket.accept()
        watch = watches.setdefault(centre, Watch(core, centre))
        viewer = Viewer(socket.send, watch, plain="plain" in socket.query_params)
        try:
            if sum(len(one.viewers) for one in watches.values()) >= MOST:
                await socket.close(FULL)
            elif not await watch.open():
                await socket.close(UNKNOWN)
            else:
                watch.viewers.add(viewer)
                viewer.tell(watch.whole, frame(watch.whole))
                while (await socket.receive())["type"] != "websocket.disconnect":
                    pass  # there is nothing to ask for
        finally:
            viewer.close()
            watch.viewers.discard(viewer)
            if not watch.viewers and watches.get(centre) is watch:
                del watches[centre]
                watch.close()

    return live
