"""What the desk does with bookings: scans who comes, keeps the roster, and forgets in time."""

import io
from pathlib import Path
from typing import Any

import qrcode
import zxingcpp
from PIL import Image

from server.bookings import jobs
from tests.server.booking_town import (
    FOUR,
    TOWN,
    at,
    booked,
    booking_town,
    do,
    hand,
    make,
    pass_jobs,
    request,
    seen,
    set_clock,
    set_weekly,
    wish,
)
from tests.server.counter import CLERK, RELATIVE, RESIDENT, STRANGER, SUPERVISOR
from tests.server.town import Device, Town, new_id

THURSDAY = "2017-08-03 10:00"
SATURDAY_NINE = "2017-08-05 09:00"


async def scanned(xilai: Town, code: str, device: Device | None = None) -> dict[str, Any]:
    answer = await xilai.http.get(f"/booking/{code}", headers=device.headers if device else {})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


async def test_B2_one_QR_and_each_scanner_sees_their_part(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou, liu = await hand(xilai, RESIDENT, "杨国福"), await hand(xilai, CLERK), await hand(xilai, STRANGER)
        booking = await booked(yang, wish(SATURDAY_NINE))
        drawing = await xilai.http.get(f"/booking/{booking['code'].lower()}/qr.svg")
        assert drawing.headers["content-type"] == "image/svg+xml" and drawing.text.startswith("<?xml")
        out = io.BytesIO()
        qrcode.make(booking["code"]).save(out)
        [read] = zxingcpp.read_barcodes(Image.open(out).convert("L"))
        assert read.text == booking["code"], "an opaque token, no ID number inside"

        stranger = {"view": "stranger", "state": "confirmed", "centre": "西来镇便民服务中心", "on": "2017-08-05"}
        assert await scanned(xilai, booking["code"]) == stranger
        assert await scanned(xilai, booking["code"], liu.device) == stranger
        assert await scanned(xilai, booking["code"], yang.device) == stranger | {"view": "owner", "booking": booking}
        at_desk = await scanned(xilai, booking["code"], zhou.device)
        assert at_desk["booking"]["contact"] == {"name": "杨国福", "phone": RESIDENT}
        for wrong in ("0000000000", "nonsense"):
            assert (await xilai.http.get(f"/booking/{wrong}")).status_code == 404
        for _ in range(30):
            await xilai.http.get("/booking/0000000000")
        assert (await xilai.http.get(f"/booking/{booking['code']}")).status_code == 429


async def test_who_comes_is_scanned_once_and_who_comes_late_has_come(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, wang, zhou, neighbour = [await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, CLERK, "13900000005")]
        one, two = await booked(yang, wish(SATURDAY_NINE)), await booked(wang, wish(SATURDAY_NINE))
        early = await do(zhou, "arrive", id=one["id"])
        assert (early["code"], early["detail"]) == ("booking_other_day", {"on": "2017-08-05"})
        await pass_jobs(xilai, "2017-08-05 08:50")
        assert (await do(neighbour, "arrive", id=one["id"]))["code"] == "not_found", "another centre's tablet"
        assert (await do(yang, "arrive", id=one["id"]))["code"] == "forbidden", "nobody signs for themselves"
        assert (await do(zhou, "finish", id=one["id"]))["code"] == "state_forbids"
        assert (await do(zhou, "arrive", id=one["id"]))["status"] == "accepted"
        twice = await do(zhou, "arrive", id=one["id"])
        assert (twice["code"], twice["detail"]) == ("state_forbids", {"state": "已到场"})
        assert (await do(zhou, "finish", id=one["id"], note="办好了"))["status"] == "accepted"
        await pass_jobs(xilai, "2017-08-05 09:19:59")
        await wang.send()
        assert seen(wang, two["id"])["state"] == "confirmed"
        await pass_jobs(xilai, "2017-08-05 09:20")
        await yang.send()
        await wang.send()
        assert (seen(yang, one["id"])["state"], seen(wang, two["id"])["state"]) == ("done", "missed")
        assert seen(yang, one["id"])["arrived_at"] == at("2017-08-05 08:50")
        assert (await do(zhou, "arrive", id=two["id"]))["status"] == "accepted", "ten minutes late, but there"


async def test_replays_differing_and_wrong_owners_change_nothing(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, liu = await hand(xilai, RESIDENT), await hand(xilai, STRANGER)
        id = new_id()
        sent = make(yang, "request", id=id, centre=TOWN, wishes=[wish(SATURDAY_NINE)])
        assert (await yang.send(sent))[0]["status"] == (await yang.send(sent))[0]["status"] == "accepted"
        other = {**sent, "args": {**sent["args"], "wishes": [wish("2017-08-05 10:00")]}}
        assert (await yang.send(other))[0]["code"] == "replay_differs"
        before = seen(yang, id)
        for name, args in (
            ("cancel", {}),
            ("move", {"wishes": [wish("2017-08-05 10:00")]}),
            ("confirm", {}),
            ("request", {"centre": TOWN, "wishes": [wish("2017-08-05 10:00")]}),
            ("hold", {"centre": TOWN, "start": at("2017-08-05 10:00")}),
        ):
            assert (await do(liu, name, id=id, **args))["code"] in ("not_found", "args_invalid"), name
        for name in ("take", "decide", "arrive"):
            args: dict[str, Any] = {"accept": True} if name == "decide" else {}
            if name == "take":
                args = {
                    "centre": TOWN,
                    "channel": "phone",
                    "contact": {"name": "李", "phone": "1"},
                    "wishes": [wish(SATURDAY_NINE)],
                }
            assert (await do(liu, name, id=id, **args))["code"] == "forbidden", name
        zhou = await hand(xilai, CLERK)
        for contact, code in (
            ({"name": "吴大爷", "phone": "110"}, "phone_invalid"),
            ({"name": "吴" * 51, "phone": "13800000009"}, "args_invalid"),
        ):
            args = {"id": new_id(), "centre": TOWN, "channel": "phone", "contact": contact}
            assert (await do(zhou, "take", **args, wishes=[wish(SATURDAY_NINE)]))["code"] == code
        assert (await do(zhou, "confirm", id=id))["code"] == "forbidden"
        await yang.send()
        assert seen(yang, id) == before
        assert await xilai.core.store.fetch("SELECT count(*) FROM booked_slot") == [(1,)]


async def test_B26_the_supervisor_changes_the_roster_and_nobody_is_left_without_a_window(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, wang, liu, li, zhou = [
            await hand(xilai, phone) for phone in (RESIDENT, RELATIVE, STRANGER, SUPERVISOR, CLERK)
        ]
        one, two = await booked(yang, wish(SATURDAY_NINE)), await booked(wang, wish(SATURDAY_NINE))
        assert (one["window"], two["window"]) == ("1 号窗口", "2 号窗口")
        change = {"centre": TOWN, "on": "2017-08-05"}
        third = {"window": "3 号窗口", "name": "王玉兰"}
        assert (await do(zhou, "set_roster", **change, duty=[third]))["code"] == "forbidden"
        for duty, where in (
            ([{"window": " "}], "/duty/0/window"),
            ([{"window": "1", "from": 600, "until": 600}], "/duty/0/until"),
        ):
            refused = await do(li, "set_roster", **change, duty=duty)
            assert (refused["code"], refused["field"]) == ("args_invalid", where)
        for on, code in (("2017-02-30", "args_invalid"), ("2017-08-02", "slot_past"), ("9999-12-31", "slot_far")):
            assert (await do(li, "set_roster", centre=TOWN, on=on))["code"] == code

        result = await do(li, "set_roster", **change, duty=[third])
        await yang.send()
        await wang.send()
        moved, stranded = seen(yang, one["id"]), seen(wang, two["id"])
        if moved["window"] != "3 号窗口":
            moved, stranded = stranded, moved
        assert (moved["window"], stranded["window"][1:]) == ("3 号窗口", " 号窗口")
        assert (result["status"], result["detail"]["stranded"]) == ("changed", [stranded["id"]]), (
            "the supervisor is told"
        )
        assert any("换了窗口" in notice["title"] for notice in yang.notices() + wang.notices())
        day = (await xilai.http.get(f"/b/{TOWN}/2017-08-05")).json()
        assert (day["windows"], day["duty"]) == (["3 号窗口"], [third])
        assert li.seen["roster", "2017-08-05"] == {"centre": TOWN, "on": "2017-08-05", "duty": [third]}

        waiting, id = await request(liu, wish(SATURDAY_NINE), waitlist=True)
        assert waiting["detail"]["state"] == "waitlisted"
        assert (await do(li, "set_roster", **change))["status"] == "accepted", "the weekly roster holds again"
        await liu.send()
        assert seen(liu, id)["state"] == "confirmed", "more windows: whoever waits moves up (E9)"
        assert ("roster", "2017-08-05") not in li.seen
        assert (await xilai.http.get(f"/b/{TOWN}/2017-08-05")).json()["slots"][0]["of"] == len(FOUR)
        assert (await do(li, "set_roster", **change, duty=[]))["detail"]["stranded"], "nobody comes that day"
        assert (await xilai.http.get(f"/b/{TOWN}/2017-08-05")).json()["slots"] == []


async def test_what_anybody_may_ask_of_a_day(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        for path, status in (
            (f"/b/{TOWN}/2017-08-05", 200),
            (f"/b/{TOWN}/2017-08-05?item=nothing", 200),
            (f"/b/{TOWN}/2017-02-30", 400),
            (f"/b/{TOWN}/9999-12-31", 200),
            (f"/b/{TOWN}/0001-01-01", 200),
            (f"/b/{TOWN}/tomorrow", 400),
            ("/b/510131999/2017-08-05", 404),
            ("/b/nowhere/2017-08-05", 404),
        ):
            answer = await xilai.http.get(path)
            assert answer.status_code == status, path
            assert status != 200 or answer.headers["cache-control"] == "public, max-age=5"
        whole = await xilai.http.get(f"/b/{TOWN}/2017-08-05", headers={"accept-encoding": "br"})
        assert whole.headers["content-encoding"] == "br" and int(whole.headers["content-length"]) < 400
        for day, code in (
            ("2017-08-02", "slot_past"),
            ("2017-08-06", "slot_closed"),
            ("2017-10-05", "slot_far"),
        ):
            seen_day = (await xilai.http.get(f"/b/{TOWN}/{day}")).json()
            assert (seen_day["code"], seen_day["slots"]) == (code, [])
        set_clock(xilai, "2017-08-03 16:39")
        today = (await xilai.http.get(f"/b/{TOWN}/2017-08-03")).json()
        assert [slot["start"] for slot in today["slots"]] == [at("2017-08-03 16:40")]
        await xilai.core.act(lambda work: set_weekly(work, *[{"window": "1", "days": ["6"]}]))
        nobody = (await xilai.http.get(f"/b/{TOWN}/2017-08-07")).json()
        assert (nobody["code"], nobody["slots"]) == ("slot_closed", []), "nobody is on duty"
        set_clock(xilai, "2017-08-03 16:40")
        assert (await xilai.http.get(f"/b/{TOWN}/2017-08-03")).json()["code"] == "slot_past"


async def test_what_is_over_leaves_the_tablets_then_loses_its_names_then_goes(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY) as xilai:
        yang, zhou = await hand(xilai, RESIDENT, "杨国福"), await hand(xilai, CLERK)
        visit = {"kind": "visit", "address": "马福村 3 组", "about": "社保认证"}
        asked = await booked(yang, wish("2017-08-07 09:00", "2017-08-07 12:00"), **visit)
        time = {"start": at("2017-08-07 10:00"), "end": at("2017-08-07 11:00")}
        await do(zhou, "decide", id=asked["id"], accept=True, **time)
        booking = await booked(yang, wish(SATURDAY_NINE))
        wang = await hand(xilai, RELATIVE, "王秀英")
        undecided = (await booked(wang, wish("2017-08-09 09:00"), **visit | {"address": "晒坝旁"}))["id"]
        waits = ("王秀英", RELATIVE, "晒坝旁")
        await do(await hand(xilai, SUPERVISOR), "set_roster", centre=TOWN, on="2017-08-07", duty=FOUR)
        set_clock(xilai, "2017-08-07 12:00")
        await zhou.send(*[make(zhou, step, id=asked["id"]) for step in ("arrive", "finish")])
        ids = {booking["id"], asked["id"]}

        async def tidied(text: str) -> None:
            await pass_jobs(xilai, text)
            await xilai.core.act(lambda work: work.enqueue(jobs.TIDY, {}))
            await xilai.worker.drain()
            await zhou.send()
            await yang.send()

        await tidied("2017-08-08 03:45")
        assert {key for entity, key in zhou.seen if entity == "booking"} == ids | {undecided}
        assert ("roster", "2017-08-07") in zhou.seen
        await tidied("2017-08-10 03:46")
        assert [key for entity, key in zhou.seen if entity == "booking"] == [undecided], "desk scopes stay small"
        assert ("roster", "2017-08-07") not in zhou.seen
        assert ids <= {key for _, key in yang.seen}
        assert await kept(xilai) == {("杨国福", RESIDENT, ""), ("杨国福", RESIDENT, "马福村 3 组"), waits}
        assert [key for key, body in await shown(xilai) if "马福村" in body] == [asked["id"]], "their own phone has it"
        await tidied("2017-09-20 03:45")
        assert await kept(xilai) == {("", "", ""), waits}
        assert not [key for key, body in await shown(xilai) if "马福村" in body]
        assert "address" not in seen(yang, asked["id"])
        await tidied("2018-02-20 03:45")
        assert ("booking", undecided) in zhou.seen, "it is not over: somebody still waits for an answer"
        assert await kept(xilai) == {waits} and not ids & {key for _, key in yang.seen}
        assert await xilai.core.store.fetch("SELECT count(*) FROM booked_slot") == [(0,)]
        assert await xilai.core.store.fetch("SELECT sum(1) FROM booked_day WHERE channels <> '{}'") == [(2,)], (
            "counts stay"
        )

        await xilai.core.act(jobs.plan)
        planned = "SELECT count(*) FROM job WHERE queue = ? AND state = 'waiting'"
        assert await xilai.core.store.fetch(planned, (jobs.TIDY,)) == [(1,)], "the next night's, once"


async def shown(xilai: Town) -> list[tuple[str, str]]:
    rows = await xilai.core.store.fetch("SELECT key, body FROM scope_row WHERE entity = 'booking' AND body IS NOT NULL")
    return [(str(key), str(body)) for key, body in rows]


async def kept(xilai: Town) -> set[tuple[str, str, str]]:
    return set(await xilai.core.store.fetch("SELECT name, phone, address FROM booking"))
