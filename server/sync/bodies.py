"""Bodies of /sync as they travel: taken in whole but never beyond the limit, unpacked, and answers packed."""

import asyncio
import gzip
import zlib
from functools import lru_cache

import brotli
import zstandard
from litestar.types import HTTPReceiveMessage, Receive, WebSocketReceiveMessage

from server.problems import Problem
from server.sync.exchange import LIMIT

SMALL = 700  # bytes; below this compression costs more than it saves
WIDEST = 2**23  # bytes of zstd's window: what RFC 8878 asks every decoder to allow


async def whole(receive: Receive, within: float) -> bytes:
    """Most bodies are there at once; a clock of their own is for those that come in pieces."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        return bounded(message.get("body", b""))
    async with asyncio.timeout(within):
        return await joined(message, receive)


def bounded(body: bytes) -> bytes:
    if len(body) > LIMIT:
        raise Problem("too_large")
    return body


async def joined(message: HTTPReceiveMessage | WebSocketReceiveMessage, receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if message["type"] != "http.request":
            raise Problem("bad_request")
        piece = message.get("body", b"")
        size += len(piece)
        if size > LIMIT:
            raise Problem("too_large")
        parts.append(piece)
        if not message.get("more_body"):
            return b"".join(parts)
        message = await receive()


def unpacked(body: bytes, packing: bytes) -> bytes:
    if packing == b"identity":
        return body
    try:
        if packing in (b"gzip", b"deflate"):
            plain = zlib.decompressobj(wbits=31 if packing == b"gzip" else 15).decompress(body, LIMIT + 1)
        elif packing == b"br":
            plain = brotli.Decompressor().process(body, output_buffer_limit=LIMIT + 1)
        elif packing == b"zstd":
            plain = zstandard.ZstdDecompressor(max_window_size=WIDEST).stream_reader(body).read(LIMIT + 1)
        else:
            raise Problem("bad_request", "content-encoding")
    except (zlib.error, brotli.error, zstandard.ZstdError):
        raise Problem("bad_json") from None
    if len(plain) > LIMIT:
        raise Problem("too_large")
    return plain


def packed(body: bytes, accepted: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    headers = [(b"content-type", b"application/json")]
    if len(body) < SMALL:
        return body, headers
    best = best_of(accepted)
    if best == b"br":
        return brotli.compress(body, quality=5), [*headers, (b"content-encoding", best)]
    if best == b"gzip":
        return gzip.compress(body, 6, mtime=0), [*headers, (b"content-encoding", best)]
    return body, headers


@lru_cache(maxsize=256)
def best_of(accepted: bytes) -> bytes | None:
    """What has a weight of 0 is not wanted; beyond that the shortest answer is the best."""
    named = set()
    for part in accepted.lower().replace(b" ", b"").split(b","):
        name, _, weight = part.partition(b";q=")
        if not weight or weight.strip(b"0."):
            named.add(name)
    return next((one for one in (b"br", b"gzip") if one in named), None)
