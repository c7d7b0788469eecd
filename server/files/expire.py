"""Job `blob_expire`: an upload that nobody went on with for 14 days is removed, and the person is told."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import Any

from server.applications.blobs import is_named
from server.applications.tables import Application
from server.files.announce import ABANDONED, EXPIRE
from server.files.finish import partial_of
from server.files.states import UNUSED
from server.files.tables import Blob
from server.jobs.registry import Later, Run, job
from server.notices.publish import notify
from server.sync.work import Work


@job(EXPIRE, tries=1000)
async def expire(payload: dict[str, Any], run: Run) -> None:
    core, id = run.core, str(payload["blob"])
    growing = partial_of(core, id)
    touched = datetime.fromtimestamp(await asyncio.to_thread(growing.touched_at), UTC)
    wait = await core.act(partial(give_up, id=id, touched=touched))
    if wait > 0:
        raise Later(wait)
    if wait == 0:
        await asyncio.to_thread(growing.remove)


def give_up(work: Work, id: str, touched: datetime) -> float:
    """Seconds that are left to the upload; 0 when it was given up, -1 when there is nothing to give up."""
    row = work.get(Blob, id)
    if row is None or row["complete"] or row["refused"]:
        return -1
    if row["waits"]:  # the phone has done its part; whatever is away comes back
        return ABANDONED.total_seconds()
    last = max(touched, datetime.fromtimestamp(row["created_at"], UTC))
    left = (last + ABANDONED - work.now).total_seconds()
    if left > 0:
        return left
    work.delete(Blob, id)
    application = work.get(Application, row["application"])
    if application is not None and not is_named(work, row["person"], row["sha256"], work.now - UNUSED):
        return 0  # the page was taken out meanwhile: nobody misses it
    name = application["item_name"] if application and application["item_name"] else "您的办件"
    body = f"{name}有一张照片过了 14 天还没传完，镇上已经不再等它。请打开这件事，重拍或者重传这一张。"
    notify(work, row["person"], kind="system", title="有一张照片没传完", body=body, application=row["application"])
    return 0
