"""A supervisor says who is on duty on a day (B26); whoever was booked at a window that falls out goes to another."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import UNSET

from server.accounts.actor import Actor
from server.bookings import texts
from server.bookings.day import day_id, expect_days, held_day, slot_of
from server.bookings.slots import day_at
from server.bookings.step import expect_steps, finish, take
from server.bookings.tables import Booking, BookingDay, Roster
from server.bookings.waitlist import fill
from server.forms.formats import is_day
from server.guide.tables import Centre
from server.schema.types import Duty, SetRoster
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work

FARTHEST = 180  # days: as far as anybody can book


@mutation("bookings.set_roster")
def set_roster(work: Work, actor: Actor, args: SetRoster) -> None:
    if not actor.has("supervisor", f"desk:{args.centre}"):
        work.reject("forbidden")
    work.must_get(Centre, args.centre, "place_unknown")
    if not is_day(args.on):
        work.reject("args_invalid", "/on")
    on, today = date.fromisoformat(args.on), day_at(int(work.now.timestamp()))
    if on < today:
        work.reject("slot_past", "/on")
    if (on - today).days > FARTHEST:
        work.reject("slot_far", "/on", days=FARTHEST)
    expect_days(work, args.centre, [on])
    work.put(BookingDay, held_day(work, args.centre, on))
    id, scope = day_id(args.centre, on), f"desk:{args.centre}"
    work.get(Roster, id)
    if args.duty is UNSET:
        work.delete(Roster, id)
        work.show(scope, "roster", args.on, None)
    else:
        duty = checked(work, args.duty)
        work.put(Roster, {"id": id, "centre": args.centre, "duty": duty})
        work.show(scope, "roster", args.on, {"centre": args.centre, "on": args.on, "duty": duty})
    stranded = reseat(work, args.centre, on)
    fill(work, args.centre, on)
    if stranded:
        work.changed(stranded=stranded)


def checked(work: Work, duty: Sequence[Duty]) -> list[dict[str, Any]]:
    plain: list[dict[str, Any]] = msgspec.to_builtins(duty)
    for number, one in enumerate(plain):
        if one.get("from", 0) >= one.get("until", 1440):
            work.reject("args_invalid", f"/duty/{number}/until")
        one["window"] = one["window"].strip()
        if not one["window"]:
            work.reject("args_invalid", f"/duty/{number}/window")
    return plain


def reseat(work: Work, centre: str, on: date) -> list[str]:
    """Bookings that no window is left for: they stand, and the supervisor is told."""
    rows = still_to_come(work, centre, on, ("confirmed",))
    expect_steps(work, rows)
    return [row["id"] for row in rows if not reseated(work, row)]


def still_to_come(work: Work, centre: str, on: date, states: Sequence[str]) -> list[Row]:
    """Those booked at a window, in order of time."""
    found = work.find(Booking, day=day_id(centre, on))
    there = [row for row in found if row["state"] in states and row["window"] and row["start"] > work.now.timestamp()]
    return sorted(there, key=lambda row: (row["start"], row["id"]))


def reseated(work: Work, row: Row) -> bool:
    slot = slot_of(work, row)
    if slot is None:
        return False
    if row["window"] in slot.on_duty:
        return True
    if not slot.free:
        return False
    take(work, row, slot, slot.free[0], until=row["release_at"])
    finish(work, row, texts.moved_window if row["state"] == "confirmed" else None)
    return True
