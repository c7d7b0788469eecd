"""Job `hours_changed`: what comes of a change of hours. Phones have it in the guide first; then those who follow the
centre are told, and those who booked a time that is no more."""

from functools import partial
from typing import Any

from server.bookings.displaced import QUEUE as DISPLACED
from server.hours.change import QUEUE, show
from server.hours.publish import publish_hours
from server.hours.tables import HoursChange
from server.jobs.registry import Run, job
from server.notices.news import look_over
from server.sync.work import Work


@job(QUEUE, tries=1000)
async def changed(payload: dict[str, Any], run: Run) -> None:
    id = str(payload["change"])
    row = await run.core.act(lambda work: work.get(HoursChange, id))
    if row is None:
        return
    await publish_hours(run.core, row["centre"])
    await run.core.act(partial(tell, id=id))


def tell(work: Work, id: str) -> None:
    row = work.must_get(HoursChange, id, "not_found")
    look_over(work, [row["centre"]])
    row["published_at"] = int(work.now.timestamp())
    work.put(HoursChange, row)
    show(work, row)
    work.enqueue(DISPLACED, {"centre": row["centre"], "on": row["day"]})
