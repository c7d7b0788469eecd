"""Who books without an account: a caller, by the clerk who has them on the phone, and whoever stands at the kiosk."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from server.accounts import staff
from server.bookings.jobs import TIDY
from server.tickets.tidy import QUEUE
from tests.server.booking_town import (
    TOWN,
    at,
    booked,
    booking_town,
    do,
    hand,
    pass_jobs,
    seen,
    set_clock,
    set_weekly,
    wish,
)
from tests.server.counter import CLERK, DUTY, RELATIVE
from tests.server.hall import KIOSK, MACHINE, OLD_MAN
from tests.server.town import new_id

SATURDAY_NINE = "2017-08-05 09:00"
YOUNG_WOMAN = "51013119900307009X"


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


async def test_B9_an_ID_number_books_at_the_kiosk_and_the_machine_reads_nothing_but_that(tmp_path: Path) -> None:
    async with booking_town(tmp_path, "2017-08-03 10:00") as xilai:
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        await staff.load(xilai.core, [*DUTY, MACHINE], "510131")
        machine, zhou, wang = await hand(xilai, KIOSK), await hand(xilai, CLERK), await hand(xilai, RELATIVE)
        of_wang = await booked(wang, wish("2017-08-05 10:00"))

        async def book(start: str = SATURDAY_NINE, **more: Any) -> tuple[dict[str, Any], str]:
            args = {"id": new_id(), "centre": TOWN, "channel": "kiosk", "id_number": OLD_MAN, "wishes": [wish(start)]}
            return await do(machine, "take", **args | more), args["id"]

        taken, id = await book()
        told = machine.seen["booking", machine.device.client]
        assert (taken["status"], told["asked"], told["state"], told["start"]) == (
            "accepted", id, "confirmed", at(SATURDAY_NINE),
        )  # fmt: skip
        await zhou.send()
        assert (seen(zhou, id)["channel"], seen(zhou, id)["code"]) == ("kiosk", told["code"])
        assert [key for entity, key in machine.seen if entity == "booking"] == [machine.device.client]

        for refused, code in (
            ({"start": "2017-08-05 11:00"}, "booking_exists"),
            ({"start": "2017-08-05 10:00", "id_number": YOUNG_WOMAN}, "slot_taken"),
            ({"id_number": OLD_MAN[:-1] + "8"}, "id_number_invalid"),
            ({"id_number": ""}, "id_number_invalid"),
            ({"start": "2017-08-07 09:00", "waitlist": True}, "args_invalid"),
            ({"start": "2017-08-07 09:00", "contact": {"name": "", "phone": "110"}}, "phone_invalid"),
            ({"start": "2017-08-07 09:00", "channel": "phone"}, "forbidden"),
            ({"start": "2017-08-07 09:00", "centre": "510131105"}, "forbidden"),
        ):
            result, _ = await book(**refused)
            assert result["code"] == code, refused
            assert "id" not in result.get("detail", {}), "whose booking there is, is nobody's business"
        assert [one["start"] for one in (await book("2017-08-05 10:00", id_number=YOUNG_WOMAN))[0]["detail"]["offers"]]
        assert await xilai.core.store.fetch("SELECT count(*) FROM booking") == [(2,)], "nothing waits unheard"
        for other in (id, of_wang["id"]):
            assert (await do(machine, "cancel", id=other, reason="误点"))["code"] == "not_found"
        scanned = await xilai.http.get(f"/booking/{told['code']}", headers=machine.device.headers)
        assert scanned.json()["view"] == "stranger"
        assert (await do(wang, "take", id=new_id(), centre=TOWN, channel="kiosk", wishes=[wish(SATURDAY_NINE)]))[
            "code"
        ] == "forbidden"

        left = {"name": "", "phone": "13800000009"}
        _, second = await book("2017-08-05 11:00", id_number=YOUNG_WOMAN.lower(), contact=left)
        assert machine.seen["booking", machine.device.client]["asked"] == second, "in place of the first"
        texts = await xilai.core.store.fetch("SELECT payload FROM job WHERE queue = 'sms' AND state = 'waiting'")
        assert [payload for (payload,) in texts if left["phone"] in payload and "约好了" in payload]
        for table in ("booking", "scope_row", "job"):
            rows = str(await xilai.core.store.fetch(f"SELECT * FROM {table}"))
            assert OLD_MAN not in rows and YOUNG_WOMAN not in rows, "an ID number is kept as a keyed hash alone"
        set_clock(xilai, "2017-08-04 16:00")
        assert (await book("2017-08-05 12:00", id_number=YOUNG_WOMAN))[0]["code"] == "booking_exists"
        assert (await book("2017-08-05 12:00", id_number="510131194903150025"))[0]["code"] == "booking_closed"

        set_clock(xilai, "2017-08-05 08:50")
        drawn = machine.make("tickets.draw", id=new_id(), centre=TOWN, kind="handling", id_number=OLD_MAN)
        assert [result["status"] for result in await machine.send(drawn)] == ["accepted"]
        assert await xilai.core.store.fetch("SELECT booking FROM ticket") == [(id,)]
        whole = [drawn[part] for part in ("name", "lane", "seq", "args")]
        print_ = sha256(msgspec.json.encode(whole, order="sorted")).hexdigest()[:32]
        kept = await xilai.core.store.fetch("SELECT hash FROM ledger")
        assert print_ not in {hash for (hash,) in kept}, "whoever tried all ID numbers there are would find it by that"

        await pass_jobs(xilai, "2017-08-05 13:00")
        for job in (TIDY, QUEUE):
            await xilai.core.act(lambda work, job=job: work.enqueue(job, {}))  # type: ignore[misc]
        assert {"booking", "ticket"} <= {entity for entity, _ in machine.seen}
        await pass_jobs(xilai, "2017-09-20 03:45")
        await machine.send()
        left_there = {entity for entity, _ in machine.seen}
        assert left_there == {"profile", "hall"}, "nor what the machine printed last"
        kept = await xilai.core.store.fetch("SELECT phone, id_print FROM booking WHERE channel = 'kiosk'")
        assert kept == [("", ""), ("", "")], "after 30 days nothing tells who it was, also where only a card was shown"
