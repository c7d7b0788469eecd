"""Receipt numbers reserved for a device of a centre, so that it can give them out for weeks without a line (W6).

A centre's reserved numbers only ever count on: what is given back or runs out stays a gap and is never given out again.
"""

import re

from server.accounts.actor import Actor
from server.applications.tables import Application, NumberBlock
from server.guide.tables import Centre
from server.schema.types import GiveBackNumbers, ReserveNumbers
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.tables import Counter
from server.sync.work import Work

DAY = 86400
LIFE = 30 * DAY
MOST = 1000  # of one device at a time: five weeks of the busiest window
WINDOW = ("clerk", "supervisor")
NUMBER = re.compile(r"(\d{9,12})-W(\d{6,})")


def reserved_number(centre: str, serial: int) -> str:
    return f"{centre}-W{serial:06d}"


def works_at(actor: Actor, centre: str) -> bool:
    return any(actor.has(role, f"desk:{centre}") for role in WINDOW)


@mutation("numbers.reserve")
def reserve(work: Work, actor: Actor, args: ReserveNumbers) -> None:
    if not works_at(actor, args.centre):
        work.reject("forbidden")
    work.must_get(Centre, args.centre, "place_unknown")
    if work.get(NumberBlock, args.id) is not None:
        work.reject("args_invalid", "/id")
    now = int(work.now.timestamp())
    held = work.find(NumberBlock, client=actor.client)
    if sum(size_of(row) for row in held if row["expires_at"] > now) + args.count > MOST:
        work.reject("numbers_enough")
    for row in held:
        if row["expires_at"] + LIFE < now:
            work.show(f"person:{row['person']}", "number_block", row["id"], None)
    last = counted_on(work, f"window/{args.centre}", args.count)
    row = {
        "id": args.id, "centre": args.centre, "client": actor.client, "person": str(actor.person),
        "first": last - args.count + 1, "last": last, "expires_at": now + LIFE,
    }  # fmt: skip
    work.put(NumberBlock, row)
    show(work, row)


@mutation("numbers.give_back")
def give_back(work: Work, actor: Actor, args: GiveBackNumbers) -> None:
    row = work.get(NumberBlock, args.id)
    if row is None or (row["client"], row["person"]) != (actor.client, actor.person):
        work.reject("not_found")
    if not row["first"] <= args.next <= row["last"] + 1:
        work.reject("args_invalid", "/next")
    row["last"] = args.next - 1
    row["expires_at"] = min(row["expires_at"], int(work.now.timestamp()))  # counts no more among those held
    work.put(NumberBlock, row)
    work.show(f"person:{row['person']}", "number_block", row["id"], None)


def size_of(row: Row) -> int:
    return int(row["last"] - row["first"] + 1)


def counted_on(work: Work, name: str, count: int) -> int:
    row = work.get(Counter, name) or {"id": name, "value": 0}
    work.put(Counter, {**row, "value": row["value"] + count})
    return int(row["value"]) + count


def show(work: Work, row: Row) -> None:
    seen = {name: row[name] for name in ("id", "centre", "client", "first", "last", "expires_at")}
    work.show(f"person:{row['person']}", "number_block", row["id"], seen)


def may_give(work: Work, actor: Actor, centre: str, number: str) -> bool:
    """Whether the number lies in a block of this device and nobody has it yet. When it was given out does not matter:
    the tablet may come back long after the block ran out, and the paper is in somebody's hands."""
    read = NUMBER.fullmatch(number)
    if read is None or read[1] != centre or number != reserved_number(centre, int(read[2])):
        return False
    serial = int(read[2])
    blocks = work.find(NumberBlock, client=actor.client)
    own = any(row["centre"] == centre and row["first"] <= serial <= row["last"] for row in blocks)
    return own and not work.find(Application, receipt=number)
