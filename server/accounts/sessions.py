"""Session tokens: opaque, kept only as a hash, bound to one device, sliding 180 days with use."""

import hashlib
import secrets

from server.accounts.actor import Actor, RoleAt
from server.accounts.tables import Session
from server.sync.core import Core
from server.sync.work import Work

LIFE = 180 * 86400
DAY = 86400
OWNER = (
    "SELECT s.client, s.seen_at, s.expires_at, s.lost_at, p.id, p.name, p.follows, "
    'r.role, r.scope, r."window", r.name, r.id, o.version, o.digest, o.floor, s.id '
    "FROM session s JOIN person p ON p.id = s.person LEFT JOIN staff_role r ON r.phone = p.phone "
    "LEFT JOIN scope o ON o.id = 'person:' || p.id WHERE s.id IN ({})"
)


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
    found = await core.store.fetch_by(OWNER, id)
    if len(found) > 1:
        found.sort(key=lambda row: str(row[11]))
    now = int(core.clock().timestamp())
    if not found or found[0][2] <= now:
        return nobody, "session_expired"
    owner, seen_at, _, lost_at, person, name, follows = found[0][:7]
    if client is not None and owner != client:
        return nobody, "session_of_other_device"
    if lost_at:
        return Actor(None, owner, name=name, former=person), "device_wiped"
    if now - seen_at >= DAY:
        await core.act(lambda work: slide(work, id, now))
    held = [] if found[0][7] is None else [columns[7:11] for columns in found]
    roles = tuple([RoleAt(role, scope, window) for role, scope, window, _ in held]) if held else ()
    own = None if found[0][12] is None else found[0][12:15]
    return Actor(person, owner, roles, name or (held[0][3] if held else ""), tuple(follows.split()), own=own), None


def slide(work: Work, id: str, now: int) -> None:
    row = work.get(Session, id)
    if row is not None:
        work.put(Session, {**row, "seen_at": now, "expires_at": now + LIFE})
