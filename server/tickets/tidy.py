"""At night: yesterday's tickets leave the tablets and phones, whoever was not called is no longer waited for, and what
kept a person to one ticket is forgotten."""

import asyncio
from datetime import time, timedelta
from functools import partial

from server.hours.clock import day_of
from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.sync.work import Work
from server.tickets.step import FINAL
from server.tickets.tables import Ticket

QUEUE = "tickets_over"
PIECE = 100
LATE = timedelta(days=1)  # what tablets without a line did on the day comes with the next morning's line


def plan(work: Work) -> None:
    daily(work, QUEUE, time(2, 30))


@job(QUEUE)
async def tidy(payload: dict[str, object], run: Run) -> None:
    await run.core.act(plan)
    before = str(day_of(run.core.clock() - LATE))
    while True:
        query = 'SELECT id FROM ticket WHERE "on" < ? AND holder <> ? ORDER BY id LIMIT ?'
        rows = await run.core.store.fetch(query, (before, OVER, PIECE))
        if not rows:
            break
        await run.core.act(partial(end, ids=[id for (id,) in rows]))
        await asyncio.sleep(0)


OVER = "-"


def end(work: Work, ids: list[str]) -> None:
    work.expect(Ticket, *ids)
    for id in ids:
        row = work.get(Ticket, id)
        if row is None:
            continue
        if row["state"] not in FINAL:
            row |= {"state": "cancelled", "window": ""}
        work.put(Ticket, {**row, "holder": OVER})
        work.show(f"desk:{row['centre']}", "ticket", id, None)
        if row["person"]:
            work.show(f"person:{row['person']}", "ticket", id, None)
