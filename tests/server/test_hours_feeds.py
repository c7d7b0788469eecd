"""Feeds of a centre's hours: calendars, HSDS, OpenStreetMap. Readers that others use agree with the engine."""

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import opening_hours
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr

from server.hours.clock import SHANGHAI, instant
from server.hours.engine import day, is_open
from server.hours.feeds.outlook import spans, staffed
from server.hours.model import Changed, HoursException
from server.hours.rows import Known, load_hours
from tests.server.hours_town import SUNDAY, XILAI, change, text, xilai
from tests.server.town import Town

DAY = timedelta(days=1)
FIRST, DAYS = date(2026, 11, 1), 212  # to the end of May
STEPS = 48 * 90  # half hours


def open_spans(known: Known, first: date, days: int) -> list[tuple[datetime, datetime]]:
    dates = (first + n * DAY for n in range(days))
    said = ((on, spans(staffed(day(known.hours, known.calendar, on)))) for on in dates)
    return [(instant(on, start), instant(on, end)) for on, found in said for start, end in found]


def read_by_others(ics: str, osm: str, schedules: list[dict[str, Any]], start: datetime) -> dict[str, Any]:
    given = {"ics": ics, "osm": osm, "schedules": schedules, "start": int(start.timestamp()), "steps": STEPS}
    script = Path(__file__).parent / "hours_readers.mjs"
    said = subprocess.run(
        ["node", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        env={"TZ": "Asia/Shanghai"},
    )
    return json.loads(said.stdout)


async def test_B18_calendar_HSDS_and_OSM_say_what_the_engine_says_to_every_reader(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        ics = await text(one, f"/h/{XILAI}.ics")
        hsds = json.loads(await text(one, f"/h/{XILAI}/hsds.json"))
        tags = dict(line.split("=", 1) for line in (await text(one, f"/h/{XILAI}/osm.txt")).splitlines())
        known = await load_hours(one.core.store, XILAI)
    midnight = SUNDAY.astimezone(SHANGHAI).replace(hour=0, minute=0)
    others = read_by_others(ics, tags["opening_hours"], hsds["schedules"], midnight)
    expected = open_spans(known, FIRST, DAYS)

    read = icalendar.Calendar.from_ical(ics)
    timed = [event for event in read.walk("VEVENT") if isinstance(event.start, datetime)]
    assert [(event.start, event.end) for event in timed] == expected
    assert others["timed"] == [[int(start.timestamp()), int(end.timestamp())] for start, end in expected]
    soon = list(recurring_ical_events.of(read).between(FIRST, FIRST + 60 * DAY))
    assert sorted(e.start for e in soon if isinstance(e.start, datetime)) == [
        s for s, _ in open_spans(known, FIRST, 60)
    ]
    sundays = [start.astimezone(SHANGHAI).date() for start, _ in expected if start.weekday() == 6][:12]
    odd = ",".join(str(number) for number in range(1, 32, 2))
    rule = rrulestr(f"FREQ=MONTHLY;BYDAY=SU;BYMONTHDAY={odd}", dtstart=datetime(2026, 11, 1))
    assert sundays == [on.date() for on in rule.xafter(datetime(2026, 10, 31), 12)]
    for event in read.walk("VEVENT"):  # the holidays of 2027 may or may not be known
        on = event.start.astimezone(SHANGHAI).date() if isinstance(event.start, datetime) else event.start
        assert (event["STATUS"] == "CONFIRMED") is (known.calendar.workday(on) is not None), on

    dated = [(one, on) for one, dates in zip(hsds["schedules"], others["dates"], strict=True) for on in dates]
    assert len({one["id"] for one in hsds["schedules"]}) == len(hsds["schedules"]) < len(dated) / 3
    assert sorted((on, one["opens_at"], one["closes_at"], one["description"]) for one, on in dated) == sorted(
        (on.isoformat(), hsds_clock(opening.from_minute), hsds_clock(opening.until_minute), opening.kind)
        for on in (midnight.date() + n * DAY for n in range(180))
        for opening in day(known.hours, known.calendar, on).openings
    )

    times = [midnight + timedelta(minutes=30 * n) for n in range(STEPS)]
    is_it = [is_open(known.hours, known.calendar, moment) is not None for moment in times]
    parsed = opening_hours.OpeningHours(tags["opening_hours"])
    assert [parsed.is_open(moment.replace(tzinfo=None)) for moment in times] == is_it
    assert others["open"] == "".join("1" if one else "0" for one in is_it)
    assert "00:00-24:00" in tags["opening_hours:self_service"]


def hsds_clock(minute: int) -> str:
    minute = min(minute, 1439)
    return f"{minute // 60:02}:{minute % 60:02}+08:00"


async def told(one: Town) -> dict[str, dict[str, str]]:
    """Events by UID, as lines: a hundred calendars are not parsed for one test."""
    lines = (await text(one, f"/h/{XILAI}.ics")).replace("\r\n ", "").split("\r\n")
    found: dict[str, dict[str, str]] = {}
    event: dict[str, str] = {}
    for line in lines:
        key, _, value = line.partition(":")
        event = {} if line == "BEGIN:VEVENT" else event | {key: value}
        if line == "END:VEVENT":
            found[event["UID"]] = event
    return found


@pytest.mark.usefixtures("both_engines")
async def test_a_change_keeps_the_uid_and_raises_the_sequence_and_what_is_withdrawn_is_cancelled(
    tmp_path: Path,
) -> None:
    monday, uid = date(2026, 11, 23), f"open-{XILAI}-20261123-1@ganchang"
    shut, untouched = f"closed-{XILAI}-20261123@ganchang", f"open-{XILAI}-20261124-1@ganchang"

    def exception(*openings: Changed, reason: str) -> HoursException:
        return HoursException(id="1", start=monday, until=monday, openings=openings, reason=reason)

    async with xilai(tmp_path) as one:
        first = await told(one)
        assert (first[uid]["SEQUENCE"], first[uid]["DTSTART"]) == ("0", "20261123T010000Z")
        one.set_clock(SUNDAY + timedelta(hours=1))
        assert await told(one) == first  # asked again: nothing is new

        await change(one, exception(Changed(600, 720), reason="开会"))
        moved = await told(one)
        assert (moved[uid]["SEQUENCE"], moved[uid]["DTSTART"]) == ("1", "20261123T020000Z")
        assert moved[uid]["DTSTAMP"] == "20261122T040000Z" and moved[uid]["DESCRIPTION"] == "开会，逢场"
        afternoon = moved[f"open-{XILAI}-20261123-2@ganchang"]
        assert (afternoon["STATUS"], afternoon["SEQUENCE"]) == ("CANCELLED", "1")

        await change(one, exception(reason="停水"))
        closed = await told(one)
        assert (closed[uid]["STATUS"], closed[uid]["SEQUENCE"]) == ("CANCELLED", "2")
        assert "停水" in closed[shut]["SUMMARY"] and closed[shut]["DTSTART;VALUE=DATE"] == "20261123"

        await change(one)
        again = await told(one)
        assert (again[uid]["STATUS"], again[uid]["SEQUENCE"]) == ("CONFIRMED", "3")
        assert again[uid]["DTSTART"] == first[uid]["DTSTART"] and again[shut]["STATUS"] == "CANCELLED"
        assert again[untouched] == first[untouched]

        one.set_clock(datetime(2027, 1, 2, tzinfo=UTC))
        assert not any("-2026" in uid for uid in await told(one))


async def test_a_feed_is_sent_again_only_when_something_is_new(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        for path in (f"/h/{XILAI}.ics", f"/h/{XILAI}/hsds.json", f"/h/{XILAI}/osm.txt", f"/h/{XILAI}/openings.json"):
            first = await one.http.get(path, headers={"accept-encoding": "br"})
            assert first.headers["content-encoding"] == "br" and "max-age=30" in first.headers["cache-control"]
            again = await one.http.get(path, headers={"if-none-match": first.headers["etag"]})
            assert (again.status_code, again.content) == (304, b""), path
            await change(one, HoursException(id="1", start=date(2026, 11, 24), until=date(2026, 11, 24), openings=()))
            changed = await one.http.get(path, headers={"if-none-match": first.headers["etag"]})
            assert changed.status_code == 200, path
            await change(one)


async def test_what_is_no_centre_is_not_found(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        for path in ("/h/999", "/h/999.ics", f"/h/{XILAI}.pdf", "/h/999/poster", "/h/999/osm.txt", "/h/me/nobody.ics"):
            answer = await one.http.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
