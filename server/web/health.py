"""/health: the process answers. /ready: it can serve, and what is degraded (server/health.py)."""

import shutil
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from server import health, problems
from server.problems import Problem
from server.store.sqlite import DAMAGED, SQLite
from server.store.unwell import Unwell
from server.sync.core import Core

LEAST_DISK = 200_000_000  # bytes: photos and the database's log need room to the end
AGAIN = 5  # seconds
PROBE = "INSERT INTO counter (id, value) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value"
LATE = 600  # seconds that a job may be overdue


class Ready(msgspec.Struct):
    ok: bool
    degraded: list[str]


@health.vital
async def database(core: Core) -> str | None:
    try:
        await core.store.fetch("SELECT count(*) FROM counter")
    except Exception:
        return "database_down"
    return None


@health.check
async def disk_under_database(core: Core) -> str | None:
    """After a transaction failed for the disk's sake: whether the next one would."""
    store = core.store
    if not isinstance(store, SQLite) or store.trouble is None:
        return None
    try:
        if store.trouble == DAMAGED:
            await store.look_for_damage()
        else:
            async with store.writing() as tx:
                await tx.many(PROBE, [("ready", int(core.clock().timestamp()))])
    except Unwell:
        pass
    return store.trouble


@health.check
async def disk(core: Core) -> str | None:
    return "disk_low" if shutil.disk_usage(core.settings.data_dir).free < LEAST_DISK else None


@health.check
async def jobs(core: Core) -> str | None:
    """Notices and text messages wait longer than any retry explains: no worker runs, or it hangs."""
    overdue = int((core.clock().timestamp() - LATE) * 1000)
    late = await core.store.fetch(
        "SELECT 1 FROM job WHERE state = 'waiting' AND run_at < ? AND lease_until < ? LIMIT 1", (overdue, overdue)
    )
    return "jobs_late" if late else None


@get("/health", operation_id="health")
async def alive() -> dict[str, str]:
    return {"status": "ok"}


@get("/ready", operation_id="ready", summary="503 when requests cannot be served; `degraded` names what is wrong")
async def ready(request: Request[Any, Any, Any], core: NamedDependency[Core]) -> Response[Ready] | Response[bytes]:
    seen = await health.look(core)
    answer = Ready(seen.ok, seen.degraded)
    return Response(answer) if seen.ok else refused(answer, request.headers.get("accept-language", ""))


def refused(answer: Ready, language: str) -> Response[bytes]:
    """The same two members within problem details, as every refusal of ours."""
    body = msgspec.json.decode(problems.body(Problem("overloaded", seconds=AGAIN), language))
    body |= {"ok": answer.ok, "degraded": answer.degraded}
    return Response(
        msgspec.json.encode(body), status_code=503, media_type=problems.CONTENT, headers={"Retry-After": str(AGAIN)}
    )


routes: list[HTTPRouteHandler] = [alive, ready]
