"""Who may look at a file: its owner, and staff in whose scope an application shows it. Everybody else is told the same
as if it did not exist."""

import re
from typing import Any

from server.accounts.actor import Actor
from server.applications.tables import Application
from server.applications.views import views
from server.files.announce import blob_id
from server.files.finish import find_blob
from server.files.tables import Blob
from server.store.rows import Row, shape
from server.sync.core import Core


async def find_seen(core: Core, actor: Actor, name: str) -> Row | None:
    """`name` is an id, or a SHA-256 as applications name their pages."""
    own = await find_own(core, actor, name)
    if own is not None:
        return own
    scopes = {held.scope for held in actor.roles}
    if not scopes:
        return None
    of = shape(Blob)
    column = "sha256" if is_hash(name) else "id"
    rows = await core.store.fetch(f"{of.select} WHERE {column} = ?", (name,))
    for row in map(of.unpack, rows):
        if await is_shown(core, row, scopes):
            return row
    return None


async def find_own(core: Core, actor: Actor, name: str) -> Row | None:
    person = actor.person or ""
    row = await find_blob(core, blob_id(person, name) if is_hash(name) else name)
    return row if row is not None and row["person"] == person else None


def is_hash(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", name) is not None


async def is_shown(core: Core, blob: Row, scopes: set[str]) -> bool:
    of = shape(Application)
    rows = await core.store.fetch(f"{of.select} WHERE person = ?", (blob["person"],))
    return any(names(application, blob["sha256"], scopes) for application in map(of.unpack, rows))


def names(application: Row, sha256: str, scopes: set[str]) -> bool:
    materials: dict[str, list[dict[str, Any]]] = application["materials"]
    if not any(page["blob"] == sha256 for pages in materials.values() for page in pages):
        return False
    return not scopes.isdisjoint(views(application))
