"""A day on which a hundred people are booked or wait: what changes for all of them at once is done for all of them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from piccolo.table import Table

from server.bookings.displaced import QUEUE
from server.bookings.jobs import TIDY
from server.bookings.tables import BookedSlot, Booking, Waiting
from server.hours.model import Changed, HoursException
from server.store.rows import Row, shape
from server.sync import unit
from server.sync.work import Work
from tests.server.booking_town import (
    TOWN,
    at,
    booked,
    booking_town,
    do,
    hand,
    pass_jobs,
    request,
    set_hours,
    set_rule,
    set_weekly,
    wish,
)
from tests.server.counter import ITEM, RESIDENT, SUPERVISOR
from tests.server.town import Town

FRIDAY = "2017-08-04"
DAY, NINE = f"{TOWN}/{FRIDAY}", at(f"{FRIDAY} 09:00")
WINDOWS = [f"{number} 号窗口" for number in range(1, 4)]


def somebody(number: int, **more: Any) -> Row:
    row = shape(Booking).blank() | {"id": f"booking-{number}", "person": f"person-{number}", "centre": TOWN}
    return row | {"phone": f"138{number:08}", "made_at": NINE - 90000 + number} | more


def taken(row: Row) -> Row:
    same = {name: row[name] for name in ("day", "start", "end", "window")}
    return {"id": f"{TOWN}/{row['window']}/{row['start']}", "until": 0, "booking": row["id"], **same}


def in_line(row: Row) -> Row:
    return {"id": f"{row['id']}/{FRIDAY}", "booking": row["id"], "day": DAY, "since": row["made_at"]}


async def fill_in(xilai: Town, table: type[Table], rows: list[Row]) -> None:
    of = shape(table)
    async with xilai.core.store.writing() as transaction:
        await transaction.many(of.insert, [of.pack(row) for row in rows])


async def change(xilai: Town, *spans: tuple[int, int]) -> dict[str, int]:
    """The states of all after Friday's hours changed."""
    openings = tuple(Changed(opens, closes) for opens, closes in spans)
    friday = HoursException(id="1", start=date(2017, 8, 4), until=date(2017, 8, 4), openings=openings)

    def changed(work: Work) -> None:
        set_hours(work, exceptions=(friday,))
        work.enqueue(QUEUE, {"centre": TOWN, "on": FRIDAY})

    await xilai.core.act(changed)
    await xilai.worker.drain()
    return dict(await xilai.core.store.fetch("SELECT state, count(*) FROM booking GROUP BY state"))


async def test_a_full_day_goes_to_other_windows_or_is_told_that_it_is_closed_and_is_forgotten_in_time(
    tmp_path: Path,
) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        times = range(NINE, NINE + 20 * 1200, 1200)
        there = {"state": "confirmed", "day": DAY, "code": None}
        slots = [{"start": start, "end": start + 1200, "window": window} for start in times for window in WINDOWS]
        rows = [somebody(number, **slot, **there) for number, slot in enumerate(slots)]
        await fill_in(xilai, Booking, rows)
        await fill_in(xilai, BookedSlot, [taken(row) for row in rows])

        li = await hand(xilai, SUPERVISOR)
        others = [{"window": f"{number} 号窗口"} for number in (4, 5, 6)]
        moved = await do(li, "set_roster", centre=TOWN, on=FRIDAY, duty=others)
        assert (moved["status"], len(rows)) == ("accepted", 60)
        windows = await xilai.core.store.fetch('SELECT "window", count(*) FROM booked_slot GROUP BY 1 ORDER BY 1')
        assert windows == [("4 号窗口", 20), ("5 号窗口", 20), ("6 号窗口", 20)]
        assert await change(xilai) == {"requested": 60}

        async with xilai.core.store.writing() as transaction:
            await transaction.many("UPDATE booking SET state = 'done'", [()])
        await xilai.core.act(lambda work: work.enqueue(TIDY, {}))
        await pass_jobs(xilai, "2018-03-20 03:45")
        assert await xilai.core.store.fetch("SELECT id FROM booking") == []


async def test_of_a_hundred_who_wait_the_first_who_can_come_get_what_is_free(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        await xilai.core.act(lambda work: set_rule(work, ITEM, minutes=5))
        waits = {"state": "waitlisted", "waitlist": True, "wishes": [wish(f"{FRIDAY} 18:00")]}
        rows = [somebody(number, **waits, item=ITEM if number == 99 else "") for number in range(100)]
        await fill_in(xilai, Booking, rows)
        await fill_in(xilai, Waiting, [in_line(row) for row in rows])
        assert await change(xilai, (540, 1020), (1080, 1085)) == {"waitlisted": 99, "confirmed": 1}
        assert await change(xilai, (540, 1020), (1080, 1100)) == {"waitlisted": 96, "confirmed": 4}
        first = await xilai.core.store.fetch("SELECT id FROM booking WHERE state = 'confirmed' ORDER BY made_at")
        assert [id for (id,) in first] == [f"booking-{number}" for number in (0, 1, 2, 99)]


async def test_who_cancels_frees_a_time_for_whoever_waits_behind_forty_that_have_another(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": WINDOWS[0], "from": 600, "until": 620}))
        yang, at_ten = await hand(xilai, RESIDENT), wish(f"{FRIDAY} 10:00")
        mine = await booked(yang, at_ten)
        rows = [somebody(number, state="waitlisted", waitlist=True, wishes=[at_ten]) for number in range(41)]
        there = {"state": "confirmed", "day": DAY, "start": NINE, "end": NINE + 1200, "code": None}
        others = [somebody(100 + number, **there) | {"person": f"person-{number}"} for number in range(40)]
        await fill_in(xilai, Booking, rows + others)
        await fill_in(xilai, Waiting, [in_line(row) for row in rows])
        assert (await do(yang, "cancel", id=mine["id"]))["status"] == "accepted"
        found = await xilai.core.store.fetch("SELECT state FROM booking WHERE id = 'booking-40'")
        assert found == [("confirmed",)]


async def test_where_months_are_closed_or_full_that_is_said_after_a_few_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit, "ROUNDS", 16)
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        await xilai.core.act(lambda work: set_rule(work, ahead=180))
        await xilai.core.act(lambda work: set_weekly(work, {"window": WINDOWS[0], "until": 541}))
        refused, _ = await request(await hand(xilai, RESIDENT), wish(f"{FRIDAY} 10:00"))
        assert (refused["code"], refused["detail"]) == ("slot_closed", {"offers": []})
