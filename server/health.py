"""What the server is short of at the moment, in words for machines. `/ready` lists them; the log says when one begins
and ends. Whoever depends on something that may fail says here how to see that it did."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from litestar import Litestar

from server.jobs.beside import beside

if TYPE_CHECKING:
    from server.sync.core import Core

Check = Callable[["Core"], Awaitable[str | None]]

log = structlog.get_logger()

PATIENCE = 2.0  # seconds for all checks together; they run side by side
EVERY = 15.0  # seconds between two looks for the log


@dataclass(frozen=True)
class Health:
    """`ok`: requests can be served. `degraded`: what does not work as it should, also where they can."""

    ok: bool
    degraded: list[str] = field(default_factory=list)


CHECKS: dict[Check, bool] = {}


def check(function: Check) -> Check:
    """Registers `async def function(core) -> str | None`: the word for what is wrong now, None when all is well.
    Give words that last, such as "redis_down": operators' alarms are set on them. It should cost a millisecond."""
    CHECKS[function] = False
    return function


def vital(function: Check) -> Check:
    """The same for what nothing works without: `/ready` then answers 503."""
    CHECKS[function] = True
    return function


async def look(core: "Core") -> Health:
    checks = list(CHECKS)
    said = await asyncio.gather(*(ask(one, core) for one in checks))
    words = {word: CHECKS[one] for one, word in zip(checks, said, strict=True) if word is not None}
    return Health(not any(words.values()), sorted(words))


async def ask(function: Check, core: "Core") -> str | None:
    """A check that fails or hangs is itself a bad sign."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await function(core)
    except Exception:
        return f"{getattr(function, '__name__', 'check')}_unknown"


@asynccontextmanager
async def watching_health(app: Litestar, core: "Core") -> AsyncIterator[None]:
    """One log line when something begins to be wrong, and one when it is well again."""

    async def watch() -> None:
        before: set[str] = set()
        while True:
            await asyncio.sleep(EVERY)
            now = set((await look(core)).degraded)
            for word in sorted(now - before):
                log.error("degraded", what=word)
            for word in sorted(before - now):
                log.warning("recovered", what=word)
            before = now

    async with beside(watch()):
        yield
