"""Looks for a slot that fulfils one of a booking's wishes, and for the next free ones when there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from server.bookings import rules
from server.bookings.day import Rule, days_from, expect_days, rule_of, slots_of
from server.bookings.slots import Slot, day_at, open_to, problem
from server.bookings.tables import Booking
from server.store.rows import Row
from server.sync.work import Work

OFFERS = 3
LOOKED_AT = 4  # days at once, and twice as many the next time
WITH_OFFERS = {"hold_over", "slot_taken", "slot_closed", "slot_item", "slot_past", "slot_far", "booking_closed"}

Wish = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A slot and its window, or the code that says why there is none, of which wish, with what fills its sentence."""

    slot: Slot | None = None
    window: str = ""
    code: str = ""
    wish: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


def seek(work: Work, row: Row, wishes: Sequence[Wish], online: bool) -> Answer:
    days = [day_at(wish["from"]) for wish in wishes]
    expect_days(work, row["centre"], near(work, days), row["item"])
    answers = [look(work, row, number, wish, online) for number, wish in enumerate(wishes)]
    for answer in answers:
        if answer.slot is not None:
            return answer
    return next((answer for answer in answers if answer.code == "slot_taken"), answers[0])


def near(work: Work, days: Sequence[date]) -> set[date]:
    """What lies so far off that it cannot be booked is not read either."""
    today = day_at(int(work.now.timestamp()))
    return {on for on in days if today <= on <= today + timedelta(days=400)}


def look(work: Work, row: Row, number: int, wish: Wish, online: bool) -> Answer:
    now, on = int(work.now.timestamp()), day_at(wish["from"])
    rule = rule_of(work, row["centre"], row["item"])
    code, detail = ahead(rule, day_at(now), on)
    if not code and (other := same_day(work, row, on)):
        code, detail = "booking_exists", {"id": other}
    if code:
        return Answer(code=code, wish=number, detail=detail)
    there = slots_of(work, row["centre"], on, row["item"], rule, own=row["id"])
    code, slot = problem(wish, there, now, online)
    if slot is None:
        return Answer(code=code, wish=number)
    return Answer(slot, wish.get("window") or slot.free[0])


def ahead(rule: Rule, today: date, on: date) -> tuple[str, dict[str, Any]]:
    if on < today:
        return "slot_past", {}
    if today.isoformat() < rule.since:
        return "booking_not_yet", {"from": rule.since}
    if (on - today).days > rule.ahead:
        return "slot_far", {"days": rule.ahead}
    if rule.ends and on.isoformat() > rule.ends:
        return "slot_item", {}
    return "", {}


def same_day(work: Work, row: Row, on: date) -> str:
    """The id of another living booking of a window, of whoever it is for, on this day at this centre."""
    now = int(work.now.timestamp())
    for other in of_same_person(work, row):
        if other["id"] == row["id"] or other["centre"] != row["centre"] or not rules.is_living(other, now):
            continue
        if other["kind"] == "window" and other["state"] != "held" and on in rules.days_of(other):
            return str(other["id"])
    return ""


def of_same_person(work: Work, row: Row) -> list[Row]:
    """By account, and by the numbers that were left: a caller and an app may be one person."""
    found = {other["id"]: other for other in work.find(Booking, person=row["person"])}
    if row["phone"]:
        found |= {other["id"]: other for other in work.find(Booking, phone=row["phone"])}
    if row["id_print"]:
        found |= {other["id"]: other for other in work.find(Booking, id_print=row["id_print"])}
    return list(found.values())


def offers(work: Work, row: Row, wishes: Sequence[Wish], online: bool) -> list[dict[str, Any]]:
    """The next free slots from the day of the first wish on."""
    now = int(work.now.timestamp())
    today, rule = day_at(now), rule_of(work, row["centre"], row["item"])
    last = today + timedelta(days=rule.ahead)
    first = min(max(min(day_at(wish["from"]) for wish in wishes), today), last)
    found: list[dict[str, Any]] = []
    count = LOOKED_AT
    while first <= last and len(found) < OFFERS:
        days = [on for on in days_from(first, count) if on <= last]
        expect_days(work, row["centre"], days, row["item"])
        for on in days:
            if len(found) >= OFFERS or ahead(rule, today, on)[0] or same_day(work, row, on):
                continue
            there = slots_of(work, row["centre"], on, row["item"], rule, own=row["id"])
            found += [{"start": slot.start, "end": slot.end} for slot in open_to(there, now, online)]
        first, count = first + timedelta(days=count), count * 2
    return found[:OFFERS]


def refuse(work: Work, row: Row, answer: Answer, wishes: Sequence[Wish], online: bool, field: str = "") -> None:
    """Nothing changes; what is free is said with the reason."""
    more = {"offers": offers(work, row, wishes, online)} if answer.code in WITH_OFFERS else {}
    work.reject(answer.code, field or f"/wishes/{answer.wish}", **answer.detail, **more)
