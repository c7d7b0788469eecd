"""When something becomes free: whoever has waited longest and can use it gets it."""

from datetime import date

from server.bookings import rules, texts
from server.bookings.day import day_id, slots_of
from server.bookings.seek import seek
from server.bookings.slots import day_at, open_to
from server.bookings.step import confirm, finish
from server.bookings.tables import Booking, Waiting
from server.sync.work import Work


def fill(work: Work, centre: str, on: date) -> None:
    """They asked in time, so the cut-off is none for them; but each must still be able to come."""
    soonest = int(work.now.timestamp()) + rules.MOVES_UP_BEFORE
    waiting = work.find(Waiting, day=day_id(centre, on))
    for one in sorted(waiting, key=lambda row: (row["since"], row["id"])):
        if not open_to(slots_of(work, centre, on), soonest, online=False):
            return
        row = work.get(Booking, one["booking"])
        if row is None or row["state"] != "waitlisted":
            continue
        wishes = [
            wish | {"from": max(wish["from"], soonest)} if "until" in wish else wish
            for wish in row["wishes"]
            if day_at(wish["from"]) == on and wish.get("until", wish["from"]) > soonest
        ]
        answer = seek(work, row, wishes, online=False) if wishes else None
        if answer is not None and answer.slot is not None:
            confirm(work, row, answer.slot, answer.window)
            finish(work, row, texts.moved_up)
