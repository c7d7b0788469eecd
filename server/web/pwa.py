"""The built app: files held in memory, compressed ahead, with short headers for the first flight of a slow line."""

import base64
import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import brotli
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

DIST = Path(__file__).parents[2] / "pwa" / "dist"
PACKED = {b"br": ".br", b"gzip": ".gz"}
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".html": "text/html;charset=utf-8"}
FOR_EVER = b"public,max-age=31536000,immutable"
NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>赶场</title><p>The app is not built yet: run <code>npm start</code>."
)

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class File:
    type: str
    tag: bytes
    bodies: dict[bytes, bytes]  # content coding → bytes; b"" is the file as it is
    more: Headers

    def best(self, accepted: bytes) -> bytes:
        return next((coding for coding in PACKED if coding in accepted and coding in self.bodies), b"")


def policy(page: str) -> str:
    """The Content-Security-Policy of a page: our own files and just the scripts and styles written in it."""

    def hashes(tag: str) -> str:
        found = re.findall(rf"<{tag}\b[^>]*>(.+?)</{tag}>", page, re.S)
        prints = (base64.b64encode(sha256(text.encode()).digest()).decode() for text in found)
        return "".join(f" 'sha256-{one}'" for one in prints)

    return (
        f"default-src 'self';script-src 'self'{hashes('script')};style-src 'self'{hashes('style')};"
        # Old browsers do not count ws: as 'self'.
        "img-src 'self' blob: data:;connect-src 'self' ws: wss:;"
        "base-uri 'none';object-src 'none';frame-ancestors 'none'"
    )


def page_of(text: str, stamps: dict[str, str]) -> File:
    for name, value in stamps.items():
        text = text.replace(f"%{name}%", value)
    plain = text.encode()
    more = [
        (b"cache-control", b"no-cache"),
        (b"content-security-policy", policy(text).encode()),
        (b"referrer-policy", b"no-referrer"),
    ]
    return File(TYPES[".html"], tag_of(plain), packed(plain), more)


@lru_cache(maxsize=1)  # a tenth of a second each time; apps in one process mostly have the same page
def packed(plain: bytes) -> dict[bytes, bytes]:
    return {b"": plain, b"br": brotli.compress(plain, quality=11), b"gzip": gzip.compress(plain, 9, mtime=0)}


def tag_of(body: bytes) -> bytes:
    return sha256(body).hexdigest()[:12].encode()


def file_of(path: Path, for_ever: bool) -> File:
    bodies = {b"": path.read_bytes()}
    for coding, ending in PACKED.items():
        packed = path.with_name(path.name + ending)
        if packed.exists():
            bodies[coding] = packed.read_bytes()
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return File(kind, tag_of(bodies[b""]), bodies, [(b"cache-control", FOR_EVER if for_ever else b"no-cache")])


@lru_cache(maxsize=1)  # apps in one process have the same
def files_beside(index: Path) -> dict[str, File]:
    files = {}
    for path in index.parent.rglob("*"):
        if path.is_file() and path.suffix not in PACKED.values() and path != index:
            name = path.relative_to(index.parent).as_posix()
            files[f"/{name}"] = file_of(path, name.startswith("a/"))
    return files


def read_dist(dist: Path, stamps: dict[str, str]) -> dict[str, File]:
    """Path as asked for → file. Every address that is no file gets the page at `/`."""
    index = dist / "index.html"
    if not index.exists():
        return {"/": page_of(NOT_BUILT, {})}
    return files_beside(index) | {"/": page_of(index.read_text("utf-8"), stamps)}


def with_pwa(api: ASGIApp, own: set[str], stamps: dict[str, str], dist: Path = DIST) -> ASGIApp:
    """The app's files in front of `api`. Pages are all addresses whose first part is not one of the API's `own`.

    In front, because a Litestar mount at `/` would take every address that has a parameter.
    """
    files = read_dist(dist, stamps)

    def find(scope: HTTPScope) -> File | None:
        path = scope["path"].rstrip("/") or "/"
        found = files.get(path)
        if found is not None or path.startswith("/a/") or path.split("/")[1] in own:
            return found
        accepts = next((value for name, value in scope["headers"] if name == b"accept"), b"")
        return files["/"] if b"text/html" in accepts else None

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope if scope["type"] != ScopeType.WEBSOCKET else None
        file = find(asked) if asked is not None and asked["method"] in ("GET", "HEAD") else None
        if asked is None or file is None:
            await api(scope, receive, send)
        else:
            await serve(asked, send, file)

    return outer


async def serve(scope: HTTPScope, send: Send, file: File) -> None:
    headers = dict(scope["headers"])
    coding = file.best(headers.get(b"accept-encoding", b""))
    tag = b'"' + file.tag + (b"-" + coding if coding else b"") + b'"'
    kept: Headers = [(b"etag", tag), *file.more]
    if tag in headers.get(b"if-none-match", b""):
        await answer(send, 304, kept, b"")
        return
    body = file.bodies[coding]
    kept += [(b"content-type", file.type.encode()), (b"content-length", str(len(body)).encode())]
    kept.append((b"x-content-type-options", b"nosniff"))
    if len(file.bodies) > 1:
        kept.append((b"vary", b"accept-encoding"))
    if coding:
        kept.append((b"content-encoding", coding))
    await answer(send, 200, kept, body if scope["method"] == "GET" else b"")


async def answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
