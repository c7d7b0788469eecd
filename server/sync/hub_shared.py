"""A hub that also tells the other workers, over a channel that may break. A message holds the names of scopes and the
clients that know already, never data. When the channel was broken nobody knows what was missed: then all are told."""

import asyncio
import secrets
from abc import abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TYPE_CHECKING

import msgspec
import structlog

from server import health
from server.jobs.beside import beside
from server.sync.hub import Hub

if TYPE_CHECKING:
    from server.sync.core import Core

log = structlog.get_logger()

LONGEST = 7000  # bytes of a message: PostgreSQL takes 7,999
ORIGINS = 100  # beyond it they are left out, which costs those clients an empty sync
BEAT = 10.0  # seconds without news after which the channel must show that it lives
ANSWER_WITHIN = 5.0
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0

Send = Callable[[list[str]], Awaitable[None]]  # no messages: just ask whether the channel lives


class Message(msgspec.Struct, array_like=True):
    sender: str
    scopes: list[str] | None  # None: everybody, of everything
    origins: list[str] = []


encode, decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Message).decode


def messages(sender: str, scopes: Iterable[str], origins: Collection[str]) -> list[str]:
    told = sorted(origins) if len(origins) <= ORIGINS else []
    room = LONGEST - sum(len(one) + 3 for one in told)
    made: list[str] = []
    part: list[str] = []
    size = 0
    for scope in scopes:
        weight = len(scope.encode()) + 3
        if part and size + weight > room:
            made.append(encode(Message(sender, part, told)).decode())
            part, size = [], 0
        part.append(scope)
        size += weight
    return [*made, encode(Message(sender, part, told)).decode()] if part else made


class SharedHub(Hub):
    def __init__(self) -> None:
        super().__init__()
        self.me = secrets.token_hex(4)
        self._up = False
        self._tried = asyncio.Event()
        self._missed = False  # by the others, of what happened here
        self._out: list[str] = []
        self._rung = asyncio.Event()

    @abstractmethod
    def channel(self) -> AbstractAsyncContextManager[Send]:
        """Open as long as the block lasts. It calls `hear` with every message, and `wake` when it is lost."""

    @property
    def alone(self) -> bool:
        return not self._up

    def poke(self, scopes: Iterable[str], origins: Collection[str] = ()) -> None:
        names = list(scopes)
        self.poke_here(names, origins)
        if not self._up:
            self._missed = True
            return
        self._out += messages(self.me, names, origins)
        self._rung.set()

    def wake(self, *_: object) -> None:
        """Something is to be sent, or it is to be seen whether the channel lives."""
        self._rung.set()

    async def hear(self, text: str | bytes) -> None:
        try:
            message = decode(text)
        except msgspec.MsgspecError:
            return  # not one of us
        if message.sender == self.me:
            return
        if message.scopes is None:
            await self.poke_everybody()
        else:
            self.poke_here(message.scopes, message.origins)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with beside(self._run()):
            with suppress(TimeoutError):  # the service goes on without
                async with asyncio.timeout(ANSWER_WITHIN):
                    await self._tried.wait()
            yield
            await self._send_the_rest()

    async def _send_the_rest(self) -> None:
        for _ in range(100):
            if not self._out or not self._up:
                return
            await asyncio.sleep(0.01)

    async def _run(self) -> None:
        wait, first = FIRST_WAIT, True
        while True:
            try:
                async with self.channel() as send:
                    if not first:
                        log.warning("workers_together_again")
                    wait = FIRST_WAIT
                    await self._carry(send, catch_up=not first)
            except Exception as error:
                if self._up or first:
                    log.error("workers_apart", problem=f"{type(error).__name__}: {error}")
            self._missed = self._missed or bool(self._out)
            self._up, self._out, first = False, [], False
            self._tried.set()
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _carry(self, send: Send, catch_up: bool) -> None:
        """Until the channel breaks."""
        self._up = True
        self._tried.set()
        if self._missed:
            self._missed = False
            self._out.append(encode(Message(self.me, None)).decode())
            self._rung.set()
        async with beside(self.poke_everybody() if catch_up else asyncio.sleep(0)):
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT):
                        await self._rung.wait()
                self._rung.clear()
                out, self._out = self._out, []
                try:
                    async with asyncio.timeout(ANSWER_WITHIN):
                        await send(out)
                except BaseException:
                    self._missed = True
                    raise


@health.check
async def workers(core: "Core") -> str | None:
    return "workers_apart" if core.hub.alone else None
