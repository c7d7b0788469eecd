"""What guarded a sign-in is thrown away when it guards nothing any more: numbers and addresses are personal data."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from litestar import Litestar

from server.accounts import devices, rules
from server.accounts.tables import Sender
from server.jobs.beside import beside
from server.sync.core import Core
from server.sync.work import Work

log = structlog.get_logger()


async def forget(core: Core) -> None:
    now = int(core.clock().timestamp())
    async with core.store.writing() as tx:
        await tx.many("DELETE FROM session WHERE expires_at <= ?", [(now,)])
        await tx.many("DELETE FROM device WHERE name = '' AND seen_at < ?", [(now - devices.FORMER,)])
        await tx.many("DELETE FROM sign_in WHERE expires_at <= ? AND locked_until <= ?", [(now - rules.HOUR, now)])
    await core.act(drop_senders)


def drop_senders(work: Work) -> None:
    now = int(work.now.timestamp())
    for row in work.find(Sender):
        if not rules.recent(row["sent"], now):
            work.delete(Sender, row["id"])


@asynccontextmanager
async def forgetting(app: Litestar, core: Core) -> AsyncIterator[None]:
    async def every_hour() -> None:
        while True:
            await asyncio.sleep(rules.HOUR)
            try:
                await forget(core)
            except Exception:
                log.exception("forgetting_failed")

    async with beside(every_hour()):
        yield
