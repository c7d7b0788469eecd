"""The door to private data on the server: apply mutations, run a function over a unit of work, tell who must know."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, TypeVar

import structlog

from server.accounts.actor import Actor
from server.schema.types import Result, SyncRequest
from server.settings import Settings
from server.store import Store
from server.store.trouble import Unavailable, again
from server.sync.gate import Gate
from server.sync.hub import Hub
from server.sync.push import Batch, push, waiting
from server.sync.unit import flush, settle
from server.sync.work import Loaded, Missing, Work, Writes

T = TypeVar("T")
Watch = Callable[[Any, Any, float], None]  # (request, answer, seconds)
Seen = Callable[["Core", Actor, SyncRequest], Awaitable[list[str]]]
Guide = Callable[[str, str | None], Any]  # (place, head held) → the manifest, None when the head is current
Wrote = Callable[[Writes], None]
Waiting = tuple[Batch, "asyncio.Future[None]"]
log = structlog.get_logger()

TOGETHER = 1000  # mutations that share a transaction at most


def utc_now() -> datetime:
    return datetime.now(UTC)


async def no_contact(core: "Core", actor: Actor, request: SyncRequest) -> list[str]:
    return []


class Core:
    def __init__(
        self, store: Store, settings: Settings, hub: Hub | None = None, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.store = store
        self.settings = settings
        self.hub = hub or Hub()
        self.clock = clock
        self.new_jobs = asyncio.Event()
        self.parts: dict[type, object] = {}  # what domains keep open while the server runs
        self.guide: Guide = lambda place, head: None  # the guide puts its own here when it starts
        self.seen: Seen = no_contact  # notes the contact; gives the clients of the device that are lost
        self.gate = Gate()
        self.wrote: list[Wrote] = []  # hear what a transaction has written, or may have
        self.watch: Watch | None = None  # while somebody traces a client: hears of every exchange
        self._queue: list[Waiting] = []
        self._leader: asyncio.Task[None] | None = None

    async def act(self, function: Callable[[Work], T]) -> T:
        """Runs a function over a unit of work in a transaction of its own. `Rejected` reaches the caller."""
        loaded = Loaded(self.settings)

        async def once() -> tuple[T, set[str], bool]:
            nonlocal loaded
            loaded = loaded.anew()
            return await self._act_once(function, loaded)

        answer, scopes, jobs = await again(once)
        self._tell(scopes, jobs)
        return answer

    async def _act_once(self, function: Callable[[Work], T], loaded: Loaded) -> tuple[T, set[str], bool]:
        now = self.clock()
        answer: list[T] = []
        work = Work(loaded, Writes(), now)

        def attempt() -> None:
            nonlocal work
            work = Work(loaded, Writes(), now)
            answer.clear()
            try:
                answer.append(function(work))
            except Missing:
                return

        try:
            async with self.store.writing() as tx:
                await settle(tx, loaded, attempt)
                scopes = await flush(tx, loaded, work.writes, now)
        finally:
            self._say_written(work.writes)
        return answer[0], scopes, bool(work.writes.jobs)

    async def push(self, batch: Batch) -> None:
        """Fills `batch.results`. Whoever comes while a transaction runs shares the next one."""
        count = len(batch.mutations)
        self.gate.check(count)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((batch, done))
        self.gate.queued += count
        done.add_done_callback(lambda _: self.gate.leave(count))
        if self._leader is None or self._leader.done():
            self._leader = asyncio.create_task(self._drain())
        await done

    async def _drain(self) -> None:
        while self._queue:
            group: list[Waiting] = []
            began = perf_counter()
            try:
                await self._commit(group)
            except Unavailable as error:
                self._fill(group)  # it may not even have begun
                for _, done in group:
                    self._end(done, error)
            except Exception as error:
                self._fill(group)
                log.warning("shared_commit_failed", batches=len(group), problem=type(error).__name__)
                for batch, done in group:
                    await self._commit_apart(batch, done)
            else:
                self.gate.served(sum(len(batch.mutations) for batch, _ in group), perf_counter() - began)
                for _, done in group:
                    self._end(done, None)

    def _fill(self, group: list[Waiting]) -> list[Batch]:
        """With whoever waits, as many as share a transaction; a group that is filled stays as it is."""
        count, full = 0, bool(group)
        while not full and self._queue:
            group.append(self._queue.pop(0))
            count += len(group[-1][0].mutations)
            full = bool(self._queue) and count + len(self._queue[0][0].mutations) > TOGETHER
        return [batch for batch, _ in group]

    async def _commit_apart(self, batch: Batch, done: asyncio.Future[None]) -> None:
        """One mutation at a time, because one of them cannot be written: only it has to wait."""
        results: list[Result] = []
        try:
            for one in batch.mutations:
                alone = replace(batch, mutations=[one], brief=False)
                try:
                    await self._commit([(alone, done)])
                except Unavailable:
                    raise
                except Exception:
                    log.exception("mutation_failed", mutation=one.name)
                    alone.results = [waiting(one, "server_error")]
                results += alone.results
        except Exception as error:
            self._end(done, error)
            return
        batch.results, batch.made, batch.moved = results, {}, {}
        self._end(done, None)

    async def _commit(self, group: list[Waiting]) -> None:
        loaded = Loaded(self.settings)

        async def once() -> tuple[set[str], bool]:
            nonlocal loaded
            loaded, writes = loaded.anew(), Writes()
            try:
                async with self.store.writing() as tx:
                    batches = self._fill(group)  # not before: while the transaction began, more have come
                    return await push(tx, batches, self.clock(), loaded, writes)
            finally:
                self._say_written(writes)

        scopes, jobs = await again(once)
        # Each reads after the commit, so the answer of each shows what all of them did.
        self._tell(scopes, jobs, {batch.actor.client for batch, _ in group})

    def _say_written(self, writes: Writes) -> None:
        """Also where the commit failed or the task was ended: it may have been written all the same."""
        for hear in self.wrote:
            hear(writes)

    def _end(self, done: "asyncio.Future[None]", error: Exception | None) -> None:
        if done.done():  # the request was given up; its effect stands and a replay will find the result
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def _tell(self, scopes: set[str], jobs: bool, origins: Collection[str] = ()) -> None:
        if scopes:
            self.hub.poke(scopes, origins)
        if jobs:
            self.new_jobs.set()
