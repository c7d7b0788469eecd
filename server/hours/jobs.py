"""Job `hours_month`, when a month begins: all dated openings anew, and changes of days long past off the tablets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from server.hours.change import KEPT
from server.hours.clock import day_of, instant
from server.hours.dated import month_after
from server.hours.publish import publish_hours
from server.jobs.registry import Run, job
from server.sync.core import Core
from server.sync.work import Work

MONTH = "hours_month"


def plan(work: Work) -> None:
    """At every start, for the days since the last one, and for the next month."""
    today = day_of(work.now)
    work.enqueue(MONTH, {}, dedupe=f"{MONTH}:{today:%Y-%m}")
    work.enqueue(MONTH, {}, dedupe=f"{MONTH}:{month_after(today):%Y-%m}", run_at=early(work.now))


def early(now: datetime) -> datetime:
    """Five past midnight on the first of the next month."""
    return instant(month_after(day_of(now)), 5)


@job(MONTH, tries=1_000_000)
async def publish_all(payload: dict[str, Any], run: Run) -> None:
    await publish_hours(run.core)
    await put_changes_away(run.core)
    await run.core.act(plan)


async def put_changes_away(core: Core) -> None:
    """What was changed, by whom and why stays in the database."""
    before = day_of(core.clock()) - timedelta(days=KEPT)
    past = await core.store.fetch(
        """SELECT h.centre, h.id FROM hours_change h JOIN scope_row s
        ON s.id = 'desk:' || h.centre || '/hours_change/' || h.id WHERE h.day < ? AND s.body IS NOT NULL""",
        (before.isoformat(),),
    )

    def put_away(work: Work) -> None:
        for centre, id in past:
            work.show(f"desk:{centre}", "hours_change", id, None)

    await core.act(put_away)
