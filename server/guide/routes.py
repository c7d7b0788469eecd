"""The guide over HTTP: public, the same for everybody, made to be kept by any cache (PROTOCOL.md, section 3)."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any

import brotli
import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from server.guide.life import heads_of
from server.guide.places import layers_above, level_of
from server.guide.shelf import Shelf
from server.problems import Problem
from server.store.rows import marks
from server.sync.core import Core

FOR_EVER = "public, max-age=31536000, immutable"
JSON = "application/json"
PIECE = 4096  # the rest of a pack begins at a multiple of this, so that caches see few addresses
Asked = Request[Any, Any, Any]


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """Of those that the phone takes."""
    offered = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.strip().partition(";q=")
        offered[name] = weight not in ("0", "0.0", "0.00", "0.000")
    return next((name for name in ("br", "zstd") if offered.get(name)), "identity")


def encoding_of(request: Asked) -> str:
    return best_encoding(request.headers.get("accept-encoding", ""))


def body(data: bytes, encoding: str, cache: str, **headers: str) -> Response[bytes]:
    packed = {} if encoding == "identity" else {"content-encoding": encoding}
    return Response(
        data, media_type=JSON, headers={"cache-control": cache, "vary": "accept-encoding", **packed, **headers}
    )


def fresh(request: Asked, data: bytes, tag: str) -> Response[bytes]:
    """Asked for again each time, answered in a few bytes when nothing changed."""
    tag = f'"{tag}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"etag": tag, "cache-control": "no-cache"})
    if encoding_of(request) == "br":
        return body(brotli.compress(data, quality=6), "br", "no-cache", etag=tag)
    return body(data, "identity", "no-cache", etag=tag)


@get("/g/places")
async def places(request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    heads = heads_of(core)
    return fresh(request, heads.tree(), heads.tree_tag())


@get("/g/{place:str}/manifest")
async def manifest(request: Asked, place: FromPath[str], core: NamedDependency[Core]) -> Response[bytes]:
    heads = heads_of(core)
    found = heads.manifest(place) if level_of(place) else None
    data = heads.manifest_for(place, None) if found else None
    if found is None or data is None:
        raise Problem("place_unknown")
    return fresh(request, bytes(data), f"{found['head']}-{found['sig'][:8]}")


@get("/g/p/{sha:str}")
async def pack(sha: FromPath[str]) -> Response[bytes]:
    """Those that are there were answered in front of us (front.py)."""
    raise Problem("not_found")


@get("/g/p/{sha:str}/{start:int}")
async def rest_of_pack(
    request: Asked, sha: FromPath[str], start: FromPath[int], core: NamedDependency[Core]
) -> Response[bytes]:
    """For a phone whose line broke: what is left of a pack. It cannot ask for a range of bytes that came packed."""
    encoding = "br" if encoding_of(request) == "br" else "identity"
    data = await asyncio.to_thread(rest, heads_of(core).shelf, sha, start, encoding) if start % PIECE == 0 else None
    if data is None:
        raise Problem("not_found")
    return body(data, encoding, FOR_EVER)


@lru_cache(maxsize=256)
def rest(shelf: Shelf, sha: str, start: int, encoding: str) -> bytes | None:
    data = shelf.find(sha, "identity")
    if data is None or start > len(data):
        return None
    return brotli.compress(data[start:], quality=9) if encoding == "br" else data[start:]


@get("/g/key")
async def key(core: NamedDependency[Core]) -> Response[bytes]:
    return body(msgspec.json.encode(heads_of(core).key.jwk), "identity", "no-cache")


@get("/g/item/{place:str}/{code:str}")
async def item(
    request: Asked, place: FromPath[str], code: FromPath[str], core: NamedDependency[Core]
) -> Response[bytes]:
    """One item, for a phone that has no guide of that place: a link that was shared, a poster's QR."""
    if level_of(place) is None:
        raise Problem("place_unknown")
    ids = [f"{layer}/{code}" for layer in layers_above(place)]
    sql = f'SELECT layer, body, hash, version FROM "item" WHERE id IN ({marks(len(ids))})'
    found = sorted(await core.store.fetch(sql, ids), key=lambda row: -len(row[0]))
    if not found:
        raise Problem("not_found")
    _, text, digest, version = found[0]
    return fresh(request, text.encode(), f"{digest[:12]}.{version}")


routes: list[HTTPRouteHandler] = [places, manifest, pack, rest_of_pack, key, item]
