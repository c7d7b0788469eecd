"""What the desk does: books for a caller, decides on meetings and visits, sees who came. And the kiosk in the hall."""

from dataclasses import replace

from server.accounts.actor import Actor
from server.accounts.keys import code_secret
from server.accounts.rules import id_number_ok
from server.accounts.signin import keyed
from server.applications.numbers import works_at
from server.bookings import texts
from server.bookings.day import expect_days
from server.bookings.resident import limits, name_item, settle, wishes_of
from server.bookings.seek import near, refuse, seek
from server.bookings.slots import day_at
from server.bookings.step import begin, caller, confirm, count, finish, fresh
from server.bookings.tables import Booking
from server.bookings.views import person_view
from server.forms.formats import is_mobile
from server.hours.clock import day_of
from server.schema.types import DecideBooking, OfBooking, TakeBooking
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work
from server.tickets.step import draws_at

LONGEST = 12 * 3600  # a meeting or a visit ends on the day that it began


def looks_at(work: Work, actor: Actor, args: TakeBooking) -> None:
    work.expect(Booking, args.id, person=caller(args.id))
    if args.contact:
        work.expect(Booking, phone=args.contact.phone)
    days = [day_at(wish.from_) for wish in args.wishes if wish.from_ < 2**35]
    expect_days(work, args.centre, near(work, days), args.item or "")


@mutation("bookings.take", reads=looks_at, unprinted=("id_number",))
def take(work: Work, actor: Actor, args: TakeBooking) -> None:
    at_kiosk = args.channel == "kiosk"
    if not works_at(actor, args.centre) and not (at_kiosk and draws_at(actor, args.centre)):
        work.reject("forbidden")
    row = fresh(work, args.id, caller(args.id), args.centre) | {"channel": args.channel}
    row |= contact(work, args, at_kiosk) | {"id_print": id_print(work, args, at_kiosk)}
    if args.item:
        name_item(work, row, args.item)
    row["wishes"] = wishes_of(work, args.wishes)
    if at_kiosk:
        return take_at_kiosk(work, actor, row, args)
    settle(work, row, bool(args.waitlist), online=False)


def contact(work: Work, args: TakeBooking, at_kiosk: bool) -> dict[str, str]:
    name, phone = (" ".join(args.contact.name.split()), args.contact.phone) if args.contact else ("", "")
    if not is_mobile(phone) and (phone or not at_kiosk):
        work.reject("phone_invalid", "/contact/phone")
    return {"name": name, "phone": phone}


def id_print(work: Work, args: TakeBooking, at_kiosk: bool) -> str:
    """The same as of a booking by text message: their card then draws the ticket."""
    number = (args.id_number or "").upper()
    if not number and not at_kiosk:
        return ""
    if not id_number_ok(number, day_of(work.now)):
        work.reject("id_number_invalid", "/id_number")
    return keyed(code_secret(work.settings.keys_dir), "id", number)


def take_at_kiosk(work: Work, actor: Actor, row: Row, args: TakeBooking) -> None:
    """A slot or nothing: whoever walks away from the machine can neither take an offer nor wait. The machine sees no
    desk: it is shown just what it prints, until it books the next."""
    if args.waitlist:
        work.reject("args_invalid", "/waitlist")
    limits(work, row)
    answer = seek(work, row, row["wishes"], online=True)
    if answer.slot is None:
        known = replace(answer, detail={}) if answer.code == "booking_exists" else answer  # not whose, nor which
        return refuse(work, row, known, row["wishes"], online=True)
    confirm(work, row, answer.slot, answer.window)
    finish(work, row, texts.confirmed)
    if not works_at(actor, args.centre):
        work.show(f"person:{actor.person}", "booking", actor.client, person_view(row) | {"asked": row["id"]})


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
