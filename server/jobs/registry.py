"""Names of queues → the functions that do the work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from server.sync.core import Core


class Permanent(Exception):
    """Trying again cannot help: the job ends as dead."""


class Later(Exception):
    """Try again after so many seconds, as the other side asked."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"after {seconds:.0f} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Run:
    """One try at a job."""

    core: Core
    id: int
    attempt: int  # 1, 2, 3 …
    last: bool


Handler = Callable[[dict[str, Any], Run], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    handle: Handler
    tries: int
    bulk: bool


QUEUES: dict[str, Queue] = {}


def job(queue: str, tries: int = 12, bulk: bool = False) -> Callable[[Handler], Handler]:
    """`bulk` is work by the hundred thousand, done a little at a time beside the jobs that somebody waits for."""

    def take(handler: Handler) -> Handler:
        QUEUES[queue] = Queue(queue, handler, tries, bulk)
        return handler

    return take
