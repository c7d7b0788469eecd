"""A centre as an HSDS 3 location with its schedules: weekly runs that give exactly the days on which it is open."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from server.hours.engine import Day
from server.hours.feeds.runs import Run, weekly

OURS = uuid.UUID("6a0c9d5e-7f43-5d1b-9b0e-2f4f3c1d8e77")  # names of HSDS ids are made under it
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFFSET = "+08:00"
DAYS = 180


def location(centre: dict[str, str], days: Sequence[Day], url: str) -> dict[str, Any]:
    id = name_of(centre["code"])
    by_hours: dict[tuple[int, int, str, str], list[date]] = defaultdict(list)
    for day in days:
        for one in day.openings:
            by_hours[one.from_minute, one.until_minute, one.kind, one.items or ""].append(day.on)
    found: dict[str, Any] = {
        "id": id,
        "location_type": "physical",
        "name": centre["name"],
        "url": url,
        "external_identifier": centre["code"],
        "external_identifier_type": "GB/T 2260",
    }
    if address := centre.get("address"):
        found["addresses"] = [
            {
                "id": name_of(f"{centre['code']}/address"),
                "location_id": id,
                "address_1": address,
                "city": "",
                "state_province": "",
                "postal_code": "",
                "country": "CN",
                "address_type": "physical",
            }
        ]
    if phone := centre.get("phone"):
        found["phones"] = [{"id": name_of(f"{centre['code']}/phone"), "location_id": id, "number": phone}]
    found["schedules"] = [
        schedule(centre["code"], run, hours, url) for hours, dates in by_hours.items() for run in weekly(dates)
    ]
    return found


def schedule(centre: str, run: Run, hours: tuple[int, int, str, str], url: str) -> dict[str, Any]:
    start, end, kind, items = hours
    days = ",".join(WEEKDAYS[one] for one in sorted(run.weekdays))
    found = {
        "id": name_of(f"{centre}/{run.first}/{days}/{start}/{end}/{kind}/{items}"),
        "location_id": name_of(centre),
        "valid_from": run.first.isoformat(),
        "valid_to": run.last.isoformat(),
        "dtstart": run.first.isoformat(),
        "until": run.last.isoformat(),
        "timezone": 8,
        "freq": "WEEKLY",
        "interval": 1,
        "wkst": "MO",
        "byday": days,
        "opens_at": clock(start),
        "closes_at": clock(end),
        "description": kind,
        "schedule_link": url,
    }
    return found | ({"notes": items} if items else {})


def clock(minute: int) -> str:
    """The format has no end of the day but one minute before it."""
    minute = min(minute, 24 * 60 - 1)
    return f"{minute // 60:02}:{minute % 60:02}{OFFSET}"


def name_of(what: str) -> str:
    return str(uuid.uuid5(OURS, what))
