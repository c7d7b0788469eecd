"""Job `draft_deadlines` (daily, 9:00): whoever has begun something that can only be applied for until a certain day is
reminded before (A24)."""

from __future__ import annotations

from datetime import time
from functools import partial
from typing import Any

from server.applications.tables import Application
from server.forms.deadline import last_day
from server.forms.form import read_form
from server.guide.tables import Form as FormTable
from server.hours.clock import day_of, in_words
from server.hours.rows import calendar_of
from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.notices.publish import notify
from server.store.rows import marks
from server.sync.work import Work

QUEUE, REMIND = "draft_deadlines", "draft_deadline"
MORNING = time(9)
DAYS = 10  # before the last one, unless the form says otherwise
PIECE = 200


def plan(work: Work) -> None:
    daily(work, QUEUE, MORNING)


@job(QUEUE)
async def look_over(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(plan)
    store = run.core.store
    forms = await store.fetch('SELECT id FROM "form" WHERE schema LIKE \'%"x-deadline"%\'')
    for start in range(0, len(forms), PIECE):
        some = [id for (id,) in forms[start : start + PIECE]]
        drafts = await store.fetch(
            f"SELECT id FROM \"application\" WHERE state = 'draft' AND form IN ({marks(len(some))}) ORDER BY id", some
        )
        for (id,) in drafts:
            await run.core.act(partial(remind, id=id))


def remind(work: Work, id: str) -> None:
    """Once for a day that is the last; another one when the applicant tells another day."""
    row = work.get(Application, id)
    filled = work.get(FormTable, row["form"]) if row else None
    if row is None or filled is None or row["state"] != "draft":
        return
    form = read_form(filled["schema"])
    last = last_day(form, row["answers"], calendar_of(work))
    left = (last - day_of(work.now)).days if last else -1
    if last and 0 <= left <= form.schema["x-deadline"].get("remind_days", DAYS):
        work.enqueue(REMIND, {"application": id, "last": last.isoformat()}, dedupe=f"{REMIND}:{id}:{last}")


@job(REMIND)
async def tell(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(partial(tell_of, id=payload["application"], last=payload["last"]))


def tell_of(work: Work, id: str, last: str) -> None:
    row = work.get(Application, id)
    if row is None or row["state"] != "draft":
        return
    body = f"{in_words(last)}是最后一天，过了就不能申请。填好的都还在，接着填完就能交。"
    notify(
        work, row["person"], kind="progress", title=f"{row['item_name']}：快到期了，还没交", body=body, application=id
    )
