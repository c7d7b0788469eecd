"""Packs straight from memory, before Litestar's routing: of a first sync they are nearly all requests."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from server.guide.life import heads_of
from server.guide.routes import FOR_EVER, JSON, best_encoding
from server.sync.core import Core

AT = "/g/p/"
ALWAYS = [(b"content-type", JSON.encode()), (b"cache-control", FOR_EVER.encode()), (b"vary", b"accept-encoding")]


def with_packs(core: Core, rest: ASGIApp) -> ASGIApp:
    """What is not there, and the rest of a pack, is for `rest` to answer."""

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        data = None
        if scope["type"] == ScopeType.HTTP and scope["method"] == "GET" and scope["path"].startswith(AT):
            accepted = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
            encoding = best_encoding(accepted.decode("latin-1"))
            data = heads_of(core).shelf.find(scope["path"][len(AT) :], encoding)
        if data is None:
            await rest(scope, receive, send)
            return
        scope["path_template"] = AT + "{sha}"
        headers = [*ALWAYS, (b"content-length", str(len(data)).encode())]
        if encoding != "identity":
            headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": data, "more_body": False})

    return front
