"""Writes the exchanges of a client that an operator named to the log, until the time is up.

The server looks every few seconds whether any client is named; while none is, an exchange costs nothing more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from litestar import Litestar
from msgspec import UNSET, UnsetType

from server.jobs.beside import beside
from server.schema.types import Result, SyncRequest
from server.sync.core import Core
from server.sync.exchange import Answer, encode

T = TypeVar("T")
D = TypeVar("D")
log = structlog.get_logger()

EVERY = 5.0  # seconds


class Tracer:
    def __init__(self, core: Core) -> None:
        self.core = core
        self.prefixes: tuple[str, ...] = ()

    async def look(self) -> None:
        """Which clients are named now; what is past its time ends by itself."""
        now = int(self.core.clock().timestamp())
        named = await self.core.store.fetch("SELECT prefix FROM trace WHERE until > ? ORDER BY prefix", (now,))
        prefixes = tuple(prefix for (prefix,) in named)
        for prefix in prefixes:
            if prefix not in self.prefixes:
                log.warning("trace_begins", client=prefix)
        for prefix in self.prefixes:
            if prefix not in prefixes:
                log.warning("trace_ends", client=prefix)
        self.prefixes = prefixes
        self.core.watch = self.hear if prefixes else None

    def hear(self, request: SyncRequest, answer: Answer, seconds: float) -> None:
        if request.client.startswith(self.prefixes):
            log.warning("trace", client=request.client[:6], **told(request, answer), ms=round(seconds * 1000, 1))


def told(request: SyncRequest, answer: Answer) -> dict[str, Any]:
    """What a line says: never arguments, rows or tokens. Sizes are those before packing."""
    results = {result.id: result for result in given(answer.results, [])}
    mutations = [
        {"id": one.id, "name": one.name, "seq": one.seq, **fate(results.get(one.id), request.brief is True)}
        for one in given(request.mutations, [])
    ]
    said: dict[str, Any] = {
        "proto": request.proto,
        "signed": request.session is not UNSET,
        "up": len(encode(request)),
        "down": len(encode(answer)),
        "cursors": given(request.cursors, {}),
        "moved": given(answer.cursors, {}),
        "rows": {scope: len(rows) for scope, rows in given(answer.rows, {}).items()},
        "purge": given(answer.purge, []),
        "mutations": mutations,
        "unsent": given(request.unsent, None),
        "error": given(answer.error, None),
        "more": given(answer.more, False),
        "guide": answer.guide is not UNSET,
    }
    return {name: value for name, value in said.items() if value or name in ("up", "down", "cursors")}


def fate(result: Result | None, brief: bool) -> dict[str, str]:
    """A brief answer names only those that were not accepted."""
    if result is None:
        return {"status": "accepted" if brief else "none"}
    return {"status": result.status} | ({} if result.code is UNSET else {"code": str(result.code)})


def given(value: T | UnsetType, otherwise: D) -> T | D:
    return otherwise if isinstance(value, UnsetType) else value


@asynccontextmanager
async def tracing(app: Litestar, core: Core) -> AsyncIterator[None]:
    tracer = Tracer(core)

    async def keep_looking() -> None:
        while True:
            try:
                await tracer.look()
            except Exception as error:  # the database may be away for a while; its own alarm says so
                log.warning("trace_unknown", problem=type(error).__name__)
            await asyncio.sleep(EVERY)

    core.parts[Tracer] = tracer
    async with beside(keep_looking()):
        yield
    core.watch = None
