"""Hours or rosters change under what is booked: who can still come keeps the time, who cannot is told."""

from pathlib import Path

from tests.server.booking_town import at, booked, hand, seen, set_weekly, wish
from tests.server.counter import RESIDENT
from tests.server.market_town import change_hours, market_town, spans, supervisor
from tests.server.town import town


async def test_a_time_that_is_still_open_is_kept_though_slots_begin_at_other_minutes_now(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await market_town(xilai, "2017-08-03", "10:00")
        await xilai.core.act(set_weekly)
        yang, li = await hand(xilai, RESIDENT, "杨国福"), await supervisor(xilai)
        ten = await booked(yang, wish("2017-08-04 10:00"))
        await change_hours(li, "2017-08-04", "hours", "晚半小时开门", open=spans((570, 720)))
        await xilai.worker.drain()
        await yang.send()
        kept = seen(yang, ten["id"])
        assert (kept["state"], kept.get("start")) == ("confirmed", at("2017-08-04 10:00")), "slots begin at 9:50, 10:10"
