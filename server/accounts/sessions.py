"""Session tokens: opaque, kept only as a hash, bound to one device, sliding 180 days with use."""

import hashlib
import secrets
from typing import Any

from server.accounts.actor import Actor
from server.accounts.held import Held
from server.accounts.owners import OWNER, Owner, of_rows
from server.accounts.tables import Session
from server.sync.core import Core
from server.sync.work import Work

LIFE = 180 * 86400
DAY = 86400


def new_token() -> str:
    return secrets.token_urlsafe(16)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def actor_of(core: Core, token: str | None, client: str | None) -> tuple[Actor, str | None]:
    """The actor, and the code that says why there is no person. `client` None: the caller cannot name its device."""
    nobody = Actor(None, client or "")
    if not token:
        return nobody, None
    id = hash_of(token)
    owner, own = await owner_of(core, id)
    now = int(core.clock().timestamp())
    if owner is None or owner.expires_at <= now:
        return nobody, "session_expired"
    if client is not None and owner.client != client:
        return nobody, "session_of_other_device"
    if owner.lost_at:
        return Actor(None, owner.client, name=owner.name, former=owner.person), "device_wiped"
    if now - owner.seen_at >= DAY:
        await core.act(lambda work: slide(work, id, now))
    return Actor(owner.person, owner.client, owner.roles, owner.name, owner.follows, own=own), None


async def owner_of(core: Core, id: str) -> tuple[Owner | None, int | None]:
    """Whose session it is, and the version of their own scope."""
    held: Any = core.parts.get(Held)
    owner: Owner | None = None if held is None else held.owner(id)
    if owner is not None and (version := held.version(owner.person)) is not None:
        return owner, version
    read_at = 0 if held is None else held.changes
    found = await core.store.fetch_by(OWNER, id)
    if not found:
        return None, None
    owner, version = of_rows(found)
    if held is not None:
        held.keep(id, owner, version, read_at)
    return owner, version


def slide(work: Work, id: str, now: int) -> None:
    row = work.get(Session, id)
    if row is not None:
        work.put(Session, {**row, "seen_at": now, "expires_at": now + LIFE})
