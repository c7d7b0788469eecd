"""At night: the day before yesterday's tickets leave the tablets and phones, and what kept a person to one ticket is
forgotten. When nothing can be told of a day any more, who was not called is given up; later all of it goes."""

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

from server.hours.clock import day_of
from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.store import Values
from server.store.rows import Row
from server.sync.core import Core
from server.sync.work import Work
from server.tickets.line import line_of
from server.tickets.many import forget
from server.tickets.step import FINAL, OLDEST, OVER
from server.tickets.tables import Ticket, TicketLine

QUEUE = "tickets_over"
PIECE = 100
LATE = timedelta(days=1)  # what tablets without a line did on the day comes with the next morning's line
KEPT = timedelta(days=180)
CLOSED = "{}"  # line of a day that nothing can be told of
PRINTED = """SELECT s.scope, s.entity, s.key FROM staff_role r JOIN person p ON p.phone = r.phone
    JOIN scope_row s ON s.scope = 'person:' || p.id WHERE r.role = 'kiosk' AND s.entity IN ('ticket', 'booking')
    AND s.body LIKE '%"asked":%' AND s.at < ?"""
WAITS = " AND ".join(f"state <> '{state}'" for state in sorted(FINAL))


def plan(work: Work) -> None:
    daily(work, QUEUE, time(2, 30))


@job(QUEUE)
async def tidy(payload: dict[str, object], run: Run) -> None:
    core = run.core
    await core.act(plan)
    over, told, gone = (str(day_of(core.clock() - age)) for age in (LATE, OLDEST, KEPT))
    for day in await days(core, over, f" WHERE body <> '{CLOSED}'"):
        await each(core, day, f"holder <> '{OVER}'", take_away)
        if on(day) < told:
            await each(core, day, WAITS, give_up)
            await core.act(partial(close, day=day))
    printed = await core.store.fetch(PRINTED, (int((core.clock() - LATE).timestamp()),))
    await core.act(partial(clear_machines, printed=printed))
    for day in await days(core, gone):
        async with core.store.writing() as tx:
            await tx.many("DELETE FROM ticket WHERE day = ?", [(day,)])
            await tx.many("DELETE FROM ticket_line WHERE id = ?", [(day,)])


def on(day: str) -> str:
    return day.rpartition("/")[2]


async def days(core: Core, before: str, which: str = "") -> list[str]:
    return [day for (day,) in await core.store.fetch(f"SELECT id FROM ticket_line{which}") if on(day) < before]


async def each(core: Core, day: str, which: str, change: Callable[[Work, Row], None]) -> None:
    """A short transaction for each piece, so that nobody waits for the cleaning."""
    query = f"SELECT id FROM ticket WHERE day = ? AND {which} LIMIT ?"
    while found := await core.store.fetch(query, (day, PIECE)):
        await core.act(partial(change_all, ids=[id for (id,) in found], change=change))
        await asyncio.sleep(0)


def change_all(work: Work, ids: list[str], change: Callable[[Work, Row], None]) -> None:
    work.expect(Ticket, *ids)
    for row in [work.get(Ticket, id) for id in ids]:
        if row is not None:
            change(work, row)


def take_away(work: Work, row: Row) -> None:
    work.put(Ticket, {**row, "holder": OVER})
    work.show(f"desk:{row['centre']}", "ticket", row["id"], None)
    if row["person"]:
        work.show(f"person:{row['person']}", "ticket", row["id"], None)


def clear_machines(work: Work, printed: list[Values]) -> None:
    """Of what was drawn or booked at a kiosk last."""
    for scope, entity, key in printed:
        work.show(scope, entity, key, None)


def give_up(work: Work, row: Row) -> None:
    work.put(Ticket, {**row, "state": "cancelled", "window": ""})


def close(work: Work, day: str) -> None:
    forget(work, line_of(work, day).base)
    work.put(TicketLine, {"id": day, "body": CLOSED})
