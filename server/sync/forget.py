"""Forgets what every device in use has seen long ago: removals, after which a device that slept longer starts its scope
again, and the results of mutations, after which a replay is told by its lane that it is over."""

import asyncio
from datetime import time, timedelta

from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.sync.core import Core
from server.sync.work import Work

AFTER = timedelta(days=180)  # as long as a session lives without use
QUEUE = "forget_removals"
PIECE = 500


def plan(work: Work) -> None:
    daily(work, QUEUE, time(3))


@job(QUEUE)
async def forget_removals(payload: dict[str, object], run: Run) -> None:
    await run.core.act(plan)
    while await forget_some(run.core) == PIECE:
        pass
    await forget_results(run.core)


async def forget_some(core: Core) -> int:
    """A short transaction for each piece, so that nobody waits for the cleaning."""
    before = int((core.clock() - AFTER).timestamp())
    async with core.store.writing() as tx:
        gone = await tx.fetch(
            "SELECT id, scope, version FROM scope_row WHERE body IS NULL AND at < ? LIMIT ?", (before, PIECE)
        )
        # Another worker may show one of them again meanwhile: then it has another version.
        await tx.many("DELETE FROM scope_row WHERE id = ? AND version = ?", [(id, version) for id, _, version in gone])
        floors = [(version, scope, version) for _, scope, version in gone]
        await tx.many("UPDATE scope SET floor = ? WHERE id = ? AND floor < ?", floors)
    return len(gone)


async def forget_results(core: Core) -> int:
    """Along the key, in pieces: an index by time would cost every push of the year for this one walk a night."""
    before = int((core.clock() - AFTER).timestamp())
    last, count = "", 0
    while True:
        lines = await core.store.fetch("SELECT id, at FROM ledger WHERE id > ? ORDER BY id LIMIT ?", (last, PIECE))
        if not lines:
            return count
        last = lines[-1][0]
        if old := [(id,) for id, at in lines if at < before]:
            async with core.store.writing() as tx:
                await tx.many("DELETE FROM ledger WHERE id = ?", old)
            count += len(old)
        await asyncio.sleep(0)
