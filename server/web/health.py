"""/health: the process answers. /ready: the database does too."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from server.problems import Problem
from server.sync.core import Core


@get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@get("/ready")
async def ready(core: NamedDependency[Core]) -> dict[str, str]:
    try:
        await core.store.fetch("SELECT count(*) FROM counter")
    except Exception:
        raise Problem("overloaded", retry_after=5, seconds=5) from None
    return {"status": "ok"}


routes: list[HTTPRouteHandler] = [health, ready]
