"""Jobs of bookings: holds that ran out, those who did not come, wishes whose time is over, and the daily tidying."""

from datetime import time, timedelta
from functools import partial
from typing import Any

from server.bookings import rules, texts
from server.bookings.resident import let_go
from server.bookings.slots import day_at
from server.bookings.step import finish, leave_waiting, release, show_person
from server.bookings.tables import Booking
from server.bookings.waitlist import fill
from server.hours.clock import day_of
from server.jobs.daily import daily
from server.jobs.registry import Run, job
from server.sync.core import Core
from server.sync.work import Work

GIVE_UP, TIDY = "booking_release", "booking_tidy"
PIECE = 100


@job(GIVE_UP)
async def release_held(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(partial(give_up_hold, id=str(payload["booking"])))


def give_up_hold(work: Work, id: str) -> None:
    """The slot is anybody's again. Whoever had it held may still say that it suits (a phone without a line says so
    late), so until then the row stays as it is and only has no day any more."""
    row, now = work.get(Booking, id), int(work.now.timestamp())
    if row is None or row["state"] != "held" or rules.is_living(row, now):
        return
    if row["start"] <= now:
        return let_go(work, row)
    work.enqueue(GIVE_UP, {"booking": id}, dedupe=f"{GIVE_UP}:{id}:{row['start']}", run_at=rules.at(row["start"]))
    release(work, row)
    work.put(Booking, row | {"day": ""})
    fill(work, row["centre"], day_at(row["start"]))


@job("booking_missed")
async def missed(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(partial(note_missed, id=str(payload["booking"])))


def note_missed(work: Work, id: str) -> None:
    row = work.get(Booking, id)
    if row is not None and row["state"] == "confirmed" and row["end"] <= work.now.timestamp():
        row["state"] = "missed"
        finish(work, row, texts.missed)


@job("booking_lapse")
async def lapse(payload: dict[str, Any], run: Run) -> None:
    await run.core.act(partial(note_lapsed, id=str(payload["booking"])))


def note_lapsed(work: Work, id: str) -> None:
    """Nothing when other wishes took the place of those: they have a job of their own."""
    row = work.get(Booking, id)
    if row is None or row["kind"] != "window" or row["state"] not in ("requested", "waitlisted"):
        return
    if rules.lapses_at(row) > work.now.timestamp():
        return
    leave_waiting(work, row)
    row |= {"state": "declined", "offers": []}
    finish(work, row, texts.lapsed)


def plan(work: Work) -> None:
    daily(work, TIDY, time(3, 45))


@job(TIDY)
async def tidy(payload: dict[str, Any], run: Run) -> None:
    """Over for two days: off the tablets, as is the day's roster. For 30: no name, number or address. For 180: gone."""
    core = run.core
    await core.act(plan)
    now = int(core.clock().timestamp())
    last = ""
    while ids := await over(core, last, now - rules.STAY_AT_DESK):
        await core.act(partial(put_away, ids=ids, now=now))
        last = ids[-1]
    await put_rosters_away(core)
    async with core.store.writing() as tx:
        await tx.many('DELETE FROM booked_slot WHERE "end" < ?', [(now - rules.STAY_AT_DESK,)])
        await tx.many("DELETE FROM inbound_message WHERE at < ?", [(now - rules.CONTACT_KEPT,)])


async def over(core: Core, after: str, before: int) -> list[str]:
    """A short transaction for each piece, so that nobody waits for the cleaning."""
    rows = await core.store.fetch(
        'SELECT id FROM booking WHERE id > ? AND updated_at < ? AND "end" < ? ORDER BY id LIMIT ?',
        (after, before, before, PIECE),
    )
    return [id for (id,) in rows]


def put_away(work: Work, ids: list[str], now: int) -> None:
    work.expect(Booking, *ids)
    for id in ids:
        row = work.get(Booking, id)
        if row is None:
            continue
        touched = max(row["end"], row["updated_at"])
        # What has no time yet is not over, however long nobody touched it: an answer is still owed.
        if rules.is_living(row, now) and (not row["start"] or touched > now - rules.CONTACT_KEPT):
            continue
        work.show(f"desk:{row['centre']}", "booking", id, None)
        if touched < now - rules.KEPT:
            work.show(f"person:{row['person']}", "booking", id, None)
            work.delete(Booking, id)
        elif touched < now - rules.CONTACT_KEPT and any(row[name] for name in rules.CONTACT):
            row |= dict.fromkeys(rules.CONTACT, "")
            work.put(Booking, row)
            show_person(work, row)


async def put_rosters_away(core: Core) -> None:
    """Of single days. How many were on duty then stays known."""
    before = day_of(core.clock() - timedelta(seconds=rules.STAY_AT_DESK))
    past = await core.store.fetch(
        """SELECT s.scope, s.key FROM duty_roster r JOIN scope_row s
        ON s.id = 'desk:' || r.centre || '/roster/' || substr(r.id, length(r.centre) + 2)
        WHERE r.id <> r.centre AND s.key < ? AND s.body IS NOT NULL""",
        (before.isoformat(),),
    )

    def put_away(work: Work) -> None:
        for scope, day in past:
            work.show(scope, "roster", day, None)

    await core.act(put_away)
