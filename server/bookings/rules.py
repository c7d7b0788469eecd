"""How often and how far ahead a person may book, and what counts as late. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from server.bookings.slots import day_at
from server.schema.tables import LIFECYCLES

Row = Mapping[str, Any]
DAY = 86400

HELD_FOR = 600  # seconds in which the form is filled in
LIVING_AT_ONCE = 3
MADE_A_DAY = 10  # whatever became of them: booking and cancelling in turn must end somewhere
AHEAD = 30  # days, where a county says nothing else
LATE = 2 * 3600
MISSED, WITHIN = 3, 60 * DAY  # who missed so many within so long books by phone until the first of them is that old
MOVES_UP_BEFORE = 3600  # whoever waits must still be able to come
STAY_AT_DESK = 2 * DAY  # on the tablets, after it is over
CONTACT, CONTACT_KEPT = ("name", "phone", "address", "id_print"), 30 * DAY  # of who came
KEPT = 180 * DAY

LIVING = {"requested", "held", "confirmed", "waitlisted"}
TRANSITIONS = LIFECYCLES["booking"]["transitions"]


def may(step: str, state: str) -> bool:
    return state in TRANSITIONS[f"bookings.{step}"]["from"]


def days_of(row: Row) -> set[date]:
    """The days that a living booking is for, or hopes for."""
    return {day_at(row["start"])} if row["start"] else {day_at(wish["from"]) for wish in row["wishes"]}


def is_living(row: Row, now: int) -> bool:
    return row["state"] in LIVING and not (row["state"] == "held" and row["release_at"] <= now)


def seconds_until_next(rows: Iterable[Row], now: int) -> int:
    """0 when another booking may be made."""
    made = sorted(row["made_at"] for row in rows if row["made_at"] > now - DAY)
    return 0 if len(made) < MADE_A_DAY else int(made[-MADE_A_DAY] + DAY - now)


def paused_until(rows: Iterable[Row], now: int) -> date | None:
    missed = sorted(row["start"] for row in rows if row["state"] == "missed" and row["start"] > now - WITHIN)
    return None if len(missed) < MISSED else day_at(missed[-MISSED] + WITHIN)


def lapses_at(row: Row) -> int:
    """When the last of what was wished for and offered has begun."""
    wished = [int(wish.get("until", wish["from"])) for wish in row["wishes"]]
    return max(wished + [int(offer["start"]) for offer in row["offers"]])


def is_late(row: Row, now: int) -> bool:
    return bool(row["state"] == "confirmed" and row["start"] - now < LATE)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
