"""What one live socket hears of: pokes for the scopes of whoever is at its other end."""

import asyncio
from collections.abc import Awaitable, Callable

from server.accounts.actor import Actor
from server.schema.types import Poke
from server.sync.core import Core
from server.sync.exchange import Who, encode

Say = Callable[[bytes], Awaitable[None]]
GUIDE: dict[str, None] = {"guide": None}


class Ear:
    """Pokes that come while one is being sent are joined into the next. Ten thousand ears listen at once, so nothing
    runs for one that hears nothing."""

    __slots__ = ("_core", "_leave", "_names", "_news", "_say", "_session", "_telling", "_who")

    def __init__(self, core: Core, who: Who, say: Say) -> None:
        self._core, self._who, self._say = core, who, say
        self._session: tuple[str | None, str] = (None, "")  # its token, and whose device it is of
        self._news: dict[str, None] = {}
        self._names: dict[str, str] = {}
        self._leave: Callable[[], None] | None = None
        self._telling: asyncio.Task[None] | None = None

    def listen(self, actor: Actor, session: str | None) -> None:
        """Follows the scopes that the actor has now."""
        self._session = session, actor.client
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
                if news.keys() != GUIDE:
                    news = await self._still(news)
                await self._say(encode(Poke(poke=list(news))))
        except Exception:  # the socket is gone; the side that reads from it ends the matter
            return
        finally:
            self._telling = None

    async def _still(self, news: dict[str, None]) -> dict[str, None]:
        """What is theirs yet: their session or a role may have ended. Then the guide, so that they ask and hear why."""
        session = self._session
        try:
            actor, _ = await self._who(self._core, *session)
        except Exception:  # the store is away. A poke too many tells nothing, one too few would be missed
            return news
        if session is self._session:  # else a frame came meanwhile, and said who they are
            self.listen(actor, session[0])
        return {name: None for name in news if name in self._names.values()} or GUIDE

    def stop(self) -> None:
        if self._leave is not None:
            self._leave()

    def close(self) -> None:
        self.stop()
        if self._telling is not None:
            self._telling.cancel()
