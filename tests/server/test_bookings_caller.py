"""A caller whose time is taken: the clerk who has them on the phone sees what is free, and takes it for them."""

from pathlib import Path

from tests.server.booking_town import TOWN, at, booked, booking_town, do, hand, seen, set_weekly, wish
from tests.server.counter import CLERK, RELATIVE
from tests.server.town import new_id

SATURDAY_NINE = "2017-08-05 09:00"


async def test_B9_the_desk_sees_a_callers_wish_that_found_nothing_and_takes_another_time(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        wang, zhou = await hand(xilai, RELATIVE), await hand(xilai, CLERK)
        await booked(wang, wish(SATURDAY_NINE))
        id, contact = new_id(), {"name": "老吴", "phone": "13800000009"}
        taken = await do(
            zhou, "take", id=id, centre=TOWN, channel="phone", contact=contact, wishes=[wish(SATURDAY_NINE)]
        )
        assert taken["status"] == "changed"
        booking = seen(zhou, id)
        assert (booking["state"], booking["contact"], booking["reasons"]) == ("requested", contact, ["slot_taken"])
        [offer, *_] = booking["offers"]
        assert (await do(zhou, "move", id=id, wishes=[{"from": offer["start"]}]))["status"] == "accepted"
        assert (seen(zhou, id)["state"], seen(zhou, id)["start"]) == ("confirmed", at("2017-08-05 09:20"))
