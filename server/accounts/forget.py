"""What guarded a sign-in is thrown away when it guards nothing any more: numbers and addresses are personal data."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
from litestar import Litestar

from server.accounts import devices, rules
from server.accounts.tables import Device, Sender
from server.jobs.beside import beside
from server.sync.core import Core
from server.sync.work import Work

log = structlog.get_logger()

REMEMBERED = 180 * 86400  # roles that ended, work held back that was dealt with
UNUSED = 400 * 86400  # a device that was not heard
DROVE = 86400  # after a trip is over


async def forget(core: Core) -> None:
    now = int(core.clock().timestamp())
    async with core.store.writing() as tx:
        await tx.many("DELETE FROM session WHERE expires_at <= ?", [(now,)])
        await tx.many("DELETE FROM device WHERE name = '' AND seen_at < ?", [(now - devices.FORMER,)])
        await tx.many("DELETE FROM sign_in WHERE expires_at <= ? AND locked_until <= ?", [(now - rules.HOUR, now)])
        await tx.many("DELETE FROM former_role WHERE ended_at <= ?", [(now - REMEMBERED,)])
        await tx.many("DELETE FROM transit_drive WHERE over_at <= ?", [(now - DROVE,)])
        await tx.many("DELETE FROM quarantine WHERE closed <> '' AND closed_at <= ?", [(now - REMEMBERED,)])
    await core.act(drop_senders)
    before = [id for (id,) in await core.store.fetch("SELECT id FROM device WHERE seen_at <= ?", (now - UNUSED,))]
    await core.act(partial(drop_devices, ids=before))


def drop_devices(work: Work, ids: list[str]) -> None:
    work.expect(Device, *ids)
    for id in ids:
        row = work.get(Device, id)
        for scope in row["scopes"] if row is not None else []:
            work.show(scope, "device", id, None)
        work.delete(Device, id)


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
