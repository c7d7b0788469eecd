"""A supervisor changes the hours of one day: closed, other hours, or an opening beside the usual ones (E9). What comes
of it (the guide, notices, bookings) is the business of the job."""

from datetime import date, timedelta

from server.accounts.actor import Actor
from server.guide.tables import Centre
from server.hours.check import exception_faults, extra_meets_rules, overlap, overlapping
from server.hours.clock import day_of, instant, minute_of
from server.hours.engine import day
from server.hours.faults import Fault
from server.hours.model import Changed, Cutoff, Day, HoursException, Opening
from server.hours.rows import Known, desk_exceptions, hours_of, put_exceptions
from server.hours.tables import HoursChange
from server.schema.types import ChangeHours, Span, UndoChange
from server.store.rows import Row
from server.sync.registry import mutation
from server.sync.work import Work

FARTHEST = 180  # days: as far as phones see
KEPT = 30
QUEUE = "hours_changed"


@mutation("hours.change")
def change(work: Work, actor: Actor, args: ChangeHours) -> None:
    may(work, actor, args.centre)
    if work.get(HoursChange, args.id) is not None:
        work.reject("args_invalid", "/id")
    work.must_get(Centre, args.centre, "place_unknown")
    on, reason, open = day_in(work, args.on), " ".join(args.reason.split()), args.open or []
    if len(reason) < 2:
        work.reject("args_invalid", "/reason")
    if bool(open) == (args.what == "closed"):
        work.reject("change_open_missing" if not open else "args_invalid", "/open")
    known = hours_of(work, args.centre)
    usual = day(*known, on)
    exception = HoursException(
        id=args.id, start=on, until=on, openings=openings(open, usual), extra=args.what == "extra", reason=reason
    )
    refuse_what_cannot_be(work, known, exception, usual)
    put_exceptions(work, args.centre, [*still_of_use(work, args.centre), exception])
    spans = [{"from": span.from_, "until": span.until} for span in open]
    row: Row = {"id": args.id, "centre": args.centre, "day": on.isoformat(), "what": args.what, "open": spans}
    row |= {"reason": reason, "by": actor.name, "at": int(work.now.timestamp()), "published_at": 0, "undone_at": 0}
    write(work, row)


@mutation("hours.undo")
def undo(work: Work, actor: Actor, args: UndoChange) -> None:
    row = work.must_get(HoursChange, args.id, "not_found")
    may(work, actor, row["centre"])
    if row["undone_at"]:
        work.reject("change_undone")
    if date.fromisoformat(row["day"]) < day_of(work.now):
        work.reject("change_past")
    put_exceptions(work, row["centre"], [one for one in still_of_use(work, row["centre"]) if one.id != args.id])
    write(work, row | {"undone_at": int(work.now.timestamp())})


def may(work: Work, actor: Actor, centre: str) -> None:
    if not actor.has("supervisor", f"desk:{centre}"):
        work.reject("forbidden")


def day_in(work: Work, text: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        work.reject("args_invalid", "/on")
    today = day_of(work.now)
    if on < today:
        work.reject("change_past", "/on")
    if on > today + timedelta(days=FARTHEST):
        work.reject("change_far", "/on", days=FARTHEST)
    return on


def openings(open: list[Span], usual: Day) -> tuple[Changed, ...]:
    """Other hours are still hours of the same kind: with the items, the windows and the end of online booking of those
    that they mostly fall into."""
    staffed = [one for one in usual.openings if one.kind != "self_service"]
    return tuple(alike(span, staffed, usual.on) for span in open)


def alike(span: Span, staffed: list[Opening], on: date) -> Changed:
    def shared(one: Opening) -> int:
        return max(0, min(one.until_minute, span.until) - max(one.from_minute, span.from_))

    like = max(staffed, key=shared, default=Opening(0, 0, "extended"))
    cutoff = None
    if like.cutoff is not None:
        cutoff = Cutoff(at=minute_of(like.cutoff), days=(on - day_of(like.cutoff)).days)
    return Changed(span.from_, span.until, like.kind, like.items, like.windows, cutoff, like.booked)


def refuse_what_cannot_be(work: Work, known: Known, exception: HoursException, usual: Day) -> None:
    for fault in exception_faults(exception):
        refuse(work, fault)
    for other in known.hours.exceptions:
        if overlap(other, exception):
            refuse(work, overlapping(other))
    if exception.extra and extra_meets_rules(*known, exception):
        first = exception.openings[0]
        work.reject("change_overlap", "/open", **{"from": clock(first.opens), "until": clock(first.closes)})
    before = [(one.from_minute, one.until_minute) for one in usual.openings if one.kind != "self_service"]
    after = [(one.opens, one.closes) for one in exception.openings]
    if not exception.extra and before == sorted(after):
        work.reject("change_same")
    if all(instant(exception.start, end) <= work.now for _, end in (after or before)):
        work.reject("change_past")


def refuse(work: Work, fault: Fault) -> None:
    work.reject(
        fault.code,
        "/open" if fault.code == "hours_times" else "/on",
        **{name: str(value) for name, value in fault.detail.items()},
    )


def still_of_use(work: Work, centre: str) -> list[HoursException]:
    before = day_of(work.now) - timedelta(days=KEPT)
    return [one for one in desk_exceptions(work, centre) if one.until >= before]


def write(work: Work, row: Row) -> None:
    work.put(HoursChange, row)
    show(work, row)
    undone = "undone" if row["undone_at"] else "made"
    work.enqueue(QUEUE, {"change": row["id"]}, dedupe=f"{QUEUE}:{row['id']}:{undone}")


def show(work: Work, row: Row) -> None:
    """To the desk, until the day is long past."""
    body = {name: row[name] for name in ("id", "centre", "what", "open", "reason", "by", "at")} | {"on": row["day"]}
    body |= {name: row[name] for name in ("published_at", "undone_at") if row[name]}
    work.show(f"desk:{row['centre']}", "hours_change", row["id"], body)


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
