"""The feeds in a worker's memory, and what is known live of each; read again when something else was written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from litestar import Litestar

from server.jobs.beside import beside
from server.store.trouble import Unavailable
from server.sync.core import Core
from server.transit.drive_live import DRIVERS, Driven, feed, read_drives
from server.transit.predict.predictor import Predictor
from server.transit.realtime.live import Live, LiveRun, Source, lay
from server.transit.realtime.message import Message, Unreadable, read_message, settled
from server.transit.realtime.shifted import look_shifted
from server.transit.timetable import Pattern, Timetable, unpack
from server.transit.way import Way, way_of

log = structlog.get_logger()

SCOPE = "transit"  # what workers poke each other with
EVERY = 5.0  # seconds between looks, when nobody poked


@dataclass
class Held:
    """One feed."""

    id: str
    stamp: str
    loaded_at: int
    timetable: Timetable
    messages: dict[str, Message] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)  # sources that never answered: what went wrong
    live: Live = field(default_factory=Live)
    shifted: bool = False  # whether its positions look like GCJ-02
    ways: dict[tuple[int, bytes], Way] = field(default_factory=dict)  # by shape and stops, as they are asked for
    predictor: Predictor = field(default_factory=Predictor)
    written: dict[str, tuple[Live, int, bytes]] = field(default_factory=dict)  # what went out: of what, when
    drives: dict[str, Driven] = field(default_factory=dict)  # drivers' phones

    def way(self, run: LiveRun) -> Way:
        return way_of(self.timetable, run.pattern) if run.number < 0 else self.way_on(run.pattern)

    def way_on(self, pattern: Pattern) -> Way:
        """Patterns that differ in their rhythm alone share one."""
        key = pattern.shape, pattern.stops.tobytes()
        way = self.ways.get(key)
        if way is None:
            way = self.ways[key] = way_of(self.timetable, pattern)
        return way


class Buses:
    def __init__(self, core: Core) -> None:
        self.core = core
        self.feeds: dict[str, Held] = {}
        self.unreadable: dict[str, str] = {}  # stamps by feed
        self._agencies: dict[str, Held] = {}
        self._bell = asyncio.Event()
        self._one = asyncio.Lock()
        self.after: set[Callable[[], None]] = set()  # called whenever was looked whether something is different

    def of_agency(self, id: str) -> Held | None:
        return self._agencies.get(id)

    def now(self) -> int:
        return int(self.core.clock().timestamp())

    async def refresh(self) -> None:
        """Reads what is different now."""
        async with self._one:
            stamps: dict[str, str] = dict(
                await self.core.store.fetch('SELECT id, stamp FROM "transit_feed" ORDER BY id')
            )
            if stamps != {id: held.stamp for id, held in self.feeds.items()} | self.unreadable:
                await self._read_feeds(stamps)
            if not self.feeds:
                return
            sources = await self.core.store.fetch('SELECT id, feed, received_at, error FROM "transit_source"')
            for feed, held in self.feeds.items():
                own = {id.partition("/")[2]: (received, error) for id, of, received, error in sources if of == feed}
                await self._read_live(held, own)
        for tell in self.after:
            tell()

    async def _read_feeds(self, stamps: dict[str, str]) -> None:
        feeds: dict[str, Held] = {}
        unreadable: dict[str, str] = {}
        for id, stamp in stamps.items():
            old = self.feeds.get(id)
            if old is not None and old.stamp == stamp:
                feeds[id] = old
                continue
            sql = 'SELECT loaded_at, timetable FROM "transit_feed" WHERE id = ?'
            for loaded_at, body in await self.core.store.fetch(sql, [id]):
                try:
                    timetable = await asyncio.to_thread(unpack, bytes(body))
                except Exception:  # written by another version of us, or damaged: the other feeds go on
                    log.exception("feed_not_read", feed=id)
                    unreadable[id] = stamp
                    continue
                feeds[id] = Held(id, stamp, loaded_at, timetable)
                if old is not None:
                    feeds[id].predictor.memory = old.predictor.memory
        self.feeds, self.unreadable = feeds, unreadable
        self._agencies = {agency: held for held in feeds.values() for agency in held.timetable.agencies}

    async def _read_live(self, held: Held, sources: dict[str, tuple[int, str]]) -> None:
        received = {name: at for name, (at, _) in sources.items() if at}
        held.silent = {name: error for name, (at, error) in sources.items() if error and not at}
        for name, (_, error) in sources.items():
            if name in held.sources:
                held.sources[name].error = error
        driven = await read_drives(self.core.store, held, self.now())
        if received == held.received and not driven:
            return
        for name in [name for name in held.messages if name not in received and name != DRIVERS]:
            del held.messages[name], held.sources[name]
        for name, at in received.items():
            if held.received.get(name) == at:
                continue
            sql = 'SELECT body FROM "transit_source" WHERE id = ?'
            for (body,) in await self.core.store.fetch(sql, [f"{held.id}/{name}"]):
                take(held, name, await asyncio.to_thread(read_kept, bytes(body)), at // 1000, sources[name][1])
        held.received = received
        held.live, held.shifted = await asyncio.to_thread(laid, held, self.now())

    def wake(self, _: Any = None) -> None:
        self._bell.set()

    async def watch(self) -> None:
        while True:
            try:
                await self.refresh()
            except Unavailable as error:
                log.warning("buses_wait_for_the_database", problem=str(error))
            except Exception:
                log.exception("buses_not_read")
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._bell.wait()
            self._bell.clear()


def laid(held: Held, now: int) -> tuple[Live, bool]:
    live = lay(held.timetable, held.messages, now, held.sources)
    shifted = look_shifted(live, held.way)
    feed(held, now)
    held.predictor.look(held.timetable, held.way, live, now, shifted)
    return live, shifted


def read_kept(body: bytes) -> Message | None:
    """What was kept was read once already; a newer version of us may be stricter."""
    try:
        return read_message(body)
    except Unreadable:
        return None


def take(held: Held, name: str, message: Message | None, received: int, error: str) -> None:
    if message is None:
        return
    message = settled(message, received)
    before = held.sources.get(name)
    every = before.every if before else 0
    if before is not None and 0 < message.at - before.at < 600:
        every = message.at - before.at
    held.messages[name] = message
    held.sources[name] = Source(message.at, every, error)


def buses_of(core: Core) -> Buses:
    buses = core.parts[Buses]
    assert isinstance(buses, Buses)
    return buses


@asynccontextmanager
async def holding_buses(app: Litestar, core: Core) -> AsyncIterator[None]:
    buses = Buses(core)
    core.parts[Buses] = buses
    await buses.refresh()
    leave = core.hub.join("", [SCOPE], buses.wake)
    try:
        async with beside(buses.watch()):
            yield
    finally:
        leave()
