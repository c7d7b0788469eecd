"""A result that is fetched (L6): from which day on and where, on the phone and in one's own calendar."""

from datetime import timedelta
from pathlib import Path

import icalendar

from server.hours.clock import day_of
from tests.server.counter import (
    CLERK,
    MATERIALS,
    PROFILE,
    RESIDENT,
    REVIEWER,
    TOWN,
    draft,
    hand,
    open_counter,
    photo_arrives,
)
from tests.server.town import town


async def test_L6_a_result_is_fetched_from_a_day_on_and_stands_in_the_calendar(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        zhou, chen = await hand(xilai, CLERK), await hand(xilai, REVIEWER)
        form = draft(materials=MATERIALS)
        id = form["id"]
        await yang.must("submit", **form)
        await photo_arrives(xilai, yang.device.person or "")
        await zhou.send()
        await zhou.must("accept", id=id)
        await zhou.must("hand_over", id=id, department="510131-ty")
        await chen.send()
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
