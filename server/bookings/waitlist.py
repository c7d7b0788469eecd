"""When something becomes free: whoever has waited longest and can use it gets it."""

from datetime import date

from server.bookings import rules, texts
from server.bookings.day import day_id, slots_of
from server.bookings.seek import Wish, seek
from server.bookings.slots import Slot, day_at, open_to, within
from server.bookings.step import confirm, expect_steps, finish
from server.bookings.tables import Booking, Waiting
from server.store.rows import Row
from server.sync.work import Work


def fill(work: Work, centre: str, on: date) -> None:
    """They asked in time, so the cut-off is none for them; but each must still be able to come."""
    soonest = int(work.now.timestamp()) + rules.MOVES_UP_BEFORE
    free: dict[str, list[Slot]] = {}  # by item: slots differ in length, and in what is served

    def suits(row: Row, wishes: list[Wish]) -> bool:
        item = row["item"]
        if item not in free:
            free[item] = open_to(slots_of(work, centre, on, item), soonest, online=False)
        return any(within(wish, slot) for wish in wishes for slot in free[item])

    hopeful = [(row, wishes) for row, wishes in in_line(work, centre, on, soonest) if suits(row, wishes)]
    asked, more = 0, sum(len(slot.free) for slots in free.values() for slot in slots)
    for number, (row, wishes) in enumerate(hopeful):
        if not suits(row, wishes):
            continue
        if number >= asked:  # few are read where few have a place, and many where one after the other cannot come
            asked, more = number + more, more * 2
            expect_steps(work, [one for one, _ in hopeful[number:asked]])
        answer = seek(work, row, wishes, online=False)
        if answer.slot is not None:
            confirm(work, row, answer.slot, answer.window)
            finish(work, row, texts.moved_up)
            free.clear()


def in_line(work: Work, centre: str, on: date, soonest: int) -> list[tuple[Row, list[Wish]]]:
    """Who waits for this day, the longest first, and what of their wishes can still be had."""
    waiting = sorted(work.find(Waiting, day=day_id(centre, on)), key=lambda one: (one["since"], one["id"]))
    work.expect(Booking, *[one["booking"] for one in waiting])
    rows = [work.get(Booking, one["booking"]) for one in waiting]
    found = [(row, still(row, on, soonest)) for row in rows if row is not None and row["state"] == "waitlisted"]
    return [(row, wishes) for row, wishes in found if wishes]


def still(row: Row, on: date, soonest: int) -> list[Wish]:
    return [
        wish | {"from": max(wish["from"], soonest)} if "until" in wish else wish
        for wish in row["wishes"]
        if day_at(wish["from"]) == on and wish.get("until", wish["from"]) > soonest
    ]
