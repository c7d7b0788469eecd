"""Jobs `blob_tidy` (daily): photos that no application names any more go after 30 days; `blob_remove`: their bytes."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from server.applications.blobs import is_named
from server.applications.tables import Application
from server.files.away import Away
from server.files.finish import LONGEST_WAIT, blob_store, partial_of
from server.files.states import REMOVE, UNUSED, leave
from server.files.tables import Blob
from server.jobs.daily import daily
from server.jobs.registry import Later, Run, job
from server.store.rows import Row
from server.sync.core import Core
from server.sync.work import Work

TIDY = "blob_tidy"
PIECE = 100
REFUSED_KEPT = timedelta(days=180)


def plan(work: Work) -> None:
    daily(work, TIDY, time(3, 30))


@job(TIDY)
async def tidy(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(plan)
    last = ""
    while ids := await next_ids(run.core, last):
        await run.core.act(partial(look_over, ids=ids))
        last = ids[-1]


async def next_ids(core: Core, after: str) -> list[str]:
    """A short transaction for each piece, so that nobody waits for the cleaning."""
    done = int((core.clock() - UNUSED).timestamp())
    rows = await core.store.fetch(
        "SELECT id FROM blob WHERE id > ? AND created_at < ? ORDER BY id LIMIT ?", (after, done, PIECE)
    )
    return [id for (id,) in rows]


def look_over(work: Work, ids: list[str]) -> None:
    work.expect(Blob, *ids)
    rows = [row for id in ids if (row := work.get(Blob, id)) is not None]
    for row in rows:
        if row["complete"] and not row["refused"]:
            work.expect(Application, person=row["person"])
    for row in rows:
        if row["refused"]:
            if row["unused_at"] < (work.now - REFUSED_KEPT).timestamp():
                work.delete(Blob, row["id"])
        elif row["complete"]:
            look_at(work, row, work.now)


def look_at(work: Work, row: Row, now: datetime) -> None:
    named = is_named(work, row["person"], row["sha256"], now - UNUSED)
    if named:
        if row["unused_at"] is not None:
            work.put(Blob, row | {"unused_at": None})
    elif row["unused_at"] is None:
        work.put(Blob, row | {"unused_at": int(now.timestamp())})
    elif row["unused_at"] <= (now - UNUSED).timestamp():
        leave(work, row)


@job(REMOVE, tries=1_000_000)
async def remove(payload: dict[str, Any], run: Run) -> None:
    core, id = run.core, str(payload["blob"])
    try:
        await blob_store(core).remove(id)
    except Away as away:
        raise Later(LONGEST_WAIT) from away
    partial_of(core, id).remove()
    await core.act(partial(gone, id=id))


def gone(work: Work, id: str) -> None:
    row = work.get(Blob, id)
    if row is not None and row["waits"] == "gone":
        work.delete(Blob, id)
