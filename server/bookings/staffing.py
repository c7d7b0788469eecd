"""For the staff of a desk: how many windows a day's bookings need, what an ordinary week is, what people come for."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.accounts.actor import Actor
from server.applications.numbers import works_at
from server.bookings.day import Rule, days_from, held_day, rule_of, slots_of
from server.bookings.forecast import needs, ordinary_week, top
from server.bookings.look import look
from server.bookings.openings import opened
from server.bookings.slots import day_at, midnight
from server.forms.formats import is_day
from server.problems import Problem
from server.schema.types import Staffing
from server.store.rows import marks
from server.sync.core import Core
from server.sync.work import Work

WEEKS = 4
FARTHEST = 400  # days
DAY = 86400
TOPICS = 4
COUNTED = "('confirmed', 'arrived', 'done')"


@get("/b/{centre:str}/{on:str}/staffing", summary="Windows that a day's bookings need; for the staff of the desk")
async def staffing(
    centre: FromPath[str], on: FromPath[str], actor: NamedDependency[Actor], core: NamedDependency[Core]
) -> Response[Staffing]:
    if not works_at(actor, centre):
        raise Problem("forbidden")
    if not is_day(on):
        raise Problem("bad_request", "/on")
    day = date.fromisoformat(on)
    if abs((day - day_at(int(core.clock().timestamp()))).days) > FARTHEST:
        raise Problem("bad_request", "/on")
    rule, on_duty, hours = await look(core, lambda work: around(work, centre, day))
    channels = await look(core, lambda work: held_day(work, centre, day)["channels"])
    spans = await core.store.fetch(
        f'SELECT start, "end" FROM booking WHERE day = ? AND state IN {COUNTED}', (f"{centre}/{on}",)
    )
    since = int(core.clock().timestamp()) - WEEKS * 7 * DAY
    came = await what_came(core, centre, since)
    cases = sum(count for _, count in came) / WEEKS
    week = ordinary_week(cases, hours, rule.minutes)
    found = {
        "on": on,
        "on_duty": on_duty,
        "hours": [
            {"hour": need.hour, "bookings": need.bookings, "windows": need.windows, "short": need.short}
            for need in needs([(start, end) for start, end in spans], midnight(day), on_duty)
        ],
        "channels": channels,
        "cases_a_week": cases,
        "cases_an_hour": week.an_hour,
        "windows": week.windows,
        "topics": [{"topic": topic, "count": count} for topic, count in top(await topics(core, came), TOPICS)],
    }
    return Response(msgspec.convert(found, Staffing), headers={"cache-control": "no-store"})


def around(work: Work, centre: str, on: date) -> tuple[Rule, int, float]:
    """The centre's rule, who is on duty at the fullest moment of the day, and its open hours of the next seven days."""
    rule = rule_of(work, centre, "")
    on_duty = max((len(slot.on_duty) for slot in slots_of(work, centre, on, rule=rule)), default=0)
    today = day_at(int(work.now.timestamp()))
    week = [opened(work, centre, day, "") for day in days_from(today + timedelta(days=1), 7)]
    minutes = sum(one.until_minute - one.from_minute for day in week for one in day.openings)
    return rule, on_duty, minutes / 60


async def what_came(core: Core, centre: str, since: int) -> list[tuple[str, int]]:
    """Items and how many cases of each: handed in, or booked without an application."""
    handed_in = await core.store.fetch(
        "SELECT item, count(*) FROM application WHERE desk = ? AND submitted_at > ? GROUP BY item", (centre, since)
    )
    came = await core.store.fetch(
        f"SELECT item, count(*) FROM booking WHERE centre = ? AND start > ? AND application = '' "
        f"AND state IN {COUNTED} GROUP BY item",
        (centre, since),
    )
    return [(str(item), int(count)) for item, count in [*handed_in, *came]]


async def topics(core: Core, came: list[tuple[str, int]]) -> Iterator[str]:
    """What each case was about: the first topic of its item."""
    codes = sorted({item for item, _ in came if item})
    rows = []
    if codes:
        rows = await core.store.fetch(f"SELECT code, body FROM item WHERE code IN ({marks(len(codes))})", codes)
    about = {code: next(iter(json.loads(body).get("topics", [])), "") for code, body in rows}
    return (about[item] for item, count in came if about.get(item) for _ in range(count))
