"""Who may come in when many come at once: what would wait too long is told when to come back, before any work is done
for it, and large requests are unpacked a few at a time, so that a crowd costs time and not memory."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.problems import Problem

PATIENCE = 1.5  # seconds that anybody may be kept waiting
EACH = 0.2  # and more for each mutation: a hundred drafts took long to send, they are not sent back lightly
LARGE = 8_000  # bytes on the wire
AT_ONCE = 22  # large requests in memory, which fill one transaction and the next
PACE = 3000.0  # mutations a second, until it has been seen
SPREAD = 8  # seconds over which those who are sent away come back


def busy(seconds: float) -> Problem:
    after = max(1, round(seconds + random.random() * SPREAD))
    return Problem("overloaded", retry_after=after, seconds=after)


class Gate:
    def __init__(self) -> None:
        self.queued = 0  # mutations that wait for the writer, or are with it
        self._coming = 0  # mutations, by estimate, in large requests that are not unpacked yet
        self._pace = PACE
        self._turns = asyncio.Semaphore(AT_ONCE)

    def check(self, count: int) -> None:
        """Raises `overloaded` when `count` mutations would have to wait too long."""
        ahead = (self.queued + self._coming) / self._pace
        if ahead > PATIENCE + EACH * count:
            raise busy(ahead)

    def came(self, waited: float) -> None:
        """A request that stood in the crowd too long before anybody looked at it."""
        if waited > PATIENCE:
            raise busy(waited)

    @asynccontextmanager
    async def turn(self, size: int, packed: bool) -> AsyncIterator[None]:
        """Around all work for a large request of so many bytes. In the order of arrival."""
        count = size // (400 if packed else 2000)
        self.check(count)
        self._coming += count
        try:
            await self._turns.acquire()
        finally:
            self._coming -= count
        try:
            yield
        finally:
            self._turns.release()

    def leave(self, count: int) -> None:
        self.queued -= count

    def served(self, count: int, seconds: float) -> None:
        """A transaction of so many mutations took so long. Small ones tell nothing of what a full one can do."""
        if count >= 100:
            self._pace = 0.7 * self._pace + 0.3 * count / max(seconds, 0.001)
