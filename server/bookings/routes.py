"""What can be booked, for everybody: GET /b/<centre>/<day>."""

from datetime import date
from functools import partial
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery

from server.bookings.day import lines_on, rule_of, slots_of
from server.bookings.inbound import inbound
from server.bookings.look import look
from server.bookings.openings import Opened, opened
from server.bookings.roster import published
from server.bookings.scan import scan_routes
from server.bookings.seek import ahead
from server.bookings.slots import Slot, day_at
from server.bookings.staffing import staffing
from server.forms.formats import is_day
from server.guide.tables import Centre
from server.problems import Problem
from server.schema.types import SlotDay
from server.sync.bodies import packed
from server.sync.core import Core
from server.sync.work import Rejected, Work

FRESH = "public, max-age=5"


@get(
    "/b/{centre:str}/{on:str}",
    summary="The slots of a day at a centre, and which windows are free",
    responses={200: ResponseSpec(SlotDay, description="What can be booked")},
)
async def slot_day(
    centre: FromPath[str],
    on: FromPath[str],
    request: Request[Any, Any, Any],
    core: NamedDependency[Core],
    item: FromQuery[str] = "",
) -> Response[bytes]:
    if not is_day(on):
        raise Problem("bad_request", "/on")
    if not centre.isdecimal() or len(centre) > 12 or len(item) > 64:
        raise Problem("place_unknown")
    try:
        seen = await look(core, partial(day_seen, centre=centre, on=date.fromisoformat(on), item=item))
    except Rejected as broken:
        raise Problem(broken.code) from None
    body, headers = packed(msgspec.json.encode(seen), request.headers.get("accept-encoding", "").encode())
    more = {name.decode(): value.decode() for name, value in headers}
    return Response(body, headers={"cache-control": FRESH, "vary": "accept-encoding", **more})


def day_seen(work: Work, centre: str, on: date, item: str) -> dict[str, Any]:
    work.must_get(Centre, centre, "place_unknown")
    now = int(work.now.timestamp())
    rule = rule_of(work, centre, item)
    code, _ = ahead(rule, day_at(now), on)
    there = opened(work, centre, on, item) if not code else Opened()
    lines = (lines_on(work, centre, on, there.sorts) if not code else None) or []
    whole = slots_of(work, centre, on, item, rule) if not code else []
    slots = [slot for slot in whole if slot.start > now and slot.serves and slot.on_duty]
    windows = list(dict.fromkeys(name for slot in slots for name in slot.on_duty))
    closes_at = max((slot.closes_at for slot in slots if slot.closes_at), default=0)
    if not code and slots and all(slot.closes_at and slot.closes_at <= now for slot in slots):
        code = "booking_closed"
    elif not code and not slots:
        code = why_none(whole, now)
    return {
        "centre": centre,
        "on": on.isoformat(),
        "at": now,
        "minutes": rule.minutes,
        "windows": windows,
        "slots": [
            {"start": slot.start, "free": [windows.index(name) for name in slot.free], "of": len(slot.on_duty)}
            for slot in slots
        ],
        "duty": published(lines),
        **({"closes_at": closes_at} if closes_at else {}),
        **({"code": code} if code else {}),
    }


def why_none(whole: list[Slot], now: int) -> str:
    if whole and whole[-1].start <= now:
        return "slot_past"
    staffed = [slot for slot in whole if slot.on_duty]
    return "slot_item" if staffed and not any(slot.serves for slot in staffed) else "slot_closed"


def booking_routes() -> list[Any]:
    return [slot_day, staffing, inbound, *scan_routes()]
