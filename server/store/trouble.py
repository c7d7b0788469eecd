"""What may befall any transaction: others stood in its way, or the database cannot be reached. Engines say so by these
two errors, whatever their driver calls it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server.problems import Problem

T = TypeVar("T")

TURNS = 12
FIRST_WAIT, LONGEST_WAIT = 0.005, 0.5
AGAIN_IN = 5  # seconds after which a client may try once more


class Hindered(Exception):
    """Nothing of the transaction is left; done again from its beginning it may well succeed."""


class Unavailable(Problem):
    """The database is down, full or overrun: 503 for whoever asked, who keeps the work and sends it again."""

    def __init__(self, why: str) -> None:
        super().__init__("overloaded", retry_after=AGAIN_IN, seconds=AGAIN_IN)
        self.why = why

    def __str__(self) -> str:
        return self.why


async def again(act: Callable[[], Awaitable[T]]) -> T:
    """Does a whole transaction, and does it again as long as others stand in its way."""
    wait = FIRST_WAIT
    for _ in range(TURNS):
        try:
            return await act()
        except Hindered as error:
            hindrance = error
        await asyncio.sleep(wait * random.random())
        wait = min(wait * 2, LONGEST_WAIT)
    raise Unavailable(f"hindered {TURNS} times: {hindrance}") from hindrance
