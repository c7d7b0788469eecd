"""POST /sync. A bare ASGI handler, because it carries nearly all requests: no signature, no routing below it."""

import gzip
import zlib

import brotli
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from server import problems
from server.problems import Problem
from server.sync.core import Core
from server.sync.exchange import LIMIT, Who, encode, exchange, read

SMALL = 700  # bytes; below this compression costs more than it saves


def sync_route(core: Core, who: Who) -> ASGIRouteHandler:
    @asgi("/sync", is_mount=True, copy_scope=True)
    async def sync(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            if scope["method"] != "POST":  # type: ignore[typeddict-item]
                raise Problem("method_not_allowed", headers={"allow": "POST"})
            if scope["path"].rstrip("/") not in ("", "/sync"):
                raise Problem("not_found")
            body = await whole(receive, headers)
            request = read(body)
            answer, _ = await exchange(core, who, request)
        except Problem as problem:
            await refuse(send, problem, headers.get(b"accept-language", b"").decode("latin-1"))
            return
        await respond(send, 200, *packed(encode(answer), headers.get(b"accept-encoding", b"")))

    return sync


async def whole(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """The request's body, never more than the limit, also when it is packed."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Problem("bad_request")
        piece = message.get("body", b"")
        size += len(piece)
        if size > LIMIT:
            raise Problem("too_large")
        parts.append(piece)
        if not message.get("more_body"):
            break
    body = b"".join(parts)
    packing = headers.get(b"content-encoding", b"identity")
    if packing == b"identity":
        return body
    if packing != b"gzip":
        raise Problem("bad_request", "content-encoding")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, LIMIT + 1)
    except zlib.error:
        raise Problem("bad_json") from None
    if len(plain) > LIMIT or unpacker.unconsumed_tail:
        raise Problem("too_large")
    return plain


def packed(body: bytes, accepted: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    headers = [(b"content-type", b"application/json")]
    if len(body) < SMALL:
        return body, headers
    if b"br" in accepted:
        return brotli.compress(body, quality=5), [*headers, (b"content-encoding", b"br")]
    if b"gzip" in accepted:
        return gzip.compress(body, 6, mtime=0), [*headers, (b"content-encoding", b"gzip")]
    return body, headers


async def refuse(send: Send, problem: Problem, language: str) -> None:
    headers = [(b"content-type", problems.CONTENT.encode())]
    headers += [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode()))
    await respond(send, problem.status, problems.body(problem, language), headers)


async def respond(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
