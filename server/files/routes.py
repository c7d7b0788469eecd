"""Files over HTTP, in the shape of tus 1.0 (PROTOCOL.md section 5)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from functools import partial
from typing import Any

from litestar import Request, Response, delete, get, head, patch, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from msgspec import UnsetType

from server.accounts.actor import Actor
from server.files.announce import announce, show_small
from server.files.away import Away
from server.files.content import ENDINGS, NotAllowed
from server.files.finish import blob_store, finish_or_wait, partial_of
from server.files.metadata import without_metadata
from server.files.partial import OffsetConflict
from server.files.seeing import find_own, find_seen
from server.files.states import give_back
from server.files.thumbnails import redrawn
from server.problems import Problem
from server.schema.types import BlobRequest, BlobStatus
from server.store.rows import Row
from server.sync.core import Core

LARGEST = 20_000_000
PIECES = "application/offset+octet-stream"
Ask = Request[Any, Any, Any]
Town = NamedDependency[Core]
Who = NamedDependency[Actor]
Name = FromPath[str]


@post("/blob", summary="Announce a file; answers where to send its bytes")
async def announce_blob(data: JSONBody[BlobRequest], core: Town, actor: Who) -> Response[BlobStatus]:
    known = await find_own(core, actor, data.sha256)
    small = None if isinstance(data.thumb, UnsetType) else await small_of(data.thumb)
    row = await core.act(partial(announce, actor=actor, args=data))
    if small and not row["complete"] and not row["small"]:
        await asyncio.to_thread(partial_of(core, row["id"]).keep_small, small)
        await core.act(partial(show_small, id=row["id"]))
    row, offset = await caught_up(core, actor, row)
    headers = {"Location": f"/blob/{row['id']}", **offsets(row, offset)}
    status = BlobStatus(id=row["id"], offset=offset, complete=row["complete"])
    return Response(status, status_code=200 if known else 201, headers=headers)


@head("/blob/{id:str}", summary="How much of a file has arrived")
async def blob_offset(id: Name, core: Town, actor: Who) -> Response[None]:
    row, offset = await caught_up(core, actor, await own(core, actor, id))
    there = offset if row["complete"] else 0  # for a GET
    return Response(None, headers=offsets(row, offset) | {"Content-Length": str(there)})


@patch("/blob/{id:str}", status_code=204, request_max_body_size=LARGEST, summary="Send bytes from an offset on")
async def append_blob(id: Name, request: Ask, core: Town, actor: Who) -> Response[None]:
    """Every byte that arrives is kept, also when the line breaks in the middle of the body."""
    row = await own(core, actor, id)
    offset = asked_offset(request, row)
    now = offset_of(core, row)
    if row["complete"] or offset != now:
        if offset != now:
            raise conflict(row, now)
        return done(row, now)
    try:
        with partial_of(core, row["id"]).append_from(offset) as growing:
            async for piece in pieces(request):
                if growing.offset + len(piece) > row["size"]:
                    raise Problem("too_large")
                growing.write(piece)
    except OffsetConflict:
        raise conflict(row, offset_of(core, row)) from None
    except OSError:
        raise Problem("overloaded", retry_after=60, seconds=60) from None
    if growing.offset == row["size"]:
        await finish_or_wait(core, row["id"])
    return done(row, growing.offset)


@delete("/blob/{id:str}", status_code=204, summary="Give up a file of one's own that no application needs")
async def delete_blob(id: Name, core: Town, actor: Who) -> None:
    row = await own(core, actor, id)
    if await core.act(partial(give_back, id=row["id"])):
        await asyncio.to_thread(partial_of(core, row["id"]).remove)


@get("/blob/{id:str}", summary="A file, by its id or its SHA-256", media_type="application/octet-stream")
async def read_blob(id: Name, core: Town, actor: Who) -> Response[bytes]:
    row = await seen(core, actor, id)
    data = await stored(blob_store(core).get(row["id"]))
    is_own = row["person"] == actor.person
    if not is_own:
        data = await asyncio.to_thread(without_metadata, data, row["type"])
    return file(data, row["type"], ENDINGS[row["type"]], row, keep=is_own)


@get("/blob/{id:str}/thumb", summary="A thumbnail of at most 8 KB", media_type="image/webp")
async def read_thumbnail(id: Name, core: Town, actor: Who) -> Response[bytes]:
    """Before the photo is here it is the phone's own small picture."""
    row = await find_seen(core, actor, id)
    if row is None or not (row["complete"] or row["small"]):
        raise Problem("blob_unknown")
    if not row["complete"]:
        return file(await early(core, row["id"]), "image/webp", "webp", row, keep=False)
    if row["type"] == "application/pdf":
        raise Problem("not_found")
    data = await stored(blob_store(core).get_thumbnail(row["id"]))
    return file(data, "image/webp", "webp", row, keep=row["person"] == actor.person)


