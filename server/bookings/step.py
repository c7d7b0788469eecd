"""One step of a booking: may it be taken, the slot it has, and what comes of it (row, who sees it, who is told)."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import UnsetType

from server.accounts.actor import Actor
from server.accounts.tables import Person
from server.applications.codes import new_code
from server.applications.numbers import works_at
from server.bookings import rules
from server.bookings.day import day_id, held_day
from server.bookings.slots import Slot, day_at
from server.bookings.tables import BookedSlot, Booking, BookingDay, BookingRule, Waiting
from server.bookings.texts import STATES, Told
from server.bookings.views import desk_view, person_view
from server.guide.tables import Centre
from server.notices.publish import expect_notice, notify
from server.store.rows import Row, shape
from server.sync.work import Work

CALLER = "caller/"
Tell = Callable[[Row, str], Told]


def caller(id: str) -> str:
    """Stands for somebody who booked without an account: no session is ever theirs."""
    return CALLER + id


def fresh(work: Work, id: str, person: str, centre: str) -> Row:
    if len(id) > 64 or work.get(Booking, id) is not None:
        work.reject("args_invalid", "/id")
    work.must_get(Centre, centre, "place_unknown")
    now = int(work.now.timestamp())
    return shape(Booking).blank() | {"id": id, "person": person, "centre": centre, "state": "requested", "made_at": now}


def expect_steps(work: Work, rows: Iterable[Row]) -> None:
    """What a step of each of them will read, asked for at once: a unit of work goes to the database only so often."""
    for row in rows:
        work.expect(Waiting, booking=row["id"])
        work.expect(BookingRule, f"{row['centre']}/{row['item']}")
        expect_notice(work, row["person"])
        for name in ("person", "phone", "id_print"):
            if row[name]:
                work.expect(Booking, **{name: row[name]})


def begin(work: Work, actor: Actor, step: str, id: str, base: int | UnsetType | None = None) -> Row:
    """The row, for whoever may take this step. Nobody is an official in their own matter."""
    row = work.must_get(Booking, id, "not_found")
    own = row["person"] == actor.person
    if not own and not works_at(actor, row["centre"]):
        work.reject("not_found")
    if own and step in ("decide", "arrive", "finish") or not own and step == "confirm":
        work.reject("forbidden")
    if not rules.may(step, row["state"]):
        work.reject("state_forbids", state=STATES[row["state"]])
    if isinstance(base, int) and base < row["version"]:
        work.reject("version_moved")
    return row


def take(work: Work, row: Row, slot: Slot, window: str, until: int = 0) -> None:
    """The slot is this booking's from now on, and what it had before is free."""
    release(work, row)
    day = day_id(row["centre"], day_at(slot.start))
    id = f"{row['centre']}/{window}/{slot.start}"
    taken = {"id": id, "day": day, "window": window, "start": slot.start, "end": slot.end, "until": until}
    work.put(BookedSlot, taken | {"booking": row["id"]})
    work.put(BookingDay, held_day(work, row["centre"], day_at(slot.start)))
    row |= {"day": day, "start": slot.start, "end": slot.end, "window": window}


def release(work: Work, row: Row) -> None:
    if not row["window"]:
        return
    id = f"{row['centre']}/{row['window']}/{row['start']}"
    held_day(work, row["centre"], day_at(row["start"]))
    taken = work.get(BookedSlot, id)
    if taken is not None and taken["booking"] == row["id"]:
        work.delete(BookedSlot, id)


def confirm(work: Work, row: Row, slot: Slot, window: str) -> None:
    take(work, row, slot, window)
    leave_waiting(work, row)
    row |= {"state": "confirmed", "offers": [], "reasons": [], "release_at": 0, "waitlist": False}
    count(work, row)
    close_after(work, row)


def count(work: Work, row: Row) -> None:
    """Each booking once, on the day that it was first for (B9). Its code is made then too (B2)."""
    if row["code"]:
        return
    row["code"] = new_code()
    day = held_day(work, row["centre"], day_at(row["start"]))
    channels = day["channels"]
    work.put(BookingDay, day | {"channels": channels | {row["channel"]: channels.get(row["channel"], 0) + 1}})


def close_after(work: Work, row: Row) -> None:
    """Whoever has not come when it is over was missed. Staff who go out may be late: a visit ends by their word."""
    if row["kind"] == "window":
        key = f"booking_missed:{row['id']}:{row['end']}"
        work.enqueue("booking_missed", {"booking": row["id"]}, dedupe=key, run_at=rules.at(row["end"]))


def lapse_after(work: Work, row: Row) -> None:
    """Whoever has not chosen by then, and got nothing from the waitlist, is told that it came to nothing."""
    at = rules.lapses_at(row)
    key = f"booking_lapse:{row['id']}:{at}"
    work.enqueue("booking_lapse", {"booking": row["id"]}, dedupe=key, run_at=rules.at(at))


def wait(work: Work, row: Row) -> None:
    leave_waiting(work, row)
    for on in sorted(rules.days_of(row | {"start": 0})):
        day = day_id(row["centre"], on)
        since = row["made_at"]
        work.put(Waiting, {"id": f"{row['id']}/{on}", "booking": row["id"], "day": day, "since": since})


def leave_waiting(work: Work, row: Row) -> None:
    for waiting in work.find(Waiting, booking=row["id"]):
        work.delete(Waiting, waiting["id"])


def finish(work: Work, row: Row, tell: Tell | None = None) -> None:
    row["version"] += 1
    row["updated_at"] = int(work.now.timestamp())
    work.put(Booking, row)
    show(work, row)
    if tell is not None:
        inform(work, row, tell(row, centre_name(work, row["centre"])))


def show(work: Work, row: Row) -> None:
    show_person(work, row)
    work.show(f"desk:{row['centre']}", "booking", row["id"], desk_view(row))


def show_person(work: Work, row: Row) -> None:
    if not row["person"].startswith(CALLER):
        work.show(f"person:{row['person']}", "booking", row["id"], person_view(row))


def inform(work: Work, row: Row, told: Told) -> None:
    until = row["end"] if row["end"] > work.now.timestamp() else None  # what is told of a time that is over stays news
    if not row["person"].startswith(CALLER):
        words: dict[str, Any] = {"title": told.title, "body": told.body, "sms": told.sms}
        words["from_"] = centre_name(work, row["centre"])
        notify(work, row["person"], kind="booking", booking=row["id"], until=until, **words)
    elif row["phone"] and told.sms:
        reference = f"booking:{row['id']}/{row['version']}"
        payload: dict[str, Any] = {"phone": row["phone"], "text": told.sms, "reference": reference, "until": until}
        work.enqueue("sms", payload, dedupe=f"sms:{reference}")


def centre_name(work: Work, centre: str) -> str:
    row = work.get(Centre, centre)
    return "" if row is None else str(row["name"])


def contact_of(work: Work, person: str) -> dict[str, str]:
    row = work.get(Person, person)
    return {"name": row["name"], "phone": row["phone"]} if row else {}
