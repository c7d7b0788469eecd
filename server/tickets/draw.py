"""Drawing a ticket: on the phone within the booked slot or at the door, at the kiosk, at the counter; one a person."""

from datetime import datetime

from server.accounts.actor import Actor
from server.accounts.keys import code_secret
from server.accounts.rules import id_number_ok
from server.accounts.signin import keyed
from server.accounts.tables import Person
from server.applications.codes import new_code
from server.bookings.step import CALLER
from server.bookings.tables import Booking
from server.hours.clock import SHANGHAI, day_of, in_words
from server.schema.types import DrawTicket
from server.store.rows import Row, shape
from server.sync.registry import mutation
from server.sync.work import Work
from server.tickets import door
from server.tickets.blocks import may_give, next_number
from server.tickets.line import keep, line_of
from server.tickets.near import tell_near
from server.tickets.rules import Waiter
from server.tickets.step import (
    FINAL,
    day_key,
    draws_at,
    finish,
    group_of,
    is_today,
    moment,
    own_view,
    show,
    windows_of,
    works_at,
)
from server.tickets.tables import Ticket
from server.tickets.visit import arrived

GOOD = ("confirmed", "arrived", "missed")  # states of a booking that give a place: who comes late has come


@mutation("tickets.draw", unprinted=("id_number",))
def draw(work: Work, actor: Actor, args: DrawTicket) -> None:
    staff = draws_at(actor, args.centre)
    at = moment(work, args.at, staff)
    day = day_key(args.centre, at)
    if work.get(Ticket, args.id) is not None:
        work.reject("args_invalid", "/id")
    windows = windows_of(work, args.centre)
    if args.group and args.group not in windows.values():
        work.reject("args_invalid", "/group")
    person, print_ = who(work, actor, args, staff, day)
    booking = booked(work, args, staff, person, day, at)
    if not staff and not args.door and booking is None:
        work.reject("door_needed")
    first = first_of(work, print_, booking, person)
    if first is not None:
        if person and not first["person"]:  # drawn at the kiosk by the card, and now on their phone too
            follow(work, first, person)
        answer_kiosk(work, actor, args, first)
        work.changed(ticket=first["id"], number=first["number"])
        return
    group = args.group or (group_of(windows, booking["window"]) if booking else "")
    add(work, actor, args, staff, at, day, person, print_, booking, group)


def add(
    work: Work, actor: Actor, args: DrawTicket, staff: bool, at: datetime, day: str, person: str, print_: str,
    booking: Row | None, group: str,
) -> None:  # fmt: skip
    line = line_of(work, day)
    changes: dict[str, object] = {}
    number = args.number if staff and isinstance(args.number, int) else 0
    if number and not may_give(work, actor, args.centre, day, number):
        changes["number"] = number
        number = 0
    number = number or next_number(work, args.centre, line)
    code = args.code if staff and isinstance(args.code, str) else ""
    if not code or work.find(Ticket, code=code):
        code = new_code()
    when = int(at.timestamp())
    start, end = (booking["start"], booking["end"]) if booking else (0, 0)
    row = shape(Ticket).blank() | {
        "id": args.id, "centre": args.centre, "on": str(day_of(at)), "day": day, "kind": args.kind, "number": number,
        "place": f"{day}/{number}", "person": person, "holder": print_, "client": actor.client,
        "channel": "phone" if not staff else "counter" if works_at(actor, args.centre) else "kiosk",
        "group": group, "booking": booking["id"] if booking else "", "start": start, "end": end,
        "drawn_at": when, "since": when, "state": "waiting", "code": code,
    }  # fmt: skip
    one = Waiter(args.id, number, args.kind, when, start, end, group=group, owned=bool(person))
    line.waiting.append(one)
    finish(work, actor, row, "tickets.draw", at)
    answer_kiosk(work, actor, args, row)
    if booking is not None:
        arrived(work, booking, at)
    tell_near(work, row, line, newcomer=one.id)
    keep(work, args.centre, day, line, is_today(work, row))
    if changes:
        work.changed(number=number, instead_of=changes)


