"""Which devices people use and what waits on each at last word: staff's and those reported lost for their supervisor,
everybody's for themselves, should a phone come back empty."""

from collections.abc import Mapping
from functools import partial

import msgspec
from msgspec import UNSET

from server.accounts.actor import Actor
from server.accounts.tables import Device, Session
from server.schema.types import FormerDevice, MarkLost, SyncRequest
from server.store.rows import Row, marks
from server.sync.core import Core
from server.sync.registry import mutation
from server.sync.work import Work

CONTACT = 600  # seconds: contacts closer together are not written again
HAND_OVER = 30 * 86400  # how long a lost device may still hand over what waits on it


async def seen(core: Core, actor: Actor, request: SyncRequest) -> list[str]:
    """Notes the contact and what waits; gives the clients of this device that were reported lost."""
    others = request.others or {}
    staff = bool(actor.roles)
    telling = actor.person is not None and request.unsent is not UNSET
    if not (staff or others or telling or actor.person is None):
        return []  # it would have been told so already by `former`
    clients = [request.client, *(client for client in others if client != request.client)]
    found = await core.store.fetch(
        f"SELECT id, name, scopes, seen_at, unsent, lost_at, wiped_at FROM device WHERE id IN ({marks(len(clients))})",
        clients,
    )
    known = {row[0]: row[1:] for row in found}
    now = int(core.clock().timestamp())
    lost = [client for client in clients if client in known and known[client][4]]
    fresh = {client: count for client, count in others.items() if client in known and known[client][3] != count}
    untold = [client for client in lost if not known[client][5]]
    mine = known.get(request.client)
    own = (staff or telling) and request.client not in lost and (mine is None or stale(mine, actor, request, now))
    if own or fresh or untold:
        unsent = request.unsent if isinstance(request.unsent, int) else None
        await core.act(partial(note, actor=actor if own else None, unsent=unsent, fresh=fresh, told=untold))
    return lost


def stale(row: tuple[object, ...], actor: Actor, request: SyncRequest, now: int) -> bool:
    name, scopes, seen_at, unsent = row[:4]
    asked = msgspec.json.decode(scopes) if isinstance(scopes, str) else scopes
    moved = request.unsent is not UNSET and request.unsent != unsent
    return moved or int(str(seen_at)) <= now - CONTACT or name != shown(actor) or asked != leads(actor)


def shown(actor: Actor) -> str:
    """To their supervisor. A resident's device is nobody's concern: it has no name."""
    return actor.name if actor.roles else ""


def leads(actor: Actor) -> list[str]:
    """Scopes of the supervisors whom this person's devices concern."""
    return sorted({f"lead:{held.scope[5:]}" for held in actor.roles if held.scope.startswith("desk:")})


def note(work: Work, actor: Actor | None, unsent: int | None, fresh: Mapping[str, int], told: list[str]) -> None:
    now = int(work.now.timestamp())
    for client, count in fresh.items():
        change(work, client, unsent=count)
    for client in told:
        change(work, client, wiped_at=now)
    if actor is None:
        return
    row = work.get(Device, actor.client) or {"id": actor.client, "unsent": 0, "lost_at": 0, "wiped_at": 0, "scopes": []}
    for scope in set(row["scopes"]) - set(leads(actor)):
        work.show(scope, "device", actor.client, None)
    counted = row["unsent"] if unsent is None else unsent
    person = {"person": actor.person, "name": shown(actor), "scopes": leads(actor)}
    keep(work, {**row, **person, "seen_at": now, "unsent": counted})


def change(work: Work, client: str, **values: int) -> None:
    row = work.get(Device, client)
    if row is not None:
        keep(work, {**row, **values})


def keep(work: Work, row: Row) -> None:
    work.put(Device, row)
    body = {"client": row["id"], **{name: row[name] for name in ("person", "name", "seen_at", "unsent")}}
    body |= {name: row[name] for name in ("lost_at", "wiped_at") if row[name]}
    for scope in row["scopes"]:
        work.show(scope, "device", row["id"], body)


@mutation("accounts.mark_lost")
def mark_lost(work: Work, actor: Actor, args: MarkLost) -> None:
    row = work.get(Device, args.client) or signed_in_there(work, actor, args.client)
    supervised = {f"lead:{held.scope[5:]}" for held in actor.roles if held.role == "supervisor"}
    if row["person"] != actor.person and not supervised & set(row["scopes"]):
        work.reject("not_found")
    if row["lost_at"]:
        return
    now = int(work.now.timestamp())
    for session in work.find(Session, person=row["person"]):
        if session["client"] == args.client:
            work.put(Session, {**session, "lost_at": now, "expires_at": now + HAND_OVER})
    keep(work, {**row, "lost_at": now})


def signed_in_there(work: Work, actor: Actor, client: str) -> Row:
    """A resident's device is not noted before it tells what waits on it."""
    used = [session["seen_at"] for session in work.find(Session, person=actor.person) if session["client"] == client]
    if not used:
        work.reject("not_found")
    noted = {"person": actor.person, "name": shown(actor), "scopes": leads(actor)}
    return {"id": client, "seen_at": max(used), "unsent": 0, "lost_at": 0, "wiped_at": 0} | noted


FORMER = 180 * 86400  # seconds that a device is remembered
MOST = 5


def former(work: Work, person: str, client: str) -> list[FormerDevice]:
    """The person's other devices, the last one used first."""
    seen_at: dict[str, int] = {}
    unsent: dict[str, int] = {}
    for session in work.find(Session, person=person):
        seen_at[session["client"]] = max(session["seen_at"], seen_at.get(session["client"], 0))
    for row in work.find(Device, person=person):
        seen_at[row["id"]] = max(row["seen_at"], seen_at.get(row["id"], 0))
        unsent[row["id"]] = row["unsent"]
    since = int(work.now.timestamp()) - FORMER
    known = sorted(((at, id) for id, at in seen_at.items() if id != client and at > since), reverse=True)
    return [FormerDevice(client=id[:6], at=at, unsent=unsent.get(id, 0)) for at, id in known[:MOST]]


def found_again(work: Work, client: str) -> None:
    """Somebody signs in there by phone and code: what the mark was for has been deleted, or the person has it back."""
    row = work.get(Device, client)
    if row is not None and row["lost_at"]:
        keep(work, {**row, "lost_at": 0, "wiped_at": 0})
