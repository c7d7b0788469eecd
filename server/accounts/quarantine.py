"""Work that may not be applied any more and must not be lost: it is held for the supervisor of the centre (D3)."""

from datetime import timedelta

import msgspec

from server.accounts.actor import Actor
from server.accounts.tables import Device, FormerRole, Person, Quarantine
from server.applications.tables import Application
from server.diagnosis.clients import made_at
from server.schema.types import CloseQuarantine, Mutation, Result
from server.store.rows import Row
from server.sync.registry import Known, mutation, when_refused
from server.sync.work import Work

STAFF = frozenset({"staff", "clerk", "reviewer", "supervisor"})
REMEMBERED = timedelta(days=180)  # work may come this long after a role ended
LARGEST = 200_000  # bytes of arguments
MOST = 1000  # of one person
REFUSED = ("forbidden", "not_found")
OPENS = "counter.take_in"  # a case of its own: somebody has its receipt in hand


@when_refused
def hold(work: Work, actor: Actor, known: Known, refused: Mutation, result: Result) -> bool:
    person = actor.person or actor.former
    if person is None or len(msgspec.json.encode(refused.args)) > LARGEST:
        return False
    scope = scope_of(work, actor, person, known, refused, result)
    if scope is None or len(work.find(Quarantine, person=person)) >= MOST:
        return False
    row: Row = {
        "id": f"{actor.client}/{refused.id}",
        "person": person,
        "who": actor.name or name_on(work, actor.client),
        "name": refused.name,
        "lane": refused.lane,
        "args": {name: value for name, value in refused.args.items() if name not in known.unprinted},
        "made_at": refused.made_at if isinstance(refused.made_at, int) else made_at(refused.id),
        "at": int(work.now.timestamp()),
        "why": "device_lost" if actor.former else "role_gone",
        "scope": scope,
    }
    work.put(Quarantine, row)
    body = {key: value for key, value in row.items() if key != "scope" and (key != "made_at" or value)}
    work.show(scope, "quarantine", row["id"], body)
    return True


def scope_of(work: Work, actor: Actor, person: str, known: Known, refused: Mutation, result: Result) -> str | None:
    """Whose concern it is: the supervisor's of the case, or the person's own; None when it is simply refused."""
    case = work.get(Application, refused.lane) if known.who <= STAFF else None
    if case is None and known.name == OPENS:
        desk = desk_left(work, person, known)
        if desk is not None and (actor.former is not None or result.code in REFUSED):
            return f"lead:{desk}"
    if actor.former is not None:
        return f"lead:{case['desk']}" if case is not None else f"person:{person}"
    if case is None or result.code not in REFUSED or not held_before(work, person, known, case):
        return None
    return f"lead:{case['desk']}"


def name_on(work: Work, client: str) -> str:
    """Roles named the person, and they have ended."""
    device = work.get(Device, client)
    return str(device["name"]) if device else ""


def held_before(work: Work, person: str, known: Known, case: Row) -> bool:
    scopes = {f"desk:{case['desk']}", f"dept:{case['department']}"}
    return any(one["scope"] in scopes for one in roles_left(work, person, known))


def desk_left(work: Work, person: str, known: Known) -> str | None:
    """Where the person stood at the window last."""
    left = [one for one in roles_left(work, person, known) if one["scope"].startswith("desk:")]
    last = max(left, key=lambda one: int(one["ended_at"]), default=None)
    return str(last["scope"])[len("desk:") :] if last is not None else None


def roles_left(work: Work, person: str, known: Known) -> list[Row]:
    row = work.get(Person, person)
    since = int((work.now - REMEMBERED).timestamp())
    roles = work.find(FormerRole, phone=row["phone"]) if row is not None else []
    return [one for one in roles if one["role"] in known.who and one["ended_at"] > since]


@mutation("accounts.close_quarantine")
def close_quarantine(work: Work, actor: Actor, args: CloseQuarantine) -> None:
    row = work.must_get(Quarantine, args.id, "not_found")
    mine = {f"person:{actor.person}"} | {f"lead:{one.scope[5:]}" for one in actor.roles if one.role == "supervisor"}
    if row["scope"] not in mine:
        work.reject("not_found")
    if row["closed"]:
        return
    closed = {"closed": args.how, "closed_by": actor.person, "closed_at": int(work.now.timestamp())}
    work.put(Quarantine, {**row, **closed})
    work.show(row["scope"], "quarantine", row["id"], None)
