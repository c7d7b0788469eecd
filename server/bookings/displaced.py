"""Job `booking_displaced`: the hours or the roster of a day changed, or of all days of a centre. Who had booked a time
that is no more is told and offered the next ones; who waits for that day gets what was opened."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from server.bookings import texts
from server.bookings.day import expect_days, held_day
from server.bookings.duty import reseated, still_to_come
from server.bookings.seek import offers
from server.bookings.step import expect_steps, finish, lapse_after, leave_waiting, release
from server.bookings.tables import BookingDay
from server.bookings.waitlist import fill
from server.hours.clock import day_of
from server.jobs.registry import Run, job
from server.store import Transaction
from server.store.rows import Row
from server.sync.core import Core, utc_now
from server.sync.unit import add_jobs
from server.sync.work import NewJob, Work, Writes

QUEUE = "booking_displaced"


@job(QUEUE)
async def displaced(payload: dict[str, Any], run: Run) -> None:
    centre = str(payload["centre"])
    for on in [payload["on"]] if "on" in payload else await days_asked_for(run.core, centre):
        await run.core.act(partial(after_change, centre=centre, on=date.fromisoformat(on)))


async def days_asked_for(core: Core, centre: str) -> list[str]:
    """From today on, those on which somebody is booked or waits."""
    rows = await core.store.fetch(
        """SELECT "on" FROM booked_day d WHERE centre = ? AND "on" >= ? AND (
        EXISTS (SELECT 1 FROM booking b WHERE b.day = d.id AND b.state IN ('confirmed', 'held'))
        OR EXISTS (SELECT 1 FROM booking_waiting w WHERE w.day = d.id)) ORDER BY "on" """,
        (centre, day_of(core.clock()).isoformat()),
    )
    return [on for (on,) in rows]


async def displace_later(transaction: Transaction, centres: Collection[str] | None = None) -> None:
    """Hours or rosters came from files: the running server looks at what is booked there, or everywhere."""
    booked = await transaction.fetch("SELECT DISTINCT centre FROM booked_day")
    jobs = [NewJob(QUEUE, {"centre": one}, None, None) for (one,) in booked if centres is None or one in centres]
    if jobs:
        await add_jobs(transaction, Writes(jobs=jobs), utc_now())


def after_change(work: Work, centre: str, on: date) -> None:
    expect_days(work, centre, [on])
    work.put(BookingDay, held_day(work, centre, on))
    rows = still_to_come(work, centre, on, ("confirmed", "held"))
    expect_steps(work, rows)
    for row in rows:
        if not reseated(work, row):
            let_choose(work, row)
    fill(work, centre, on)


def let_choose(work: Work, row: Row) -> None:
    """The slot is gone; the booking with all that was said in it waits for another one."""
    before = row["start"]
    release(work, row)
    leave_waiting(work, row)
    wishes = row["wishes"] or [{"from": before}]
    row |= {"state": "requested", "reasons": ["slot_closed"], "waitlist": False, "wishes": wishes}
    row |= {"day": "", "start": 0, "end": 0, "window": "", "release_at": 0}
    row["offers"] = offers(work, row, [{"from": before}], online=True)
    lapse_after(work, row)
    finish(work, row, partial(texts.displaced, before=before))
