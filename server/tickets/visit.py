"""The booking behind a ticket: who draws has arrived, and who is done at the window is done."""

from datetime import datetime

from server.bookings.rules import may
from server.bookings.step import finish
from server.bookings.tables import Booking
from server.store.rows import Row
from server.sync.work import Work


def arrived(work: Work, booking: Row, at: datetime) -> None:
    if may("arrive", booking["state"]):
        finish(work, {**booking, "state": "arrived", "arrived_at": int(at.timestamp())})


def done(work: Work, id: str, at: datetime) -> None:
    booking = work.get(Booking, id) if id else None
    if booking is not None and may("finish", booking["state"]):
        finish(work, {**booking, "state": "done", "done_at": int(at.timestamp())})
