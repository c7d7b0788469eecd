"""Job `booking_displaced`: the hours of a day changed. Who had booked a time that is no more is told and offered the
next ones; who waits for that day gets what was opened."""

from datetime import date
from functools import partial
from typing import Any

from server.bookings import texts
from server.bookings.day import day_id, expect_days, held_day
from server.bookings.duty import reseated
from server.bookings.seek import offers
from server.bookings.step import finish, lapse_after, leave_waiting, release
from server.bookings.tables import Booking, BookingDay
from server.bookings.waitlist import fill
from server.jobs.registry import Run, job
from server.store.rows import Row
from server.sync.work import Work

QUEUE = "booking_displaced"


@job(QUEUE)
async def displaced(payload: dict[str, Any], run: Run) -> None:
    centre, on = str(payload["centre"]), date.fromisoformat(payload["on"])
    await run.core.act(partial(after_change, centre=centre, on=on))


def after_change(work: Work, centre: str, on: date) -> None:
    expect_days(work, centre, [on])
    work.put(BookingDay, held_day(work, centre, on))
    for row in sorted(work.find(Booking, day=day_id(centre, on)), key=lambda row: (row["start"], row["id"])):
        if row["state"] not in ("confirmed", "held") or row["kind"] != "window":
            continue
        if row["start"] > work.now.timestamp() and not reseated(work, row):
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