def follow(work: Work, row: Row, person: str) -> None:
    row["person"] = person
    work.put(Ticket, row)
    show(work, row)
    line = line_of(work, row["day"])
    line.alter(row["id"], owned=True)
    tell_near(work, row, line, newcomer=row["id"])
    keep(work, row["centre"], row["day"], line, is_today(work, row))


def answer_kiosk(work: Work, actor: Actor, args: DrawTicket, row: Row) -> None:
    """The machine in the hall sees no desk: it is shown just what it prints, until it draws the next."""
    if draws_at(actor, args.centre) and not works_at(actor, args.centre):
        work.show(f"person:{actor.person}", "ticket", actor.client, own_view(row) | {"asked": args.id})


def who(work: Work, actor: Actor, args: DrawTicket, staff: bool, day: str) -> tuple[str, str]:
    """The account it is for, and the print that keeps a person to one ticket; both empty for who just asks staff."""
    keys = work.settings.keys_dir
    if staff:
        if not args.id_number:
            return "", ""
        if not id_number_ok(args.id_number, day_of(work.now)):
            work.reject("id_number_invalid", "/id_number")
        return "", door.holder(keys, day, args.id_number)
    if actor.person is None or args.id_number:
        work.reject("forbidden")
    me = work.must_get(Person, actor.person, "forbidden")
    if args.door and not door.opens(keys, args.centre, args.door, int(work.now.timestamp())):
        work.reject("door_over", "/door")
    return actor.person, door.holder(keys, day, me["id_number"] or actor.person)


def first_of(work: Work, print_: str, booking: Row | None, person: str) -> Row | None:
    """The ticket that this person, or this booking, has already."""
    found = work.find(Ticket, holder=print_) if print_ else []
    if booking is not None:
        found += [one for one in work.find(Ticket, booking=booking["id"]) if not person or one["person"] == person]
    return next((one for one in found if one["state"] not in FINAL), None)


def booked(work: Work, args: DrawTicket, staff: bool, person: str, day: str, at: datetime) -> Row | None:
    """The booking that gives the place, with its slot. On the phone it opens only within the slot."""
    if not args.booking:
        return own_booking(work, args, staff, person, day)
    short = len(args.booking) == 10
    found = work.find(Booking, code=args.booking) if short else [work.get(Booking, args.booking)]
    row = found[0] if found else None
    if row is None or row["centre"] != args.centre or not (staff or row["person"] == person):
        work.reject("not_found", "/booking")
    if row["state"] not in GOOD:
        work.reject("not_found", "/booking")
    if row["day"] != day:
        work.reject("booking_other_day", "/booking", on=in_words(row["day"].rpartition("/")[2]))
    if staff or args.door:
        return row
    now = int(at.timestamp())
    if not row["start"] <= now <= row["end"]:
        times = {name: datetime.fromtimestamp(row[of], SHANGHAI).strftime("%H:%M") for name, of in SLOT.items()}
        work.reject("draw_early" if now < row["start"] else "draw_late", "/booking", **times)
    return row


SLOT = {"from": "start", "until": "end"}


def own_booking(work: Work, args: DrawTicket, staff: bool, person: str, day: str) -> Row | None:
    """Somebody who draws at the door or with a card need not say that they have booked."""
    if not staff:
        return next(iter(of_day(work.find(Booking, person=person), day)), None)
    return by_card(work, args.id_number.upper(), day) if args.id_number else None


def by_card(work: Work, id_number: str, day: str) -> Row | None:
    """Booked by a text message that gave this number, or with an account that has it."""
    print_ = keyed(code_secret(work.settings.keys_dir), "id", id_number)
    work.expect(Booking, day=day)
    if texted := of_day(work.find(Booking, id_print=print_), day):
        return texted[0]
    booked = [one for one in of_day(work.find(Booking, day=day), day) if not one["person"].startswith(CALLER)]
    work.expect(Person, *(one["person"] for one in booked))  # all at once, however many have booked
    return next((one for one in booked if has_number(work, one["person"], id_number)), None)


def of_day(bookings: list[Row], day: str) -> list[Row]:
    """Those that give a place on it."""
    return [one for one in bookings if one["day"] == day and one["state"] in GOOD and one["kind"] == "window"]


def has_number(work: Work, person: str, id_number: str) -> bool:
    found = work.get(Person, person)
    return found is not None and found["id_number"] == id_number
