"""The bus did not come: said by whoever waited for it, without a sign-in, and counted. It changes no prediction."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from server.accounts.actor import Actor
from server.guide.mutations import SHANGHAI, minutes_left
from server.hours.clock import day_of
from server.schema.types import ReportBus
from server.store import Store
from server.sync.registry import mutation
from server.sync.work import Work
from server.transit.alerts_tables import BusReport
from server.transit.tables import BusLine, BusStop

PER_DEVICE = 10  # a day
LONGEST = 7 * 86_400  # seconds that it may have waited for a line
KEPT = 90  # days


def reads(work: Work, actor: Actor, args: ReportBus) -> None:
    work.expect(BusReport, args.id)
    work.expect(BusReport, client_day=client_day(work, actor))
    work.expect(BusStop, code=args.stop)
    work.expect(BusLine, code=args.line)


@mutation("buses.report", reads=reads)
def report(work: Work, actor: Actor, args: ReportBus) -> None:
    if work.get(BusReport, args.id) is not None:
        work.reject("args_invalid", "/id")
    if not work.find(BusStop, code=args.stop):
        work.reject("bus_stop_unknown", "/stop")
    lines = work.find(BusLine, code=args.line)
    if not lines:
        work.reject("bus_stop_unknown", "/line")
    if args.to not in {pattern["to"] for pattern in json.loads(lines[0]["body"])["patterns"]}:
        work.reject("bus_stop_unknown", "/to")
    if not work.seconds - LONGEST <= args.scheduled <= work.seconds:
        work.reject("args_invalid", "/scheduled")
    said = work.find(BusReport, client_day=client_day(work, actor))
    if any((one["line"], one["to_"], one["scheduled"]) == (args.line, args.to, args.scheduled) for one in said):
        return
    if len(said) >= PER_DEVICE:
        work.reject("rate_limited", minutes=minutes_left(work.now.astimezone(SHANGHAI)))
    at = datetime.fromtimestamp(args.scheduled, UTC)
    row = {"id": args.id, "line": args.line, "to_": args.to, "stop": args.stop, "scheduled": args.scheduled}
    day = day_of(at).isoformat()
    work.put(BusReport, {**row, "day": day, "client_day": client_day(work, actor), "at": work.seconds})


def client_day(work: Work, actor: Actor) -> str:
    return f"{actor.client}/{day_of(work.now)}"


async def counts(store: Store) -> list[tuple[str, str, str, int]]:
    """(day, line, direction, how many said so), the newest day first."""
    sql = "SELECT day, line, to_, COUNT(*) FROM bus_report GROUP BY day, line, to_ ORDER BY day DESC, line, to_"
    return [(day, line, to, count) for day, line, to, count in await store.fetch(sql)]


async def forget(store: Store, now: datetime) -> None:
    before = (day_of(now) - timedelta(days=KEPT)).isoformat()
    async with store.writing() as tx:
        await tx.many("DELETE FROM bus_report WHERE day < ?", [(before,)])
