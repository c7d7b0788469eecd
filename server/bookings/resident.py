"""What people do with their own bookings; staff may move and cancel them too."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from server.accounts.actor import Actor
from server.applications.tables import Application
from server.bookings import rules, texts
from server.bookings.day import expect_days
from server.bookings.seek import WITH_OFFERS, Answer, Wish, near, of_same_person, offers, refuse, seek
from server.bookings.slots import day_at, last_moment
from server.bookings.step import (
    begin,
    confirm,
    contact_of,
    finish,
    fresh,
    lapse_after,
    leave_waiting,
    release,
    take,
    wait,
)
from server.bookings.tables import Booking
from server.bookings.waitlist import fill
from server.guide.queries import find_item
from server.schema.types import CancelBooking, HoldSlot, MoveBooking, OfBooking, RequestBooking
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work

DAY = 86400


def looks_at(work: Work, actor: Actor, args: RequestBooking) -> None:
    work.expect(Booking, args.id, person=str(actor.person))
    days = [day_at(wish.from_) for wish in args.wishes if wish.from_ < 2**35]
    expect_days(work, args.centre, near(work, days), args.item or "")


@mutation("bookings.request", reads=looks_at)
def request(work: Work, actor: Actor, args: RequestBooking) -> None:
    row = made(work, actor, args)
    row["wishes"] = wishes_of(work, args.wishes)
    if args.kind is not UNSET and args.kind != "window":
        return ask(work, row, args)
    limits(work, row)
    settle(work, row, bool(args.waitlist), online=True)


def made(work: Work, actor: Actor, args: RequestBooking | HoldSlot) -> Row:
    row = fresh(work, args.id, str(actor.person), args.centre)
    row |= contact_of(work, row["person"]) | {"channel": args.channel or "app"}
    if args.application:
        application = work.get(Application, args.application)
        if application is None or application["person"] != row["person"]:
            work.reject("not_found", "/application")
        row |= {"application": application["id"], "item": application["item"], "item_name": application["item_name"]}
    if args.item:
        name_item(work, row, args.item)
    return row


def name_item(work: Work, row: Row, item: str) -> None:
    found = find_item(work, row["centre"], item)
    if found is None:
        work.reject("item_unknown", "/item")
    row |= {"item": item, "item_name": found["name"]}


def wishes_of(work: Work, wishes: Sequence[Any]) -> list[Wish]:
    plain: list[Wish] = msgspec.to_builtins(wishes)
    for number, wish in enumerate(plain):
        if wish["from"] >= 2**35:
            work.reject("slot_far", f"/wishes/{number}", days=rules.AHEAD)
        if "until" in wish and not wish["from"] < wish["until"] <= wish["from"] + DAY:
            work.reject("args_invalid", f"/wishes/{number}/until")
        if "until" in wish and day_at(wish["until"] - 1) != day_at(wish["from"]):
            work.reject("args_invalid", f"/wishes/{number}/until")
    return plain


def limits(work: Work, row: Row, own: Sequence[str] = ()) -> None:
    """So that nobody takes the slots of others, on purpose or by never coming."""
    now = int(work.now.timestamp())
    others = [other for other in of_same_person(work, row) if other["id"] not in own]
    if (until := rules.paused_until(others, now)) is not None:
        work.reject("booking_paused", until=until.isoformat())
    if sum(rules.is_living(other, now) for other in others) >= rules.LIVING_AT_ONCE:
        work.reject("too_many_bookings", limit=rules.LIVING_AT_ONCE)
    if seconds := rules.seconds_until_next(others, now):
        work.reject("rate_limited", minutes=-(-seconds // 60))


def settle(work: Work, row: Row, waitlist: bool, online: bool) -> None:
    """The answer to wishes: a slot, or what is free instead, and a place on the waitlist for who wants one."""
    answer = seek(work, row, row["wishes"], online)
    if answer.slot is not None:
        confirm(work, row, answer.slot, answer.window)
        return finish(work, row, texts.confirmed)
    if answer.code != "slot_taken":
        refuse(work, row, answer, row["wishes"], online)
    release(work, row)
    row |= {"state": "requested", "reasons": [answer.code], "waitlist": waitlist}
    row |= {"day": "", "start": 0, "end": 0, "window": "", "release_at": 0}
    row["offers"] = offers(work, row, row["wishes"], online)
    if waitlist:
        row["state"] = "waitlisted"
        wait(work, row)
    else:
        leave_waiting(work, row)
    lapse_after(work, row)
    finish(work, row, texts.waitlisted if waitlist else texts.offered)
    work.changed(state=row["state"], code=answer.code, offers=row["offers"])


def ask(work: Work, row: Row, args: RequestBooking) -> None:
    """A key project's meeting (B27) or a visit at home (B28): staff find the time."""
    row |= {"kind": args.kind, "about": (args.about or "").strip(), "address": (args.address or "").strip()}
    if row["kind"] == "visit" and not row["address"]:
        work.reject("address_missing", "/address")
    if not row["about"] and not row["item"]:
        work.reject("reason_missing", "/about")
    if max(map(last_moment, row["wishes"])) <= work.now.timestamp():
        work.reject("slot_past", "/wishes/0")
    limits(work, row)
    finish(work, row, texts.asked)


