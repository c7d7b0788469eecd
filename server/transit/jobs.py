"""Job `transit_month`: the days of all lines anew when a month begins, for phones that hold them."""

from __future__ import annotations

from typing import Any

from server.hours.clock import day_of
from server.hours.dated import month_after
from server.hours.jobs import early
from server.jobs.registry import Run, job
from server.sync.work import Work
from server.transit.publish import publish_lines
from server.transit.report import forget

MONTH = "transit_month"


def plan(work: Work) -> None:
    """At every start, for what happened since the last one, and for the next month."""
    today = day_of(work.now)
    work.enqueue(MONTH, {}, dedupe=f"{MONTH}:{today:%Y-%m}")
    work.enqueue(MONTH, {}, dedupe=f"{MONTH}:{month_after(today):%Y-%m}", run_at=early(work.now))


@job(MONTH, tries=1_000_000)
async def publish_month(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(plan)
    await forget(run.core.store, run.core.clock())
    await publish_lines(run.core.store, run.core.settings.data_dir / "guide", day_of(run.core.clock()))
