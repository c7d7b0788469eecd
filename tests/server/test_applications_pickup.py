"""A result that is fetched (L6): from which day on and where, on the phone and in one's own calendar."""

from datetime import timedelta
from pathlib import Path

import icalendar

from server.hours.clock import day_of
from tests.server.counter import (
    REVIEWER,
    TOWN,
    hand,
    in_the_department,
)
from tests.server.town import town


async def test_L6_a_result_is_fetched_from_a_day_on_and_stands_in_the_calendar(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, zhou, id = await in_the_department(xilai)
        chen = await hand(xilai, REVIEWER)
        await chen.must("approve", id=id)
        await zhou.send()

        today = day_of(xilai.core.clock())
        said = {"id": id, "result": "证办好了"}
        for wrong in ("2026-02-30", "2020-01-01"):
            refused = await zhou.do("issue", **said, pickup_on=wrong)
            assert (refused["code"], refused["field"]) == ("args_invalid", "/pickup_on")
        on = (today + timedelta(days=3)).isoformat()
        assert (await zhou.do("issue", **said, pickup_on=on, pickup_at="999999"))["code"] == "place_unknown"
        await zhou.must("issue", **said, pickup_on=on)

        await yang.send()
        seen = yang.case(id)
        assert (seen["state"], seen["pickup_on"], seen["pickup_at"]) == ("issued", on, TOWN)
        made = await xilai.http.post("/h/me", headers=yang.device.headers)
        calendar = icalendar.Calendar.from_ical((await xilai.http.get(made.json()["path"])).text)
        [event] = calendar.walk("VEVENT")
        assert (event["UID"], event["SUMMARY"]) == (f"pickup-{id}@ganchang", "这天起到西来镇便民服务中心取件")
        assert event.start.isoformat() == on and "退役" not in calendar.to_ical().decode()
