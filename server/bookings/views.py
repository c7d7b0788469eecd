"""A booking as its readers see it, field by field as visibility.json says."""

from collections.abc import Mapping
from typing import Any

from server.bookings.slots import day_at

Row = Mapping[str, Any]
ALWAYS = ("id", "version", "centre", "kind", "channel", "state", "updated_at")
SEEN = (
    *("code", "item", "item_name", "application", "start", "end", "window", "wishes", "waitlist", "offers"),
    *("release_at", "reasons", "note", "about", "address", "late", "arrived_at", "done_at"),
)
AT_DESK = {"confirmed", "arrived", "done", "missed", "waitlisted"}
TO_DECIDE = {"key_project", "visit"}
BY_STAFF = {"phone", "counter"}


def person_view(row: Row) -> dict[str, Any]:
    seen = {name: row[name] for name in ALWAYS} | {name: row[name] for name in SEEN if row[name]}
    return {name: bool(value) if name in ("waitlist", "late") else value for name, value in seen.items()}


def desk_view(row: Row) -> dict[str, Any] | None:
    """None: the desk has nothing to do with it (yet, or any more)."""
    decides = row["kind"] in TO_DECIDE and row["state"] == "requested"
    calls = row["channel"] in BY_STAFF and row["state"] == "requested"
    if row["state"] not in AT_DESK and not decides and not calls:
        return None
    contact = {"contact": {"name": row["name"], "phone": row["phone"]}} if row["name"] or row["phone"] else {}
    return person_view(row) | contact


def stranger_view(row: Row, centre: str) -> dict[str, Any]:
    on = {"on": day_at(row["start"]).isoformat()} if row["start"] else {}
    return {"view": "stranger", "state": row["state"], "centre": centre, **on}
