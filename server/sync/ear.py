"""What one live socket hears of: pokes for the scopes of whoever is at its other end."""

import asyncio
from collections.abc import Awaitable, Callable

from server.accounts.actor import Actor
from server.schema.types import Poke
from server.sync.core import Core
from server.sync.exchange import encode

Say = Callable[[bytes], Awaitable[None]]


class Ear:
    """Pokes that come while one is being sent are joined into the next. Ten thousand ears listen at once, so nothing
    runs for one that hears nothing."""

    __slots__ = ("_core", "_leave", "_names", "_news", "_say", "_telling")

    def __init__(self, core: Core, say: Say) -> None:
        self._core, self._say = core, say
        self._news: dict[str, None] = {}
        self._names: dict[str, str] = {}
        self._leave: Callable[[], None] | None = None
        self._telling: asyncio.Task[None] | None = None

    def listen(self, actor: Actor) -> None:
        """Follows the scopes that the actor has now."""
        names = {stored: name for name, stored in actor.scopes().items()} | {"guide": "guide"}
        if names == self._names:
            return
        self.stop()
        self._names = names
        self._leave = self._core.hub.join(actor.client, names, self._hear)

    def _hear(self, scopes: list[str]) -> None:
        self._news.update((self._names[scope], None) for scope in scopes if scope in self._names)
        if self._telling is None:
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._news:
                news, self._news = self._news, {}
                await self._say(encode(Poke(poke=list(news))))
        except Exception:  # the socket is gone; the side that reads from it ends the matter
            return
        finally:
            self._telling = None

    def stop(self) -> None:
        if self._leave is not None:
            self._leave()

    def close(self) -> None:
        self.stop()
        if self._telling is not None:
            self._telling.cancel()
