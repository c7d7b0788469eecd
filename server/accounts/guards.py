"""What HTTP handlers of any domain ask for: `actor` (signed in, or 401) and `visitor` (perhaps nobody)."""

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide

from server.accounts.actor import Actor
from server.accounts.sessions import actor_of
from server.problems import Problem
from server.sync.core import Core


def token_of(connection: ASGIConnection) -> str | None:  # type: ignore[type-arg]
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def visitor(request: ASGIConnection, core: NamedDependency[Core]) -> Actor:  # type: ignore[type-arg]
    token = token_of(request)
    who, problem = await actor_of(core, token, None)
    if problem is not None:
        raise Problem(problem)
    return who


async def actor(visitor: NamedDependency[Actor]) -> Actor:
    if visitor.person is None:
        raise Problem("session_missing")
    return visitor


DEPENDENCIES = {"visitor": Provide(visitor), "actor": Provide(actor)}
