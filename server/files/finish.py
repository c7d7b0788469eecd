"""After the last byte: hash, content, virus scan, store, thumbnail, and word to the applications that wait for it."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from server.files.away import Away
from server.files.content import NotAllowed, real_type
from server.files.partial import Partial
from server.files.scan import Infected, scan
from server.files.states import FINISH, complete, forget, refuse, send_anew, wait_for
from server.files.store import BlobStore
from server.files.tables import Blob
from server.files.thumbnails import thumbnail
from server.jobs.registry import Later, Run, job
from server.problems import Problem
from server.store.rows import Row, shape
from server.sync.core import Core

# Decoding a large photo takes 200 MB for a moment.
DECODING_TOGETHER = 2
LONGEST_WAIT = 300  # seconds between two tries at a closed door


@dataclass
class Finishing:
    """One at a time for a file, few at a time for the machine."""

    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DECODING_TOGETHER))
    locks: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)


def blob_store(core: Core) -> BlobStore:
    store = core.parts.get(BlobStore)
    if not isinstance(store, BlobStore):
        store = BlobStore.of(core.settings)
        core.parts[BlobStore] = store
    return store


def partial_of(core: Core, id: str) -> Partial:
    return Partial(core.settings.data_dir / "uploads", id)


async def find_blob(core: Core, id: str) -> Row | None:
    of = shape(Blob)
    rows = await core.store.fetch(f"{of.select} WHERE id = ?", (id,))
    return of.unpack(rows[0]) if rows else None


async def finish_or_wait(core: Core, id: str) -> None:
    """The phone has done its part: what is away now is a job's business."""
    try:
        await finish(core, id)
    except Away as away:
        await core.act(partial(wait_for, id=id, door=away.door))


@job(FINISH, tries=1_000_000)
async def finish_later(payload: dict[str, Any], run: Run) -> None:
    id = str(payload["blob"])
    try:
        await finish(run.core, id)
    except Problem:
        return  # refused or given back meanwhile, and told
    except Away as away:
        await run.core.act(partial(wait_for, id=id, door=away.door))
        raise Later(min(LONGEST_WAIT, 5 * 2.0 ** min(run.attempt, 8))) from away


async def finish(core: Core, id: str) -> None:
    """Safe to repeat: a server that died halfway does it all again when the phone asks."""
    finishing = core.parts.setdefault(Finishing, Finishing())
    assert isinstance(finishing, Finishing)
    lock = finishing.locks.setdefault(id, asyncio.Lock())
    async with lock:
        row = await find_blob(core, id)
        if row is None or row["waits"] == "gone":
            raise Problem("blob_unknown")
        if row["refused"]:
            raise Problem(row["refused"])
        if row["complete"]:
            return
        growing = partial_of(core, id)
        try:
            await take(core, row, growing, finishing.room)
        except FileNotFoundError:
            if not await is_complete(core, id):  # another worker was faster
                raise


async def take(core: Core, row: Row, growing: Partial, room: asyncio.Semaphore) -> None:
    async with room:
        kind, small = await check(core, row, growing)
    try:
        await scan(core.settings, growing.path)
    except Infected:
        await core.act(partial(refuse, id=row["id"], code="blob_infected"))
        growing.remove()
        raise Problem("blob_infected") from None
    store = blob_store(core)
    await store.keep(row["id"], growing.path)
    if small:
        await store.keep_thumbnail(row["id"], small)
    await core.act(partial(complete, id=row["id"], type=kind))
    growing.remove()


async def is_complete(core: Core, id: str) -> bool:
    row = await find_blob(core, id)
    return row is not None and bool(row["complete"])


async def check(core: Core, row: Row, growing: Partial) -> tuple[str, bytes]:
    """A damaged file may be sent anew at once; one of a wrong kind is forgotten, so that it leaves nothing behind."""
    if await asyncio.to_thread(growing.sha256) != row["sha256"]:
        growing.discard()
        await core.act(partial(send_anew, id=row["id"]))
        raise Problem("blob_hash")
    try:
        return await asyncio.to_thread(examine, growing)
    except NotAllowed:
        await core.act(partial(forget, id=row["id"]))
        growing.remove()
        raise Problem("blob_type") from None


def examine(growing: Partial) -> tuple[str, bytes]:
    kind = real_type(growing.path)
    try:
        return kind, b"" if kind == "application/pdf" else thumbnail(growing.path)
    except NotAllowed:
        raise
    except Exception as error:  # a picture that decodes at an eighth and breaks at full size
        raise NotAllowed from error
