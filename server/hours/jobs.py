"""Job `hours_publish`: a centre's dated openings anew after a change; `hours_month`: all, when a month begins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.hours.clock import day_of, instant
from server.hours.dated import month_after
from server.hours.publish import publish_hours
from server.jobs.registry import Run, job
from server.sync.work import Work

PUBLISH, MONTH = "hours_publish", "hours_month"


def publish_later(work: Work, centre: str) -> None:
    """For mutations that change a centre's exceptions: phones have it as soon as the job is done."""
    work.enqueue(PUBLISH, {"centre": centre})


@job(PUBLISH)
async def publish_one(payload: dict[str, Any], run: Run) -> None:
    await publish_hours(run.core, str(payload["centre"]))


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
    await run.core.act(plan)
