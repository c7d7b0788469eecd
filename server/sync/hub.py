"""Tells open sockets that there is news in a scope. Within one process; another hub can carry it between several."""

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

Tell = Callable[[list[str]], None]


class Hub(Protocol):
    def join(self, client: str, scopes: Iterable[str], tell: Tell) -> Callable[[], None]:
        """From now on `tell` hears of these scopes; call what is returned to leave."""
        ...

    def poke(self, scopes: Iterable[str], origins: Collection[str] = ()) -> None:
        """`origins` are the clients whose own requests made the news: their answers show all of it already."""
        ...


class LocalHub:
    def __init__(self) -> None:
        self._listeners: dict[str, dict[object, tuple[str, Tell]]] = {}

    def join(self, client: str, scopes: Iterable[str], tell: Tell) -> Callable[[], None]:
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
        news: dict[object, tuple[Tell, list[str]]] = {}
        for scope in scopes:
            for listener, (client, tell) in self._listeners.get(scope, {}).items():
                if client not in origins:
                    news.setdefault(listener, (tell, []))[1].append(scope)
        for tell, changed in news.values():
            tell(changed)
