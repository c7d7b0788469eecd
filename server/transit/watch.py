"""Wishes to be told when one must leave for the bus: made, changed and taken back, also without a line."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import UNSET

from server.accounts.actor import Actor
from server.hours.clock import day_of
from server.schema.types import UnwatchBus, WatchBus
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work
from server.transit.tables import BusLine, BusStop
from server.transit.watch_tables import BusWatch
from server.transit.watch_tell import show, withdraw_all

MOST = 20
FAR = 60  # days that phones know the buses of


def reads(work: Work, actor: Actor, args: WatchBus) -> None:
    work.expect(BusWatch, args.id, person=str(actor.person))
    work.expect(BusStop, code=args.stop)
    if args.line:
        work.expect(BusLine, code=args.line)


@mutation("buses.watch", reads=reads)
def watch(work: Work, actor: Actor, args: WatchBus) -> None:
    person = str(actor.person)
    before = work.get(BusWatch, args.id)
    if before is not None and before["person"] != person:
        work.reject("not_found")
    check(work, args)
    if before is None and len(work.find(BusWatch, person=person)) >= MOST:
        work.reject("bus_watches_limit", limit=MOST)
    row: Row = {
        "id": args.id,
        "person": person,
        "stop": args.stop,
        "line": args.line or "",
        "to_": args.to or "",
        "minutes": args.minutes,
        "stops": args.stops or 0,
        "once": args.once or "",
        "weekdays": "".join(str(one) for one in sorted(set(args.weekdays or []))),
        "from_": args.from_,
        "before": args.before,
        "lang": args.lang or "zh-CN",
        "revision": before["revision"] + 1 if before else 0,
        "rung": before["rung"] if before else 0,
        "opens_at": 0,
        "told": [],
    }
    if before is not None:
        withdraw_all(work, before)
    work.put(BusWatch, row)
    show(work, row)


def check(work: Work, args: WatchBus) -> None:
    if (args.once is UNSET) == (args.weekdays is UNSET):
        work.reject("args_invalid", "/once")
    if args.before <= args.from_:
        work.reject("args_invalid", "/before")
    if args.once:
        check_day(work, args.once)
    if not work.find(BusStop, code=args.stop):
        work.reject("bus_stop_unknown", "/stop")
    if args.line and not work.find(BusLine, code=args.line):
        work.reject("bus_stop_unknown", "/line")


def check_day(work: Work, once: str) -> None:
    """One that is over by the time it arrives is taken and leaves by itself: it was no mistake when it was made."""
    try:
        on = date.fromisoformat(once)
    except ValueError:
        work.reject("args_invalid", "/once")
    if on > day_of(work.now) + timedelta(days=FAR):
        work.reject("args_invalid", "/once")


@mutation("buses.unwatch")
def unwatch(work: Work, actor: Actor, args: UnwatchBus) -> None:
    row = work.get(BusWatch, args.id)
    if row is None or row["person"] != str(actor.person):
        return  # it was over already; and an id must not tell whether it exists
    end(work, row)


def end(work: Work, row: Row) -> None:
    withdraw_all(work, row)
    work.delete(BusWatch, row["id"])
    work.show(f"person:{row['person']}", "bus_watch", row["id"], None)
