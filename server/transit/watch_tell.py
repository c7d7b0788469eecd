"""Within a transaction: the notice of a bus and the note that it was told come into being together, so that whoever
dies between them neither doubles nor loses it; what is over leaves the inbox."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec

from server.notices.payload import THREAD
from server.notices.publish import notify
from server.notices.tables import Delivery, Notice
from server.store.rows import Row
from server.sync.work import Work
from server.transit.watch_rules import KEPT, Bus, Told, words
from server.transit.watch_tables import BusWatch
from server.transit.watch_words import sentences


@dataclass(frozen=True, slots=True)
class Finding:
    """Of whom something was found that is perhaps to be told."""

    watch: str
    revision: int
    stop: str
    zone: ZoneInfo
    buses: Sequence[Bus]


def told_of(row: Row) -> dict[str, Told]:
    return {one.key: one for one in msgspec.convert(row["told"], list[Told])}


def tell(work: Work, findings: Sequence[Finding]) -> int:
    """Decides once more, by what was told meanwhile and by the time that it is now; gives how many were told."""
    work.expect(BusWatch, *(one.watch for one in findings))
    found = [(one, work.get(BusWatch, one.watch)) for one in findings]
    count = 0
    for finding, row in found:
        if row is not None and row["revision"] == finding.revision:
            count += tell_one(work, row, finding)
    return count


def tell_one(work: Work, row: Row, finding: Finding) -> int:
    now, told = work.seconds, told_of(row)
    due = words(row, told, finding.buses, now)
    if not due:
        return 0
    before = row["rung"]
    for key in [key for key, one in told.items() if one.when < now - KEPT]:
        withdraw(work, row["person"], told.pop(key).notice)
    for word in due:
        bus, old = word.bus, told.get(word.bus.key)
        if old is not None:
            withdraw(work, row["person"], old.notice)
        title, body = sentences(word, finding.stop, row, finding.zone, now)
        id = ring(work, row, title, body, word.until)
        told[bus.key] = Told(bus.key, bus.state, bus.when, word.leave, now, 1 + (old.times if old else 0), id)
    work.put(BusWatch, {**row, "told": [msgspec.to_builtins(one) for one in told.values()]})
    return int(row["rung"] - before)


def ring(work: Work, row: Row, title: str, body: str, until: int) -> str:
    row["rung"] += 1
    id = f"{thread_of('bus', row['id'])}{THREAD}{row['revision']}-{row['rung']}"
    return notify(work, row["person"], kind="bus", title=title, body=body, until=until, id=id, stop=row["stop"])


def thread_of(what: str, id: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(f"{what}/{id}".encode()).digest()[:15]).decode()


def withdraw_all(work: Work, row: Row) -> None:
    for one in told_of(row).values():
        withdraw(work, row["person"], one.notice)


def withdraw(work: Work, person: str, notice: str) -> None:
    if not notice:
        return
    for row in work.find(Delivery, notice=notice):
        work.delete(Delivery, row["id"])
    work.delete(Notice, notice)
    work.show(f"person:{person}", "notice", notice, None)


def show(work: Work, row: Row) -> None:
    body = {"id": row["id"], "stop": row["stop"], "minutes": row["minutes"]}
    body |= {"from": row["from_"], "before": row["before"], "lang": row["lang"]}
    said = (("line", "line"), ("to", "to_"), ("once", "once"), ("stops", "stops"))
    body |= {name: row[at] for name, at in said if row[at]}
    if row["weekdays"]:
        body["weekdays"] = [int(one) for one in row["weekdays"]]
    work.show(f"person:{row['person']}", "bus_watch", row["id"], body)
