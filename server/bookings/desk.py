"""What the desk does: books for a caller, decides on meetings and visits, sees who came."""

from server.accounts.actor import Actor
from server.applications.numbers import works_at
from server.bookings import texts
from server.bookings.day import expect_days
from server.bookings.resident import name_item, settle, wishes_of
from server.bookings.seek import near
from server.bookings.slots import day_at
from server.bookings.step import begin, caller, count, finish, fresh
from server.bookings.tables import Booking
from server.forms.formats import is_mobile
from server.schema.types import DecideBooking, OfBooking, TakeBooking
from server.sync.registry import mutation
from server.sync.work import Work

LONGEST = 12 * 3600  # a meeting or a visit ends on the day that it began


def looks_at(work: Work, actor: Actor, args: TakeBooking) -> None:
    work.expect(Booking, args.id, person=caller(args.id))
    work.expect(Booking, phone=args.contact.phone)
    days = [day_at(wish.from_) for wish in args.wishes if wish.from_ < 2**35]
    expect_days(work, args.centre, near(work, days), args.item or "")


@mutation("bookings.take", reads=looks_at)
def take(work: Work, actor: Actor, args: TakeBooking) -> None:
    if not works_at(actor, args.centre):
        work.reject("forbidden")
    row = fresh(work, args.id, caller(args.id), args.centre)
    name = " ".join(args.contact.name.split())
    if not is_mobile(args.contact.phone):
        work.reject("phone_invalid", "/contact/phone")
    row |= {"channel": args.channel, "name": name, "phone": args.contact.phone}
    if args.item:
        name_item(work, row, args.item)
    row["wishes"] = wishes_of(work, args.wishes)
    settle(work, row, bool(args.waitlist), online=False)


@mutation("bookings.decide")
def decide(work: Work, actor: Actor, args: DecideBooking) -> None:
    row = begin(work, actor, "decide", args.id, args.base)
    if row["kind"] == "window":
        work.reject("state_forbids", state=texts.STATES[row["state"]])
    row["note"] = (args.note or "").strip()
    if not args.accept:
        if not row["note"]:
            work.reject("reason_missing", "/note")
        row["state"] = "declined"
        return finish(work, row, texts.declined)
    start, end = args.start or 0, args.end or 0
    if start <= work.now.timestamp():
        work.reject("slot_past", "/start")
    if not start < end <= start + LONGEST:
        work.reject("args_invalid", "/end")
    row |= {"state": "confirmed", "start": start, "end": end}
    count(work, row)
    finish(work, row, texts.confirmed)


@mutation("bookings.arrive")
def arrive(work: Work, actor: Actor, args: OfBooking) -> None:
    """Who comes late, after having been given up, has come nevertheless. A visit may have been made out of any line's
    reach and be told days later."""
    row = begin(work, actor, "arrive", args.id, args.base)
    now = int(work.now.timestamp())
    if row["kind"] != "visit" and day_at(row["start"]) != day_at(now):
        work.reject("booking_other_day", on=day_at(row["start"]).isoformat())
    row |= {"state": "arrived", "arrived_at": now}
    finish(work, row)


@mutation("bookings.finish")
def finish_(work: Work, actor: Actor, args: OfBooking) -> None:
    row = begin(work, actor, "finish", args.id, args.base)
    row |= {"state": "done", "done_at": int(work.now.timestamp()), "note": (args.note or "").strip() or row["note"]}
    finish(work, row)
