"""Writes what was checked: the rules of centres, and a year's holidays."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from server.bookings.displaced import displace_later
from server.guide.places import layer_of
from server.hours.calendar import HolidayYear
from server.hours.holiday_files import to_json
from server.hours.model import Hours
from server.hours.tables import CentreHours, Holidays
from server.store import Transaction
from server.store.rows import shape
from server.sync.core import utc_now
from server.sync.unit import add_jobs
from server.sync.work import NewJob, Writes


async def keep_hours(transaction: Transaction, found: Mapping[str, Hours | None], dry_run: bool = False) -> int:
    """Gives how many centres changed."""
    old: dict[str, str] = dict(await transaction.fetch('SELECT centre, body FROM "centre_hours"'))
    new = {centre: msgspec.json.encode(hours).decode() for centre, hours in found.items() if hours is not None}
    changed = [centre for centre in new if old.get(centre) != new[centre]]
    gone = [centre for centre, hours in found.items() if hours is None and centre in old]
    if not dry_run:
        of = shape(CentreHours)
        rows = [{"centre": centre, "layer": layer_of(centre), "body": new[centre]} for centre in changed]
        await transaction.many(of.upsert, [of.pack(row) for row in rows])
        await transaction.many(of.delete, [(centre,) for centre in gone])
        if changed or gone:  # the running server tells those who follow them
            plan = NewJob("news_plan", {"centres": changed + gone}, None, None)
            await add_jobs(transaction, Writes(jobs=[plan]), utc_now())
            await displace_later(transaction, changed + gone)
    return len(changed) + len(gone)


async def keep_holidays(transaction: Transaction, notice: HolidayYear) -> bool:
    """Whether anything is different now."""
    body = to_json(notice)
    old = await transaction.fetch('SELECT body FROM "holidays" WHERE year = ?', [notice.year])
    of = shape(Holidays)
    await transaction.many(of.upsert, [of.pack({"year": notice.year, "body": body})])
    if old == [(body,)]:
        return False
    await displace_later(transaction)
    return True
