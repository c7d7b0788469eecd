"""A person's own calendar: bookings, days by which to mend. Whoever knows the address may read it, so it is secret, can
be withdrawn, and names no service: calendars are shared with families and kept by strangers' machines."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from server.accounts.sessions import hash_of
from server.guide.tables import Centre
from server.hours.clock import instant
from server.hours.feeds.ical import Event, Told
from server.hours.feeds.say import Speech
from server.hours.feeds.tables import FeedToken
from server.store.rows import shape
from server.sync.core import Core
from server.sync.work import Work

Row = dict[str, Any]
STANDS = ("confirmed", "arrived", "done")
PAST = 31 * 86400
OVER = ("cancelled", "declined")


def new_address() -> str:
    return secrets.token_urlsafe(16)


def keep(work: Work, person: str, token: str) -> None:
    """In the place of the one before."""
    work.get(FeedToken, person)
    work.put(FeedToken, {"person": person, "hash": hash_of(token), "made_at": int(work.now.timestamp())})


def withdraw(work: Work, person: str) -> None:
    if work.get(FeedToken, person) is not None:
        work.delete(FeedToken, person)


async def person_of(core: Core, token: str) -> str | None:
    found = await core.store.fetch('SELECT person FROM "feed_token" WHERE hash = ?', (hash_of(token),))
    return str(found[0][0]) if found else None


async def told_to(core: Core, person: str, t: Speech) -> dict[str, Told]:
    sql = "SELECT entity, body FROM scope_row WHERE scope = ? AND entity IN ('booking', 'application')"
    seen = await core.store.fetch(f"{sql} AND body IS NOT NULL", (f"person:{person}",))
    rows = [(entity, json.loads(body)) for entity, body in seen]
    of = shape(Centre)
    codes = sorted({place_of(row) for _, row in rows})
    centres = [of.unpack(one) for one in await core.store.fetch(of.by_keys(len(codes)), codes)] if codes else []
    known = {row["code"]: json.loads(row["body"]) for row in centres}
    since = int(core.clock().timestamp()) - PAST
    found = {}
    for entity, row in rows:
        centre = known.get(place_of(row), {})
        at = row.get("updated_at") or row.get("saved_at") or row.get("submitted_at") or 0
        for name, event in events_of(entity, row, centre, t):
            if event is not None and event.start.timestamp() >= since:
                found[f"{name}-{row['id']}@ganchang"] = Told(event, int(row["version"]), int(at))
    return dict(sorted(found.items()))


def place_of(row: Row) -> str:
    """Code of the centre that one goes to."""
    return str(row.get("centre") or row.get("pickup_at") or row.get("desk") or "")


def events_of(entity: str, row: Row, centre: Row, t: Speech) -> list[tuple[str, Event | None]]:
    if entity == "booking":
        return [("booking", booked(row, centre, t))]
    return [("mend", to_mend(row, centre, t)), ("pickup", to_fetch(row, centre, t))]


def booked(row: Row, centre: Row, t: Speech) -> Event | None:
    """A booking that has a time; one that waits for one is not in the calendar."""
    if not row.get("start"):
        return None
    state = row["state"]
    if state not in (*STANDS, *OVER, "held", "missed"):
        return None
    place = centre.get("name", "")
    return Event(
        start=datetime.fromtimestamp(row["start"], UTC),
        end=datetime.fromtimestamp(row.get("end") or row["start"] + 1200, UTC),
        summary=t("预约上门") if row["kind"] == "visit" else t("去{name}办事", name=place),
        description=" ".join(part for part in (row.get("window"), centre.get("phone")) if part),
        location=centre.get("address", ""),
        status="CANCELLED" if state in OVER else "TENTATIVE" if state == "held" else "CONFIRMED",
        busy=True,
    )


def to_mend(row: Row, centre: Row, t: Speech) -> Event | None:
    """The last day to send what is missing."""
    if not row.get("mend_by"):
        return None
    on = date.fromisoformat(row["mend_by"])
    return Event(
        start=instant(on, 0),
        end=instant(on + timedelta(days=1), 0),
        summary=t("补材料的最后一天"),
        description=centre.get("name", ""),
        status="CONFIRMED" if row["state"] == "returned" else "CANCELLED",
        whole_days=True,
    )


def to_fetch(row: Row, centre: Row, t: Speech) -> Event | None:
    """The day from which on a result lies ready, and where (L6)."""
    if not row.get("pickup_on"):
        return None
    on = date.fromisoformat(row["pickup_on"])
    return Event(
        start=instant(on, 0),
        end=instant(on + timedelta(days=1), 0),
        summary=t("这天起到{name}取件", name=centre.get("name", "")),
        location=centre.get("address", ""),
        whole_days=True,
    )
