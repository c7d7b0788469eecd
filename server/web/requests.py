"""One log line a request: route, status, time, and the beginning of the device's id. Never what was in it."""

import time

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.log import CLIENT, request_line

QUIET = {"/health", "/ready"}


def logged(app: ASGIApp, sync: ASGIApp) -> ASGIApp:
    """`sync` says its status itself: nearly all requests are for it."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            await app(scope, receive, send)
            return
        CLIENT.set("")
        start = time.perf_counter()
        if scope["path"] == "/sync":
            try:
                await sync(scope, receive, send)
            finally:
                line(scope, "/sync", scope["state"].get("status", 0), start)
            return
        status = 0
        bare = "/sync" if scope["path"].startswith("/sync") else "/"  # Litestar cuts the path of a mount

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, watch)
        finally:
            route = scope.get("path_template") or bare
            if route not in QUIET:
                line(scope, route, status, start)

    return outer


def line(scope: Scope, route: str, status: int, start: float) -> None:
    ms = round((time.perf_counter() - start) * 1000, 1)
    said = {"method": scope.get("method"), "route": route, "status": status, "ms": ms}
    if client := scope.get("state", {}).get("client"):
        said["client"] = client
    request_line(said)
