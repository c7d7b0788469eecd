"""All that this process tells of buses: looks again whenever live data were read, and hands each frame, made once, to
everybody who follows that line or stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Any

import structlog
from litestar import Litestar
from litestar.types import Send

from server.jobs.beside import beside
from server.sync.core import Core
from server.transit.held import Buses, buses_of
from server.transit.stream.subject import Kind, Message, Roads, Subject

log = structlog.get_logger()

EVERY = 5.0  # seconds between looks, when nothing new was read
REST = 2  # times as long as a look took nobody is looked at again: a third of the processor at most
TOGETHER = 250  # sockets told before others have their turn
SUBJECTS = 20_000  # lines and stops followed at a time
Key = tuple[Kind, str]


class Full(Exception):
    """Too much is followed already."""


class Viewer:
    """One socket. While a frame is on its way to a slow one it misses what comes, and gets the whole after."""

    __slots__ = ("_behind", "_send", "_task", "follows")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._task: asyncio.Task[None] | None = None
        self._behind: dict[Subject, None] | None = None
        self.follows: tuple[Subject, ...] = ()

    def tell(self, subject: Subject, message: Message) -> None:
        """Without a task of its own where the socket takes it at once, as nearly all do: a task costs more than the
        frame. Where it does not, nothing was written yet, or the whole that follows makes good for it."""
        if self._task is not None:
            self._miss(subject)
            return
        step = self._send(message).__await__()  # type: ignore[arg-type]
        try:
            step.send(None)
        except StopIteration:
            return
        except Exception:  # the socket is gone; the side that reads from it ends the matter
            return
        step.close()
        self._miss(subject)
        self._task = asyncio.create_task(self._catch_up())

    def _miss(self, subject: Subject) -> None:
        if self._behind is None:
            self._behind = {}
        self._behind[subject] = None

    async def _catch_up(self) -> None:
        try:
            while self._behind:
                subject = next(iter(self._behind))
                del self._behind[subject]
                if subject in self.follows:
                    await self._send(subject.whole())  # type: ignore[arg-type]
        except Exception:
            return
        finally:
            self._task = self._behind = None

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Stream:
    def __init__(self, buses: Buses) -> None:
        self._buses, self._roads = buses, Roads()
        self._subjects: dict[Key, Subject] = {}
        self._channels = 0
        self._bell = asyncio.Event()
        self.sockets = 0

    def follow(self, viewer: Viewer, keys: Iterable[Key]) -> None:
        """From now on of these and no others; the whole of each is told at once."""
        names = dict.fromkeys(keys)
        if len(self._subjects.keys() | names.keys()) > SUBJECTS:
            raise Full
        wanted = tuple(self._subject(key) for key in names)
        for subject in wanted:
            subject.viewers.add(viewer)
        self.leave(viewer, wanted)
        viewer.follows = wanted
        for subject in wanted:
            viewer.tell(subject, subject.whole())

    def leave(self, viewer: Viewer, stays: tuple[Subject, ...] = ()) -> None:
        for subject in viewer.follows:
            if subject not in stays:
                subject.viewers.discard(viewer)
                if not subject.viewers:
                    self._subjects.pop((subject.kind, subject.code), None)
        viewer.follows = stays

    def _subject(self, key: Key) -> Subject:
        found = self._subjects.get(key)
        if found is None:
            self._channels += 1
            found = self._subjects[key] = self.once(*key, self._channels)
        return found

    def once(self, kind: Kind, code: str, channel: int = 0) -> Subject:
        subject = Subject(self._buses, self._roads, kind, code, channel)
        self._look(subject)
        return subject

    def _look(self, subject: Subject) -> Message | None:
        try:
            return subject.look(self._buses.now())
        except Exception:  # strange data of one feed; the others are told
            log.exception("buses_not_told", of=subject.code)
            return None

    def wake(self) -> None:
        self._bell.set()

    async def tell_all(self) -> float:
        """Gives the seconds that looking took."""
        took = 0.0
        for subject in list(self._subjects.values()):
            began = perf_counter()
            message = self._look(subject)
            took += perf_counter() - began
            if message is not None:
                await hand_out(subject, message)
            await asyncio.sleep(0)
        return took

    async def run(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._bell.wait()
            self._bell.clear()
            await asyncio.sleep(REST * await self.tell_all())


async def hand_out(subject: Subject, message: Message) -> None:
    for number, viewer in enumerate(list(subject.viewers), 1):
        if viewer in subject.viewers:
            viewer.tell(subject, message)
        if number % TOGETHER == 0:
            await asyncio.sleep(0)


def stream_of(core: Core) -> Stream:
    stream: Any = core.parts[Stream]
    assert isinstance(stream, Stream)
    return stream


@asynccontextmanager
async def telling_buses(app: Litestar, core: Core) -> AsyncIterator[None]:
    buses = buses_of(core)
    stream = core.parts[Stream] = Stream(buses)
    buses.after.add(stream.wake)
    try:
        async with beside(stream.run()):
            yield
    finally:
        buses.after.discard(stream.wake)