async def early(core: Core, id: str) -> bytes:
    try:
        return await asyncio.to_thread(partial_of(core, id).small.read_bytes)
    except FileNotFoundError:  # the photo itself came this very moment
        raise Problem("blob_unknown") from None


async def stored(reading: Awaitable[bytes]) -> bytes:
    """That a finished file is not there is a fault of ours, and told and logged as one."""
    try:
        return await reading
    except Away:
        raise Problem("overloaded", retry_after=60, seconds=60) from None


async def small_of(text: str) -> bytes:
    try:
        return await asyncio.to_thread(redrawn, text)
    except NotAllowed:
        raise Problem("bad_request", "/thumb") from None


async def own(core: Core, actor: Actor, id: str) -> Row:
    row = await find_own(core, actor, id)
    if row is None or row["waits"] == "gone":
        raise Problem("blob_unknown")
    if row["refused"]:
        raise Problem(row["refused"])
    return row


async def seen(core: Core, actor: Actor, id: str) -> Row:
    row = await find_seen(core, actor, id)
    if row is None or not row["complete"]:
        raise Problem("blob_unknown")
    return row


async def caught_up(core: Core, actor: Actor, row: Row) -> tuple[Row, int]:
    """A server that died after the last byte still owes the check: the phone has nothing left to send and only asks."""
    offset = offset_of(core, row)
    if row["complete"] or row["waits"] or offset < row["size"]:
        return row, offset
    await finish_or_wait(core, row["id"])
    return await own(core, actor, row["id"]), offset


def offset_of(core: Core, row: Row) -> int:
    return int(row["size"]) if row["complete"] else partial_of(core, row["id"]).offset()


def asked_offset(request: Ask, row: Row) -> int:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != PIECES:
        raise Problem("bad_request", "Content-Type")
    text = request.headers.get("upload-offset", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Problem("bad_request", "Upload-Offset")
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(text) + int(length) > row["size"]:
        raise Problem("too_large")
    return int(text)


async def pieces(request: Ask) -> AsyncIterator[bytes]:
    """Ends quietly where the line broke: the offset tells the phone how far it came."""
    try:
        async for piece in request.stream():
            yield piece
    except HTTPException as error:
        if error.status_code == 413:
            raise Problem("too_large") from None


def offsets(row: Row, offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset), "Upload-Length": str(row["size"]), "Cache-Control": "no-store"}


def done(row: Row, offset: int) -> Response[None]:
    return Response(None, status_code=204, headers=offsets(row, offset))


def conflict(row: Row, offset: int) -> Problem:
    return Problem("blob_offset", headers=offsets(row, offset))


def file(data: bytes, type: str, ending: str, row: Row, *, keep: bool) -> Response[bytes]:
    """Never a page of ours: whatever a crafted file contains must not run. Shared tablets keep no copy."""
    show = "attachment" if type == "application/pdf" else "inline"
    headers = {
        "Content-Disposition": f'{show}; filename="{row["sha256"][:8]}.{ending}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=604800, immutable" if keep else "no-store",
    }
    return Response(data, media_type=type, headers=headers)


routes: list[HTTPRouteHandler] = [announce_blob, blob_offset, append_blob, delete_blob, read_blob, read_thumbnail]
