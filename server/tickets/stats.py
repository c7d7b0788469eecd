"""A day of tickets in figures (B3, E12): how long people waited and stayed, what booking saved. Real tickets only."""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median
from typing import Any

from server.hours.clock import day_of
from server.schema.types import QueueDay
from server.sync.core import Core
from server.tickets.step import FINAL

DAYS = 31
BEFORE = 4 * 3600  # seconds that a visit took before there were bookings and one window (B4)
COLUMNS = ("on", "booking", "drawn_at", "since", "called_at", "done_at", "state")
Row = dict[str, Any]


async def days(core: Core, centre: str) -> list[QueueDay]:
    """The newest first; days without a ticket are left out."""
    today = day_of(core.clock())
    found: list[QueueDay] = []
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    for back in range(DAYS):
        day = f"{centre}/{today - timedelta(days=back)}"
        rows = await core.store.fetch(f'SELECT {names} FROM ticket WHERE "day" = ?', (day,))
        if rows:
            found.append(of_day([dict(zip(COLUMNS, row, strict=True)) for row in rows], over=back > 0))
    return found


def of_day(rows: list[Row], over: bool) -> QueueDay:
    done = [row for row in rows if row["state"] == "finished"]
    booked = [row for row in done if row["booking"]]
    given_up = sum(row["state"] == "cancelled" or (over and row["state"] not in FINAL) for row in rows)
    counted = QueueDay(on=rows[0]["on"], drawn=len(rows), finished=len(done), given_up=given_up, booked=len(booked))
    if done:
        counted.wait = middle(row["called_at"] - row["drawn_at"] for row in done)
        counted.stay = middle(row["done_at"] - row["drawn_at"] for row in done)
        saved = sum(max(0, BEFORE - (row["done_at"] - row["drawn_at"])) for row in done)
        counted.saved_hours = round(saved / 3600, 1)
    if booked:
        counted.stay_booked = middle(row["done_at"] - row["drawn_at"] for row in booked)
    return counted


def middle(seconds: Iterable[int]) -> float:
    return round(median(seconds) / 60, 1)