@mutation("bookings.hold")
def hold(work: Work, actor: Actor, args: HoldSlot) -> None:
    known = work.get(Booking, args.id)
    row = made(work, actor, args) if known is None else begin(work, actor, "confirm", args.id)
    if row["centre"] != args.centre:
        work.reject("args_invalid", "/centre")
    now = int(work.now.timestamp())
    held = [other for other in of_same_person(work, row) if other["state"] == "held" and other["id"] != row["id"]]
    limits(work, row, [row["id"], *[other["id"] for other in held]])
    wish: Wish = {"from": args.start} | ({"window": args.window} if args.window else {})
    answer = seek(work, row, [wish], online=True)
    if answer.slot is None:
        refuse(work, row, answer, [wish], online=True, field="/start")
        return
    before, release_at = row["window"] and day_at(row["start"]), now + rules.HELD_FOR
    take(work, row, answer.slot, answer.window, until=release_at)
    row |= {"state": "held", "wishes": [wish], "release_at": release_at}
    key = f"booking_release:{row['id']}:{release_at}"
    work.enqueue("booking_release", {"booking": row["id"]}, dedupe=key, run_at=rules.at(release_at))
    finish(work, row)
    for other in held:  # one at a time: whoever looks at another time lets go of the first
        let_go(work, other)
    if before:
        fill(work, row["centre"], before)


def let_go(work: Work, row: Row) -> None:
    release(work, row)
    row |= {"state": "cancelled", "reasons": ["hold_over"], "release_at": 0}
    finish(work, row)
    fill(work, row["centre"], day_at(row["start"]))


def is_anew(work: Work, row: Row) -> bool:
    """A hold that ran out counts for nothing, so what becomes of it is within the limits like a new booking."""
    if rules.is_living(row, int(work.now.timestamp())):
        return False
    limits(work, row, [row["id"]])
    return True


@mutation("bookings.confirm")
def confirm_(work: Work, actor: Actor, args: OfBooking) -> None:
    row = begin(work, actor, "confirm", args.id, args.base)
    now, wish = int(work.now.timestamp()), {"from": row["start"], "window": row["window"]}
    if row["start"] <= now:
        refuse(work, row, Answer(code="slot_past"), [wish], online=True, field="/id")
    ran_out = is_anew(work, row)
    answer = seek(work, row, [wish], online=ran_out)  # what was held in time may be had after the cut-off
    if ran_out and answer.code in WITH_OFFERS:
        answer = Answer(code="hold_over")
    if answer.slot is None:
        refuse(work, row, answer, [wish], online=True, field="/id")
        return
    confirm(work, row, answer.slot, answer.window)
    finish(work, row, texts.confirmed)


@mutation("bookings.move")
def move(work: Work, actor: Actor, args: MoveBooking) -> None:
    row = begin(work, actor, "move", args.id, args.base)
    online, wishes = row["person"] == actor.person, wishes_of(work, args.wishes)
    before = row["start"] and day_at(row["start"])
    if row["kind"] != "window":
        row |= {"wishes": wishes, "state": "requested", "day": "", "start": 0, "end": 0, "note": ""}
        return finish(work, row, texts.asked)
    if row["state"] == "confirmed" and row["start"] <= work.now.timestamp():
        work.reject("slot_past", "/id")
    if row["state"] in ("requested", "waitlisted"):
        row["wishes"] = wishes
        return settle(work, row, bool(args.waitlist), online)
    is_anew(work, row)
    answer = seek(work, row, wishes, online)
    if answer.slot is None:
        refuse(work, row, answer, wishes, online)
        return
    row["wishes"] = wishes
    confirm(work, row, answer.slot, answer.window)
    finish(work, row, texts.confirmed)
    if before:
        fill(work, row["centre"], before)


@mutation("bookings.cancel")
def cancel(work: Work, actor: Actor, args: CancelBooking) -> None:
    row = begin(work, actor, "cancel", args.id, args.base)
    own, reason = row["person"] == actor.person, (args.reason or "").strip()
    if not own and not reason:
        work.reject("reason_missing", "/reason")
    if row["state"] == "confirmed" and row["kind"] == "window" and row["start"] <= work.now.timestamp():
        work.reject("slot_past", "/id")
    call_off(work, row, own, reason)


def call_off(work: Work, row: Row, own: bool, reason: str = "") -> None:
    late = own and rules.is_late(row, int(work.now.timestamp()))
    row |= {"late": late, "state": "cancelled", "note": reason, "release_at": 0}
    release(work, row)
    leave_waiting(work, row)
    finish(work, row, None if own else texts.cancelled_by_desk)
    if row["window"]:
        fill(work, row["centre"], day_at(row["start"]))
