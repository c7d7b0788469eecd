"""Tells open sockets that there is news in a scope: of this process. `hub_shared.py` carries it between several."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager

Tell = Callable[[list[str]], None]

TOGETHER, PAUSE = 100, 0.1  # a thousand sockets a second are told that they may have missed something


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[str, dict[object, tuple[str, Tell]]] = {}

    def join(self, client: str, scopes: Iterable[str], tell: Tell) -> Callable[[], None]:
        """From now on `tell` hears of these scopes; call what is returned to leave."""
        me = object()
        names = list(scopes)
        for scope in names:
            self._listeners.setdefault(scope, {})[me] = (client, tell)

        def leave() -> None:
            for scope in names:
                listeners = self._listeners.get(scope, {})
                listeners.pop(me, None)
                if not listeners:
                    self._listeners.pop(scope, None)

        return leave

    def poke(self, scopes: Iterable[str], origins: Collection[str] = ()) -> None:
        """`origins` are the clients whose own requests made the news: their answers show all of it already."""
        self.poke_here(scopes, origins)

    def poke_here(self, scopes: Iterable[str], origins: Collection[str] = ()) -> None:
        """Only sockets of this process: every other one finds out by itself."""
        news: dict[object, tuple[Tell, list[str]]] = {}
        for scope in scopes:
            for listener, (client, tell) in self._listeners.get(scope, {}).items():
                if client not in origins:
                    news.setdefault(listener, (tell, []))[1].append(scope)
        for tell, changed in news.values():
            tell(changed)

    async def poke_everybody(self) -> None:
        """Of all they follow; not all at once, because each of them will ask."""
        news: dict[object, tuple[Tell, list[str]]] = {}
        for scope, listeners in self._listeners.items():
            for listener, (_, tell) in listeners.items():
                news.setdefault(listener, (tell, []))[1].append(scope)
        for number, (tell, scopes) in enumerate(news.values(), 1):
            tell(scopes)
            if number % TOGETHER == 0:
                await asyncio.sleep(PAUSE)

    @property
    def alone(self) -> bool:
        """Whether other workers do not hear of news, although they should."""
        return False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        yield
