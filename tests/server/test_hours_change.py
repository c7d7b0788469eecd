"""A supervisor changes the hours of a day: what it comes to, who may, and what cannot be."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from server.hours.calendar import Calendar
from server.hours.change import openings
from server.hours.clock import instant
from server.hours.engine import day, opening
from server.hours.jobs import put_changes_away
from server.hours.model import Day, Opening
from server.hours.rows import load_hours
from server.schema.tables import ERRORS
from server.schema.types import Span
from tests.server.booking_town import at, booked, seen, set_weekly, wish
from tests.server.booking_town import hand as signed_in
from tests.server.counter import CLERK, RELATIVE, RESIDENT, REVIEWER, TOWN, hand
from tests.server.market_town import change_hours, follower, it_is, market_town, spans, supervisor, undo
from tests.server.town import Town, new_id, town

SATURDAY, TUESDAY = "2017-08-05", "2017-08-08"


async def open_on(xilai: Town, on: str) -> list[tuple[int, int]]:
    known = await load_hours(xilai.core.store, TOWN)
    return [(one.from_minute, one.until_minute) for one in day(*known, date.fromisoformat(on)).openings]


async def published(xilai: Town) -> dict[str, Any]:
    [(body,)] = await xilai.core.store.fetch('SELECT body FROM "openings" WHERE code = ?', (TOWN,))
    found: dict[str, Any] = json.loads(body)
    return found


async def test_closed_other_hours_and_extra_hours_hold_at_once_and_are_published(
    tmp_path: Path, both_engines: None
) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        li = await supervisor(xilai)
        closed = await change_hours(li, SATURDAY)
        await change_hours(li, "2017-08-07", "hours", open=spans((600, 720), (780, 900)))
        await change_hours(li, TUESDAY, "extra", "政策调整，加开", open=spans((1080, 1200)))
        assert li.seen["hours_change", closed["change"]].get("published_at") is None
        await xilai.worker.drain()
        assert await open_on(xilai, SATURDAY) == []
        assert await open_on(xilai, "2017-08-07") == [(600, 720), (780, 900)]
        assert await open_on(xilai, TUESDAY) == [(540, 1020), (1080, 1200)]
        row = await published(xilai)
        assert "停电检修" in json.dumps(row, ensure_ascii=False) and "政策调整，加开" in json.dumps(
            row, ensure_ascii=False
        )
        await li.send()
        shown = li.seen["hours_change", closed["change"]]
        assert (shown["by"], shown["reason"], shown["on"]) == ("李涛", "停电检修", SATURDAY) and shown["published_at"]
        assert (await undo(li, closed["change"]))["status"] == "accepted"
        await xilai.worker.drain()
        assert await open_on(xilai, SATURDAY) == [(540, 1020)]
        assert "停电检修" not in json.dumps((await published(xilai))["days"], ensure_ascii=False)
        assert (await undo(li, closed["change"]))["code"] == "change_undone"
        it_is(xilai, "2017-09-06", "03:00")
        await put_changes_away(xilai.core)
        await li.send()
        left = [body["on"] for (entity, _), body in li.seen.items() if entity == "hours_change"]
        assert sorted(left) == ["2017-08-07", TUESDAY], "off the tablets after thirty days"
        assert await xilai.core.store.fetch("SELECT count(*) FROM hours_change") == [(3,)], "who did what stays known"


async def test_who_follows_hears_of_each_change_at_once_in_one_sentence(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        yang, li = await follower(xilai, RESIDENT), await supervisor(xilai)
        await change_hours(li, TUESDAY, "extra", "政策调整，加开", open=spans((1080, 1200)))
        await xilai.worker.drain()
        await yang.send()
        [notice] = [one for one in yang.notices() if one["hours"]["on"] == TUESDAY]
        assert notice["title"] == "8月8日 周二改为 9:00–17:00、18:00–20:00 开门"
        assert notice["body"] == "西来镇便民服务中心。政策调整，加开"


def test_other_hours_keep_the_cut_off_the_items_and_the_windows_of_those_that_they_mostly_fall_into() -> None:
    on = date(2017, 8, 5)
    friday = instant(date(2017, 8, 4), 16 * 60)
    market = Opening(540, 720, "market", windows=3, cutoff=friday, booked=True)
    late = Opening(1020, 1110, "extended", "late", 1, instant(on, 720), note="延时")
    machines = Opening(0, 1440, "self_service")

    def given(start: int, until: int, *usual: Opening) -> Opening:
        [changed] = openings([Span(from_=start, until=until)], Day(on, usual, (), True, ()))
        return opening(changed, Calendar(), on)

    there = (machines, market, late)
    assert given(600, 1050, *there) == replace(market, from_minute=600, until_minute=1050)
    assert given(1040, 1200, *there) == replace(late, from_minute=1040, until_minute=1200, note=None)
    assert given(1110, 1140, *there) == replace(market, from_minute=1110, until_minute=1140), "beside them"
    assert given(540, 600, machines) == Opening(540, 600, "extended")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"on": "2017-08-02"}, "change_past"),
    ({"on": "2018-08-02"}, "change_far"),
    ({"on": "2017-02-30"}, "args_invalid"),
    ({"on": "2017-08-06"}, "change_same"),  # a Sunday without a market
    ({"on": TUESDAY, "what": "hours"}, "change_open_missing"),
    ({"on": TUESDAY, "what": "closed", "open": spans((540, 600))}, "args_invalid"),
    ({"on": TUESDAY, "what": "hours", "open": spans((600, 600))}, "hours_times"),
    ({"on": TUESDAY, "what": "hours", "open": spans((540, 660), (600, 720))}, "hours_times"),
    ({"on": TUESDAY, "what": "hours", "open": spans((540, 1020))}, "change_same"),
    ({"on": TUESDAY, "what": "extra", "open": spans((960, 1080))}, "change_overlap"),
    ({"on": SATURDAY, "what": "hours", "open": spans((600, 720))}, "exceptions_overlap"),  # changed already
    ({"on": "2017-08-03", "what": "hours", "open": spans((420, 540))}, "change_past"),  # today, and over
    ({"on": TUESDAY, "reason": "   "}, "args_invalid"),
    ({"on": TUESDAY, "what": "hours", "open": spans((540, 1441))}, "args_invalid"),
    ({"on": TUESDAY, "centre": "510131105"}, "forbidden"),
]


async def test_what_contradicts_or_cannot_be_is_refused_in_plain_words_and_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        li = await supervisor(xilai)
        assert (await change_hours(li, SATURDAY))["status"] == "accepted"
        before = await xilai.core.store.fetch("SELECT exceptions FROM desk_hours")
        for change, code in REFUSED:
            result = await change_hours(li, **{"what": "closed", **change})
            assert (result["status"], result.get("code")) == ("rejected", code), change
            ERRORS[code]["zh-CN"].format(**{"field": "", **result.get("detail", {})})
        assert await xilai.core.store.fetch("SELECT exceptions FROM desk_hours") == before


async def test_nobody_but_the_centre_s_supervisor_changes_its_hours(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        li = await supervisor(xilai)
        made = await change_hours(li, SATURDAY)
        for phone in (CLERK, REVIEWER, RESIDENT):
            other = await hand(xilai, phone)
            assert (await change_hours(other, TUESDAY))["code"] == "forbidden"
            assert (await undo(other, made["change"]))["code"] == "forbidden"
        assert (await undo(li, new_id()))["code"] == "not_found"
        it_is(xilai, "2017-08-06", "10:00")
        assert (await undo(li, made["change"]))["code"] == "change_past"


async def test_who_booked_a_time_that_is_closed_is_told_and_offered_the_next(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        await xilai.core.act(set_weekly)
        yang, chen, li = (
            await signed_in(xilai, RESIDENT, "杨国福"),
            await signed_in(xilai, RELATIVE, "陈芳"),
            await supervisor(xilai),
        )
        first = await booked(yang, wish("2017-08-04 09:00"))
        second = await booked(chen, wish("2017-08-04 14:00"))
        assert (first["state"], second["state"]) == ("confirmed", "confirmed")
        await change_hours(li, "2017-08-04", "hours", "党员大会", open=spans((780, 1020)))
        await xilai.worker.drain()
        await yang.send(), await chen.send()
        moved = seen(yang, first["id"])
        assert (moved["state"], moved["reasons"]) == ("requested", ["slot_closed"]) and "start" not in moved
        assert moved["offers"][0]["start"] == at("2017-08-04 13:00"), "the next that is free, on the same day"
        assert "8月4日 周五 9:00办不成了，请换个时间" in [one["title"] for one in yang.notices()]
        assert seen(chen, second["id"])["state"] == "confirmed", "who can still come keeps the time"

        third = await booked(chen, wish("2017-08-07 10:00"))
        await change_hours(li, "2017-08-07", "hours", "晚半小时开门", open=spans((570, 720)))
        await xilai.worker.drain()
        await chen.send()
        kept = seen(chen, third["id"])
        assert (kept["state"], kept["start"]) == ("confirmed", at("2017-08-07 10:00")), "slots begin at 9:30, 9:50 now"
