"""Jobs `news_evening`, once a day at the hour when the next day is told, and `news_plan`, whenever hours changed."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.notices.days import EVENING
from server.notices.news import KEPT, look_over
from server.store import Store
from server.sync.core import Core
from server.sync.work import Work

EVENING_JOB, PLAN = "news_evening", "news_plan"
TOGETHER = 200  # centres in one transaction


def plan(work: Work) -> None:
    daily(work, EVENING_JOB, EVENING)


@job(EVENING_JOB)
async def evening(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(plan)
    await look_over_all(run.core, await followed(run.core.store))
    await forget_rounds(run.core)


@job(PLAN)
async def plan_again(payload: dict[str, Any], run: Run) -> None:
    """`centres`: those whose hours changed."""
    await look_over_all(run.core, payload["centres"])


async def forget_rounds(core: Core) -> None:
    before = int((core.clock() - timedelta(days=KEPT)).timestamp())
    async with core.store.writing() as tx:
        old = await tx.fetch("SELECT id FROM news_round WHERE made_at < ?", (before,))
        await tx.many("DELETE FROM news_part WHERE round = ?", old)
        await tx.many("DELETE FROM news_round WHERE id = ?", old)


async def followed(store: Store) -> list[str]:
    return [centre for (centre,) in await store.fetch("SELECT DISTINCT centre FROM follow ORDER BY centre")]


async def look_over_all(core: Core, centres: Iterable[str]) -> None:
    for some in pieces(list(centres)):
        await core.act(partial(look_over, centres=some))


def pieces(centres: list[str]) -> list[list[str]]:
    return [centres[start : start + TOGETHER] for start in range(0, len(centres), TOGETHER)]
