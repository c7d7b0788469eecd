"""After the last byte: hash, content, thumbnail, store, and word to the applications that wait for it."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakValueDictionary

from server.files.announce import complete, forget
from server.files.content import NotAllowed, real_type
from server.files.partial import Partial
from server.files.store import BlobStore
from server.files.tables import Blob
from server.files.thumbnails import thumbnail
from server.problems import Problem
from server.store.rows import Row, shape
from server.sync.core import Core

# Decoding a large photo takes 200 MB for a moment.
DECODING_TOGETHER = 2


@dataclass
class Finishing:
    """One at a time for a file, few at a time for the machine."""

    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DECODING_TOGETHER))
    locks: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary)


def blob_store(core: Core) -> BlobStore:
    store = core.parts.get(BlobStore)
    if not isinstance(store, BlobStore):
        store = BlobStore.at(core.settings.blob_store or "", core.settings.data_dir / "blobs")
        core.parts[BlobStore] = store
    return store


def partial_of(core: Core, id: str) -> Partial:
    return Partial(core.settings.data_dir / "uploads", id)


async def find_blob(core: Core, id: str) -> Row | None:
    of = shape(Blob)
    rows = await core.store.fetch(f"{of.select} WHERE id = ?", (id,))
    return of.unpack(rows[0]) if rows else None


async def finish(core: Core, id: str) -> None:
    """Safe to repeat: a server that died halfway does it all again when the phone asks."""
    finishing = core.parts.setdefault(Finishing, Finishing())
    assert isinstance(finishing, Finishing)
    lock = finishing.locks.setdefault(id, asyncio.Lock())
    async with lock:
        row = await find_blob(core, id)
        if row is None:
            raise Problem("blob_unknown")
        if row["complete"]:
            return
        growing = partial_of(core, id)
        async with finishing.room:
            kind, small = await check(core, row, growing)
        store = blob_store(core)
        await store.keep(id, growing.path)
        if small:
            await store.keep_thumbnail(id, small)
        await core.act(partial(complete, id=id, type=kind))
        growing.discard()


async def check(core: Core, row: Row, growing: Partial) -> tuple[str, bytes]:
    """A damaged file may be sent anew at once; one of a wrong kind is forgotten, so that it leaves nothing behind."""
    if await asyncio.to_thread(growing.sha256) != row["sha256"]:
        growing.discard()
        raise Problem("blob_hash")
    try:
        return await asyncio.to_thread(examine, growing)
    except NotAllowed:
        await core.act(partial(forget, id=row["id"]))
        growing.discard()
        raise Problem("blob_type") from None


def examine(growing: Partial) -> tuple[str, bytes]:
    kind = real_type(growing.path)
    try:
        return kind, b"" if kind == "application/pdf" else thumbnail(growing.path)
    except NotAllowed:
        raise
    except Exception as error:  # a picture that decodes at an eighth and breaks at full size
        raise NotAllowed from error
