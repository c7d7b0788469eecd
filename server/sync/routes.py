"""POST /sync. A bare ASGI handler, because it carries nearly all requests: no signature, no routing below it."""

import time
from contextlib import nullcontext

import structlog
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from server import problems
from server.problems import Problem
from server.sync.bodies import packed, unpacked, whole
from server.sync.core import Core
from server.sync.exchange import Who, encode, exchange, read
from server.sync.gate import LARGE

log = structlog.get_logger()

NO_TURN = nullcontext()
BODY_WITHIN = 120.0  # seconds: 1 MB takes longer on 2G, and no phone sends so much at once there


def sync_route(core: Core, who: Who) -> ASGIRouteHandler:
    async def answer(scope: Scope, receive: Receive, headers: dict[bytes, bytes]) -> bytes:
        if scope["method"] != "POST":  # type: ignore[typeddict-item]
            raise Problem("method_not_allowed", headers={"allow": "POST"})
        if scope["path"].rstrip("/") not in ("", "/sync"):
            raise Problem("not_found")
        state = scope.setdefault("state", {})
        if arrived := state.get("arrived"):
            core.gate.came(time.monotonic() - arrived)
        try:
            body = await whole(receive, BODY_WITHIN)
        except TimeoutError:
            raise Problem("bad_request", headers={"connection": "close"}) from None
        packing = headers.get(b"content-encoding", b"identity")
        async with core.gate.turn(len(body), packing != b"identity") if len(body) >= LARGE else NO_TURN:
            request = read(unpacked(body, packing))
            state["client"] = request.client[:6]  # for the line in the log
            reply, _ = await exchange(core, who, request)
            return encode(reply)

    @asgi("/sync", is_mount=True, copy_scope=True)
    async def sync(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            reply = await answer(scope, receive, headers)
        except Problem as problem:
            await refuse(scope, send, problem, headers.get(b"accept-language", b"").decode("latin-1"))
        except Exception:
            log.exception("request_failed", route="/sync")
            await refuse(scope, send, Problem("server_error"), headers.get(b"accept-language", b"").decode("latin-1"))
        else:
            await respond(scope, send, 200, *packed(reply, headers.get(b"accept-encoding", b"")))

    return sync


async def refuse(scope: Scope, send: Send, problem: Problem, language: str) -> None:
    headers = [(b"content-type", problems.CONTENT.encode())]
    headers += [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode()))
    await respond(scope, send, problem.status, problems.body(problem, language), headers)


async def respond(scope: Scope, send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    scope["state"]["status"] = status  # for the line in the log
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
